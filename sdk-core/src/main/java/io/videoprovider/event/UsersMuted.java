package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users were muted.
 *
 * @param info the properties that every event has
 * @param userIds the muted users
 * @param byUserId the user who muted; null for the server
 * @param reason the reason, in the vendor's words; null if not reported
 */
public record UsersMuted(
        EventInfo info,
        List<String> userIds,
        @Nullable String byUserId,
        @Nullable String reason) implements ModerationEvent {
    public UsersMuted {
        Check.notNull("info", info);
        userIds = Check.listOf("userIds", userIds);
    }
}
