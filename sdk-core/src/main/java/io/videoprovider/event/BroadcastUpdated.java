package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.error.Check;

/**
 * A broadcast changed in a way that has no type of its own, for example when one of its destinations failed.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastUpdated(EventInfo info, Broadcast broadcast) implements BroadcastEvent {

    public BroadcastUpdated {
        Check.notNull("info", info);
        Check.notNull("broadcast", broadcast);
    }
}
