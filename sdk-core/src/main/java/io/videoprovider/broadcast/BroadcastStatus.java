package io.videoprovider.broadcast;

/** State of a broadcast: {@code STARTING → LIVE → STOPPING → ENDED}, or {@code FAILED}. */
public enum BroadcastStatus {
    /** Requested; nothing is sent yet. */
    STARTING,
    /** Live. */
    LIVE,
    /** Requested to stop; the rest is being sent. */
    STOPPING,
    /** Ended. */
    ENDED,
    /** Failed; {@link Broadcast#failure} contains the reason. */
    FAILED,
    /** A state unknown to this version. */
    UNKNOWN;

    /** Returns whether the broadcast is in progress: it can be stopped and is billed. */
    public boolean active() {
        return this == STARTING || this == LIVE;
    }

    /** Returns whether the state is final. */
    public boolean terminal() {
        return this == ENDED || this == FAILED;
    }
}
