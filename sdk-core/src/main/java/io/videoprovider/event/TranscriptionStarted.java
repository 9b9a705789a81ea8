package io.videoprovider.event;

/**
 * What is said is being transcribed.
 *
 * @param info what every event has
 */
public record TranscriptionStarted(EventInfo info) implements TranscriptionEvent {}
