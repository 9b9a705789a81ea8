package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A member accepted the call.
 *
 * @param info the properties that every event has
 * @param userId the member
 */
public record RingAccepted(EventInfo info, String userId) implements RingEvent {

    public RingAccepted {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
    }
}
