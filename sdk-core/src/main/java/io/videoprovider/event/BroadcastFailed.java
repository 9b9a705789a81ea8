package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/**
 * A broadcast came to nothing, or broke off.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastFailed(EventInfo info, Broadcast broadcast) implements BroadcastEvent {}
