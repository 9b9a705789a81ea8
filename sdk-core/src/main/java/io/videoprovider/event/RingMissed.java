package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members did not respond in time.
 *
 * @param info the properties that every event has
 * @param callerId the caller; null if not reported
 * @param userIds the members who did not respond
 */
public record RingMissed(EventInfo info, @Nullable String callerId, List<String> userIds) implements RingEvent {
    public RingMissed {
        Check.notNull("info", info);
        userIds = Check.listOf("userIds", userIds);
    }
}
