package io.videoprovider.event;

import io.videoprovider.transcription.Transcription;

/** A transcription changed its state. */
public sealed interface TranscriptionEvent extends VideoEvent
        permits TranscriptionStarted, TranscriptionStopped, TranscriptionReady, TranscriptionFailed {

    /** Returns the transcription as the event reports it. */
    Transcription transcription();
}
