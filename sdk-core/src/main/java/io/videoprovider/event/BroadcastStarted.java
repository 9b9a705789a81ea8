package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/**
 * A broadcast started or is about to start.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastStarted(EventInfo info, Broadcast broadcast) implements BroadcastEvent {}
