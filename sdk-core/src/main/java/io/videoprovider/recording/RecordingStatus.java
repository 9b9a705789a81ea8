package io.videoprovider.recording;

/** State of a recording: {@code STARTING → RECORDING → STOPPING → PROCESSING → READY}, or another final state. */
public enum RecordingStatus {
    /** Requested; nothing is recorded yet. */
    STARTING,
    /** Being recorded. */
    RECORDING,
    /** Requested to stop; the rest is being written. */
    STOPPING,
    /** Recorded; the files are not available yet. */
    PROCESSING,
    /** The files are available. {@link Recording#truncated} reports whether a limit ended the recording. */
    READY,
    /** Failed; {@link Recording#failure} contains the reason. */
    FAILED,
    /** The provider has deleted the files after their retention. */
    EXPIRED,
    /** The files were deleted. */
    DELETED,
    /** A state unknown to this version. */
    UNKNOWN;

    /** Returns whether the recording is in progress: it can be stopped and is billed. */
    public boolean active() {
        return this == STARTING || this == RECORDING;
    }

    /** Returns whether the state is final. */
    public boolean terminal() {
        return this == READY || this == FAILED || this == EXPIRED || this == DELETED;
    }
}
