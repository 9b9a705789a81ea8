package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/**
 * A broadcast moved on: it is live now, or one of its destinations came, went or failed.
 *
 * @param info what every event has
 * @param broadcast as it was then
 */
public record BroadcastUpdated(EventInfo info, Broadcast broadcast) implements BroadcastEvent {}
