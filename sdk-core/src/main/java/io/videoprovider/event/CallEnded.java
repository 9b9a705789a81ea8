package io.videoprovider.event;

/**
 * A call is over: the last one left, or it was ended.
 *
 * @param info what every event has
 */
public record CallEnded(EventInfo info) implements VideoEvent {}
