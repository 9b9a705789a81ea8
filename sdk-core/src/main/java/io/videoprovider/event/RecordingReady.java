package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.Recording;

/**
 * A recording ended and its files are available. Stream sends one event for each file.
 *
 * @param info the properties that every event has
 * @param recording the recording at that time
 */
public record RecordingReady(EventInfo info, Recording recording) implements RecordingEvent {

    public RecordingReady {
        Check.notNull("info", info);
        Check.notNull("recording", recording);
    }
}
