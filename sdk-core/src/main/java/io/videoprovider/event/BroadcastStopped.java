package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.error.Check;

/**
 * A broadcast ended.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastStopped(EventInfo info, Broadcast broadcast) implements BroadcastEvent {

    public BroadcastStopped {
        Check.notNull("info", info);
        Check.notNull("broadcast", broadcast);
    }
}
