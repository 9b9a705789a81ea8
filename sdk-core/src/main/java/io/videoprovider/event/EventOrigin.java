package io.videoprovider.event;

/** Creator of an event. */
public enum EventOrigin {
    /** The vendor, which has sent it as a webhook. */
    VENDOR,
    /**
     * The reconciler of the call history, which has compared the history with the provider. It replaces an event of the vendor that was
     * lost or is late, so both may arrive. Its time is that of the comparison unless the provider reports a better one.
     */
    RECONCILER,
    /** The application, by this SDK: an invitation, for example. */
    APPLICATION
}
