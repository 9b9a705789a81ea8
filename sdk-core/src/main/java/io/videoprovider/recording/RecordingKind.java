package io.videoprovider.recording;

/** What a recording takes in. */
public enum RecordingKind {
    /** The whole call, laid out in one picture. */
    COMPOSITE,
    /** One participant's camera (or screen) and microphone, in one file. */
    PARTICIPANT,
    /** One track, as it is. */
    TRACK,
    /** Every participant, each in files of their own. */
    INDIVIDUAL,
    /** Everything as it came over the wire, to be processed later. */
    RAW
}
