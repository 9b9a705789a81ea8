package io.videoprovider.recording;

/** The format of the file of a composite or participant recording. */
public enum RecordingFormat {
    /** MP4, with or without video. */
    MP4,
    /** Ogg, audio only. */
    OGG,
    /** MP3, audio only. */
    MP3
}
