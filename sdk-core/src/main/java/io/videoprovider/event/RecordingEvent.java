package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/** A recording moved on. Vendors leave steps out: read where it stands from {@link #recording}. */
public sealed interface RecordingEvent extends VideoEvent
        permits RecordingStarted, RecordingUpdated, RecordingStopped, RecordingReady, RecordingFailed {

    /** The recording as it was then. */
    Recording recording();
}
