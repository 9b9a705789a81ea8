package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/** A recording changed its state. Vendors may skip states: read {@link Recording#status}. */
public sealed interface RecordingEvent extends VideoEvent
        permits RecordingStarted, RecordingUpdated, RecordingStopped, RecordingReady, RecordingFailed {

    /** Returns the recording at that time. */
    Recording recording();
}
