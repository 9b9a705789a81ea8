package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.transcription.Transcription;

/**
 * A transcription started.
 *
 * @param info the properties that every event has
 * @param transcription the transcription
 */
public record TranscriptionStarted(EventInfo info, Transcription transcription) implements TranscriptionEvent {

    public TranscriptionStarted {
        Check.notNull("info", info);
        Check.notNull("transcription", transcription);
    }
}
