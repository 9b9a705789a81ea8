package io.videoprovider.event;

import java.util.List;

/**
 * What somebody may do changed.
 *
 * @param info what every event has
 * @param userId who
 * @param permissions all that they may do now, by the vendor's names, such as {@code send-audio}
 */
public record PermissionsUpdated(EventInfo info, String userId, List<String> permissions) implements ModerationEvent {
    public PermissionsUpdated {
        permissions = List.copyOf(permissions);
    }
}
