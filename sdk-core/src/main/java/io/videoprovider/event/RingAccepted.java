package io.videoprovider.event;

/**
 * A member accepted the call.
 *
 * @param info the properties that every event has
 * @param userId the member
 */
public record RingAccepted(EventInfo info, String userId) implements RingEvent {}
