package io.videoprovider.token;

/** A permission of a participant in a call. {@code docs/tokens.md} maps permissions to those of each vendor. */
public enum Permission {
    /** Publish a microphone. */
    PUBLISH_AUDIO,
    /** Publish a camera. */
    PUBLISH_VIDEO,
    /** Publish a screen share with its audio. */
    PUBLISH_SCREEN,
    /** Send data messages to other participants. */
    PUBLISH_DATA,
    /** Subscribe to the tracks of other participants. */
    SUBSCRIBE,
    /** Change the own name, metadata and attributes while connected. */
    UPDATE_OWN_METADATA,
    /** Mute and remove other participants from the client. */
    MODERATE,
    /**
     * Start and stop recordings through an application that checks it with {@code RecordingControl}. No vendor has this permission: the
     * holder of a token with it cannot record by requests of its own.
     */
    RECORD
}
