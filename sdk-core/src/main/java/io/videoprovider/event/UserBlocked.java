package io.videoprovider.event;

/**
 * Somebody may no longer join the call.
 *
 * @param info what every event has
 * @param userId who
 * @param byUserId who did it; {@code ""} for the server
 */
public record UserBlocked(EventInfo info, String userId, String byUserId) implements ModerationEvent {}
