package io.videoprovider.event;

/**
 * A transcription came to nothing.
 *
 * @param info what every event has
 * @param failure why, in the vendor's words; {@code ""} when it did not say
 */
public record TranscriptionFailed(EventInfo info, String failure) implements TranscriptionEvent {}
