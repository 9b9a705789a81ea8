package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A member declined the call, or the caller cancelled it.
 *
 * @param info the properties that every event has
 * @param userId the user who declined or cancelled
 * @param reason the reason, such as {@code decline}, {@code busy} or {@code cancel}; null if not reported
 */
public record RingRejected(
        EventInfo info, String userId, @Nullable String reason) implements RingEvent {

    public RingRejected {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
    }
}
