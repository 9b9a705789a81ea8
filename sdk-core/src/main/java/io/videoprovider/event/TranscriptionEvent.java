package io.videoprovider.event;

/** The transcription of what is said moved on. */
public sealed interface TranscriptionEvent extends VideoEvent
        permits TranscriptionStarted, TranscriptionStopped, TranscriptionReady, TranscriptionFailed {}
