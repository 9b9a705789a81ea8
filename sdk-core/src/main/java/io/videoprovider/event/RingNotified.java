package io.videoprovider.event;

import java.util.List;

/**
 * Members were told of the call without ringing.
 *
 * @param info what every event has
 * @param callerId who calls; {@code ""} when the vendor did not say
 * @param userIds whom
 */
public record RingNotified(EventInfo info, String callerId, List<String> userIds) implements RingEvent {
    public RingNotified {
        userIds = List.copyOf(userIds);
    }
}
