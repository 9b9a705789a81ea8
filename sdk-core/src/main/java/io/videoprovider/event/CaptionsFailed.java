package io.videoprovider.event;

/**
 * Captions came to nothing.
 *
 * @param info what every event has
 * @param failure why, in the vendor's words; {@code ""} when it did not say
 */
public record CaptionsFailed(EventInfo info, String failure) implements CaptionEvent {}
