package io.videoprovider.broadcast;

/** Where a broadcast stands. {@code STARTING → LIVE → STOPPING → ENDED}, or {@code FAILED}. */
public enum BroadcastStatus {
    /** Asked for; nothing is sent yet. */
    STARTING,
    /** On the air. */
    LIVE,
    /** Asked to stop; the last of it is being sent. */
    STOPPING,
    /** Over. */
    ENDED,
    /** It came to nothing, or broke; {@link Broadcast#failure} says why. */
    FAILED,
    /** The vendor said something that this version does not know. */
    UNKNOWN;

    /** Whether it is still going on: it can be stopped, and it costs. */
    public boolean active() {
        return this == STARTING || this == LIVE;
    }

    /** Whether nothing more will happen by itself. */
    public boolean terminal() {
        return this == ENDED || this == FAILED;
    }
}
