package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.transcription.Transcription;

/**
 * A transcription stopped; its file is not available yet.
 *
 * @param info the properties that every event has
 * @param transcription the transcription
 */
public record TranscriptionStopped(EventInfo info, Transcription transcription) implements TranscriptionEvent {

    public TranscriptionStopped {
        Check.notNull("info", info);
        Check.notNull("transcription", transcription);
    }
}
