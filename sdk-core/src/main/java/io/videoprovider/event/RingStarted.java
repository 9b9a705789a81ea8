package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices of members ring.
 *
 * @param info the properties that every event has
 * @param callerId the caller; null if not reported
 * @param userIds the called members
 * @param video whether it is a video call
 */
public record RingStarted(EventInfo info, @Nullable String callerId, List<String> userIds, boolean video)
        implements RingEvent {
    public RingStarted {
        Check.notNull("info", info);
        userIds = Check.listOf("userIds", userIds);
    }
}
