package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.Recording;

/**
 * A recording failed; {@link Recording#failure} may contain the reason.
 *
 * @param info the properties that every event has
 * @param recording the recording at that time
 */
public record RecordingFailed(EventInfo info, Recording recording) implements RecordingEvent {

    public RecordingFailed {
        Check.notNull("info", info);
        Check.notNull("recording", recording);
    }
}
