package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.Recording;

/**
 * A recording changed in a way that has no type of its own. On LiveKit: it is now active.
 *
 * @param info the properties that every event has
 * @param recording the recording at that time
 */
public record RecordingUpdated(EventInfo info, Recording recording) implements RecordingEvent {

    public RecordingUpdated {
        Check.notNull("info", info);
        Check.notNull("recording", recording);
    }
}
