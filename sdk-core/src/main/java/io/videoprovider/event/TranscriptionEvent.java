package io.videoprovider.event;

/** A transcription changed its state. */
public sealed interface TranscriptionEvent extends VideoEvent
        permits TranscriptionStarted, TranscriptionStopped, TranscriptionReady, TranscriptionFailed {}
