package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/**
 * A broadcast is over.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastStopped(EventInfo info, Broadcast broadcast) implements BroadcastEvent {}
