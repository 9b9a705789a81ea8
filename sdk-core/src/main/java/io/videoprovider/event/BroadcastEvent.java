package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;

/** A broadcast changed its state. */
public sealed interface BroadcastEvent extends VideoEvent
        permits BroadcastStarted, BroadcastUpdated, BroadcastStopped, BroadcastFailed {

    /** Returns the broadcast at that time. */
    Broadcast broadcast();
}
