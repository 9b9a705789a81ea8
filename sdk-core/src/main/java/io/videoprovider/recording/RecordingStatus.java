package io.videoprovider.recording;

/** Where a recording stands. {@code STARTING → RECORDING → STOPPING → PROCESSING → READY}, or one of the other ends. */
public enum RecordingStatus {
    /** Asked for; nothing is recorded yet. */
    STARTING,
    /** Being recorded. */
    RECORDING,
    /** Asked to stop; the last of it is being written. */
    STOPPING,
    /** Recorded; the files are not there yet. */
    PROCESSING,
    /** The files are there. {@link Recording#truncated} says whether a limit cut it short. */
    READY,
    /** It came to nothing; {@link Recording#failure} says why. */
    FAILED,
    /** The files are no longer kept. */
    EXPIRED,
    /** The files were deleted. */
    DELETED,
    /** The vendor said something that this version does not know. */
    UNKNOWN;

    /** Whether it is still going on: it can be stopped, and it costs. */
    public boolean active() {
        return this == STARTING || this == RECORDING;
    }

    /** Whether nothing more will happen by itself. */
    public boolean terminal() {
        return this == READY || this == FAILED || this == EXPIRED || this == DELETED;
    }
}
