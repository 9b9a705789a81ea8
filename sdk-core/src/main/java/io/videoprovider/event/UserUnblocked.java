package io.videoprovider.event;

/**
 * Somebody may join the call again.
 *
 * @param info what every event has
 * @param userId who
 */
public record UserUnblocked(EventInfo info, String userId) implements ModerationEvent {}
