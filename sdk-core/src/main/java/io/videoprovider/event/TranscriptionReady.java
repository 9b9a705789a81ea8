package io.videoprovider.event;

import io.videoprovider.recording.RecordingFile;

/**
 * A transcription is there.
 *
 * @param info what every event has
 * @param file where
 */
public record TranscriptionReady(EventInfo info, RecordingFile file) implements TranscriptionEvent {}
