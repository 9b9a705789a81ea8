package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;

/**
 * A user requested permissions.
 *
 * @param info the properties that every event has
 * @param userId the user
 * @param permissions the requested permissions, by the vendor's names, such as {@code send-audio}
 */
public record PermissionsRequested(EventInfo info, String userId, List<String> permissions) implements ModerationEvent {
    public PermissionsRequested {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        permissions = Check.listOf("permissions", permissions);
    }
}
