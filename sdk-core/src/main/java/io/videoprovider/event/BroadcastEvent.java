package io.videoprovider.event;

/** A broadcast moved on: the call goes out to an audience, by HLS or to RTMP servers. */
public sealed interface BroadcastEvent extends VideoEvent
        permits BroadcastStarted, BroadcastUpdated, BroadcastStopped, BroadcastFailed {

    /** The broadcast as it was then. */
    BroadcastSnapshot broadcast();
}
