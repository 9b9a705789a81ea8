package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.transcription.Transcription;

/**
 * A file of a transcription is available.
 *
 * @param info the properties that every event has
 * @param transcription the transcription, with the file
 */
public record TranscriptionReady(EventInfo info, Transcription transcription) implements TranscriptionEvent {

    public TranscriptionReady {
        Check.notNull("info", info);
        Check.notNull("transcription", transcription);
    }
}
