package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A user was removed from the call.
 *
 * @param info the properties that every event has
 * @param userId the removed user
 * @param byUserId the user who removed; null for the server
 */
public record UserRemoved(
        EventInfo info, String userId, @Nullable String byUserId) implements ModerationEvent {

    public UserRemoved {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
    }
}
