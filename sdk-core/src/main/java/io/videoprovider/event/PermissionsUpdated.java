package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;

/**
 * The permissions of a user changed.
 *
 * @param info the properties that every event has
 * @param userId the user
 * @param permissions all present permissions, by the vendor's names, such as {@code send-audio}
 */
public record PermissionsUpdated(EventInfo info, String userId, List<String> permissions) implements ModerationEvent {
    public PermissionsUpdated {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        permissions = Check.listOf("permissions", permissions);
    }
}
