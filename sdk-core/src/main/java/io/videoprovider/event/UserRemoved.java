package io.videoprovider.event;

/**
 * Somebody was put out of the call.
 *
 * @param info what every event has
 * @param userId who
 * @param byUserId who did it; {@code ""} for the server
 */
public record UserRemoved(EventInfo info, String userId, String byUserId) implements ModerationEvent {}
