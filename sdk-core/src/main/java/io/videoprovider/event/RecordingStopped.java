package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.Recording;

/**
 * A recording stopped; its files are not available yet.
 *
 * @param info the properties that every event has
 * @param recording the recording at that time
 */
public record RecordingStopped(EventInfo info, Recording recording) implements RecordingEvent {

    public RecordingStopped {
        Check.notNull("info", info);
        Check.notNull("recording", recording);
    }
}
