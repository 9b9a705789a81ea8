package io.videoprovider.event;

/**
 * A transcription started.
 *
 * @param info the properties that every event has
 */
public record TranscriptionStarted(EventInfo info) implements TranscriptionEvent {}
