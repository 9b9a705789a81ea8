package io.videoprovider.event;

/**
 * What is said is shown as text.
 *
 * @param info what every event has
 */
public record CaptionsStarted(EventInfo info) implements CaptionEvent {}
