package io.videoprovider.event;

import java.util.List;

/**
 * Members did not answer in time.
 *
 * @param info what every event has
 * @param callerId who calls; {@code ""} when the vendor did not say
 * @param userIds who
 */
public record RingMissed(EventInfo info, String callerId, List<String> userIds) implements RingEvent {
    public RingMissed {
        userIds = List.copyOf(userIds);
    }
}
