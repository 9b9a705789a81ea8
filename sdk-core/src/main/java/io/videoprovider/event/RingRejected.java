package io.videoprovider.event;

/**
 * Somebody declines the call, or the caller gives up.
 *
 * @param info what every event has
 * @param userId who
 * @param reason why, such as {@code decline}, {@code busy} or {@code cancel}; {@code ""} when it was not said
 */
public record RingRejected(EventInfo info, String userId, String reason) implements RingEvent {}
