package io.videoprovider.event;

import java.util.List;

/**
 * Members are being rung.
 *
 * @param info what every event has
 * @param callerId who calls; {@code ""} when the vendor did not say
 * @param userIds whom
 * @param video whether it is a video call
 */
public record RingStarted(EventInfo info, String callerId, List<String> userIds, boolean video) implements RingEvent {
    public RingStarted {
        userIds = List.copyOf(userIds);
    }
}
