package io.videoprovider.history;

/** Response of a user whose devices were rung. Of two responses, the one that is declared later counts. */
public enum RingState {
    /** The devices ring. */
    RINGING,
    /** The caller cancelled the call before a response. */
    CANCELLED,
    /** No response until the timeout. */
    MISSED,
    /** In another call; the devices did not ring. */
    BUSY,
    /** Declined. */
    DECLINED,
    /** Accepted, or joined the call. */
    ACCEPTED
}
