package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A user was unblocked and can join the call again.
 *
 * @param info the properties that every event has
 * @param userId the unblocked user
 */
public record UserUnblocked(EventInfo info, String userId) implements ModerationEvent {

    public UserUnblocked {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
    }
}
