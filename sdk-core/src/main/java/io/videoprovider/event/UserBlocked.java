package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A user was blocked and can no longer join the call.
 *
 * @param info the properties that every event has
 * @param userId the blocked user
 * @param byUserId the user who blocked; null for the server
 */
public record UserBlocked(
        EventInfo info, String userId, @Nullable String byUserId) implements ModerationEvent {

    public UserBlocked {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
    }
}
