package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/**
 * A broadcast ended.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastStopped(EventInfo info, Broadcast broadcast) implements BroadcastEvent {}
