package io.videoprovider.token;

/** One thing that a person may do in a call. {@code docs/tokens.md} says what each becomes at each vendor. */
public enum Permission {
    /** Publish a microphone. */
    PUBLISH_AUDIO,
    /** Publish a camera. */
    PUBLISH_VIDEO,
    /** Publish a screen, with its sound. */
    PUBLISH_SCREEN,
    /** Send data messages to the others. */
    PUBLISH_DATA,
    /** Receive what the others publish. */
    SUBSCRIBE,
    /** Change one's own name, metadata and attributes while in the call. */
    UPDATE_OWN_METADATA,
    /** Mute and remove others, from the client. */
    MODERATE
}
