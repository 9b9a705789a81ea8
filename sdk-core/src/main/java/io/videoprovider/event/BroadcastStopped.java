package io.videoprovider.event;

/**
 * A broadcast is over.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastStopped(EventInfo info, BroadcastSnapshot broadcast) implements BroadcastEvent {}
