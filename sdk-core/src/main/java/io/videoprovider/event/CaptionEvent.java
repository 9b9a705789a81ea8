package io.videoprovider.event;

/** Closed captions started, stopped, failed or contain speech. */
public sealed interface CaptionEvent extends VideoEvent
        permits CaptionsStarted, CaptionsStopped, CaptionsFailed, CaptionSpoken {}
