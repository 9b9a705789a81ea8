package io.videoprovider.event;

/**
 * A transcription stopped; its file is not available yet.
 *
 * @param info the properties that every event has
 */
public record TranscriptionStopped(EventInfo info) implements TranscriptionEvent {}
