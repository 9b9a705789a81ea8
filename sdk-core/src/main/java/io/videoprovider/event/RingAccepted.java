package io.videoprovider.event;

/**
 * Somebody accepts the call.
 *
 * @param info what every event has
 * @param userId who
 */
public record RingAccepted(EventInfo info, String userId) implements RingEvent {}
