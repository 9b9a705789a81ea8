package io.videoprovider.event;

/**
 * A broadcast moved on: it is live now, or one of its destinations came, went or failed.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastUpdated(EventInfo info, BroadcastSnapshot broadcast) implements BroadcastEvent {}
