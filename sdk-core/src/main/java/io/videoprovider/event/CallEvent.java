package io.videoprovider.event;

/** A call started, ended or changed. */
public sealed interface CallEvent extends VideoEvent
        permits CallStarted, CallEnded, CallCreated, CallUpdated, CallDeleted {}
