package io.videoprovider.event;

/**
 * Statistics of a call session are available.
 *
 * @param info the properties that every event has
 */
public record StatisticsReady(EventInfo info) implements VideoEvent {}
