package io.videoprovider.event;

/**
 * What is said is no longer transcribed; the file is not there yet.
 *
 * @param info what every event has
 */
public record TranscriptionStopped(EventInfo info) implements TranscriptionEvent {}
