package io.videoprovider.transcription;

/** State of a transcription: {@code STARTING → TRANSCRIBING → STOPPING → PROCESSING → READY}, or another final state. */
public enum TranscriptionStatus {
    /** Requested; nothing is transcribed yet. */
    STARTING,
    /** Speech is being transcribed. */
    TRANSCRIBING,
    /** Requested to stop; the rest is being transcribed. */
    STOPPING,
    /** Stopped; the files are not available yet. */
    PROCESSING,
    /** The files are available. */
    READY,
    /** Failed; {@link Transcription#failure} contains the reason. */
    FAILED,
    /** A state unknown to this version. */
    UNKNOWN;

    /** Returns whether the transcription is in progress: it can be stopped and is billed. */
    public boolean active() {
        return this == STARTING || this == TRANSCRIBING;
    }

    /** Returns whether the state is final. */
    public boolean terminal() {
        return this == READY || this == FAILED;
    }
}
