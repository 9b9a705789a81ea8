package io.videoprovider.ringing;

/** What the devices of a rung user show: an incoming audio call, or an incoming video call. */
public enum RingKind {
    /** An audio call. */
    AUDIO,
    /** A video call. */
    VIDEO
}
