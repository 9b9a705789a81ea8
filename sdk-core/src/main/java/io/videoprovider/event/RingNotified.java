package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members were notified of the call without ringing.
 *
 * @param info the properties that every event has
 * @param callerId the caller; null if not reported
 * @param userIds the notified members
 */
public record RingNotified(EventInfo info, @Nullable String callerId, List<String> userIds) implements RingEvent {
    public RingNotified {
        Check.notNull("info", info);
        userIds = Check.listOf("userIds", userIds);
    }
}
