package io.videoprovider.event;

/** Live captions began, ceased, or say something. */
public sealed interface CaptionEvent extends VideoEvent
        permits CaptionsStarted, CaptionsStopped, CaptionsFailed, CaptionSpoken {}
