package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.Recording;

/**
 * A recording started or is about to start.
 *
 * @param info the properties that every event has
 * @param recording the recording at that time
 */
public record RecordingStarted(EventInfo info, Recording recording) implements RecordingEvent {

    public RecordingStarted {
        Check.notNull("info", info);
        Check.notNull("recording", recording);
    }
}
