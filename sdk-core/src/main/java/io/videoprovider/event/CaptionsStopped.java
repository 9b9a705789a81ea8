package io.videoprovider.event;

/**
 * Closed captions stopped.
 *
 * @param info the properties that every event has
 */
public record CaptionsStopped(EventInfo info) implements CaptionEvent {}
