package io.videoprovider.event;

/**
 * A broadcast was asked for and is about to begin, or has begun.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastStarted(EventInfo info, BroadcastSnapshot broadcast) implements BroadcastEvent {}
