package io.videoprovider.event;

import java.util.List;

/**
 * Somebody asks to be allowed more.
 *
 * @param info what every event has
 * @param userId who
 * @param permissions what, by the vendor's names, such as {@code send-audio}
 */
public record PermissionsRequested(EventInfo info, String userId, List<String> permissions) implements ModerationEvent {
    public PermissionsRequested {
        permissions = List.copyOf(permissions);
    }
}
