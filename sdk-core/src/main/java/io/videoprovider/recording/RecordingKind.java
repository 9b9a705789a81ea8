package io.videoprovider.recording;

/** The kind of a recording. */
public enum RecordingKind {
    /** The whole call in one picture. */
    COMPOSITE,
    /** The camera (or screen) and microphone of one participant, in one file. */
    PARTICIPANT,
    /** One track, without transcoding. */
    TRACK,
    /** Every participant, each in separate files. */
    INDIVIDUAL,
    /** The received media without transcoding, for later processing. */
    RAW,
    /** A kind unknown to this version. No request has it. */
    UNKNOWN
}
