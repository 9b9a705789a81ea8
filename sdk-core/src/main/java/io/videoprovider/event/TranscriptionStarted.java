package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A transcription started.
 *
 * @param info the properties that every event has
 */
public record TranscriptionStarted(EventInfo info) implements TranscriptionEvent {

    public TranscriptionStarted {
        Check.notNull("info", info);
    }
}
