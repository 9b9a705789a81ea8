package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A transcription failed.
 *
 * @param info the properties that every event has
 * @param failure the reason, in the vendor's words; null if not reported
 */
public record TranscriptionFailed(EventInfo info, @Nullable String failure) implements TranscriptionEvent {

    public TranscriptionFailed {
        Check.notNull("info", info);
    }
}
