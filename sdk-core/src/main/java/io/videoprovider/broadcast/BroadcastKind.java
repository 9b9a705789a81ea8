package io.videoprovider.broadcast;

/** The way in which viewers receive a broadcast. */
public enum BroadcastKind {
    /** HLS: players fetch a playlist and its segments. */
    HLS,
    /** Push to other servers by RTMP or SRT. */
    PUSH
}
