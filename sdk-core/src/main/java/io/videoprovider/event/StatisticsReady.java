package io.videoprovider.event;

/**
 * The statistics of a session can be fetched.
 *
 * @param info what every event has
 */
public record StatisticsReady(EventInfo info) implements VideoEvent {}
