package io.videoprovider.event;

/**
 * A broadcast came to nothing, or broke off.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastFailed(EventInfo info, BroadcastSnapshot broadcast) implements BroadcastEvent {}
