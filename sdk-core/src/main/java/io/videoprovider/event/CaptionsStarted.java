package io.videoprovider.event;

/**
 * Closed captions started.
 *
 * @param info the properties that every event has
 */
public record CaptionsStarted(EventInfo info) implements CaptionEvent {}
