package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.transcription.Transcription;

/**
 * A transcription failed.
 *
 * @param info the properties that every event has
 * @param transcription the transcription, with the reason in {@code failure}
 */
public record TranscriptionFailed(EventInfo info, Transcription transcription) implements TranscriptionEvent {

    public TranscriptionFailed {
        Check.notNull("info", info);
        Check.notNull("transcription", transcription);
    }
}
