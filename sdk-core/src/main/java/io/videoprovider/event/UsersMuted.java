package io.videoprovider.event;

import java.util.List;

/**
 * People were muted.
 *
 * @param info what every event has
 * @param userIds who
 * @param byUserId who did it; {@code ""} for the server
 * @param reason why, in the vendor's words; {@code ""} when it did not say
 */
public record UsersMuted(EventInfo info, List<String> userIds, String byUserId, String reason)
        implements ModerationEvent {
    public UsersMuted {
        userIds = List.copyOf(userIds);
    }
}
