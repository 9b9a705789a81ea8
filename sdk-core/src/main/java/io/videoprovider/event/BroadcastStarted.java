package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.error.Check;

/**
 * A broadcast started or is about to start.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastStarted(EventInfo info, Broadcast broadcast) implements BroadcastEvent {

    public BroadcastStarted {
        Check.notNull("info", info);
        Check.notNull("broadcast", broadcast);
    }
}
