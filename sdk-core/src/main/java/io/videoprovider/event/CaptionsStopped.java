package io.videoprovider.event;

/**
 * What is said is no longer shown as text.
 *
 * @param info what every event has
 */
public record CaptionsStopped(EventInfo info) implements CaptionEvent {}
