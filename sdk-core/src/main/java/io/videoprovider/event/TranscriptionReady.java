package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.recording.RecordingFile;

/**
 * A transcription is available.
 *
 * @param info the properties that every event has
 * @param file the file of the transcription
 */
public record TranscriptionReady(EventInfo info, RecordingFile file) implements TranscriptionEvent {

    public TranscriptionReady {
        Check.notNull("info", info);
        Check.notNull("file", file);
    }
}
