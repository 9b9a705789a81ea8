package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A transcription stopped; its file is not available yet.
 *
 * @param info the properties that every event has
 */
public record TranscriptionStopped(EventInfo info) implements TranscriptionEvent {

    public TranscriptionStopped {
        Check.notNull("info", info);
    }
}
