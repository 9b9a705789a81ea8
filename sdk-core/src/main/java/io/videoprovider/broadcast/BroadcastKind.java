package io.videoprovider.broadcast;

/** How a broadcast gets to who watches it. */
public enum BroadcastKind {
    /** As HLS: a playlist and its segments, which players fetch. */
    HLS,
    /** Pushed to other servers by RTMP or SRT. */
    PUSH
}
