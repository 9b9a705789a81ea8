package io.videoprovider.event;

/** Something happened to the call itself. */
public sealed interface CallEvent extends VideoEvent
        permits CallStarted, CallEnded, CallCreated, CallUpdated, CallDeleted {}
