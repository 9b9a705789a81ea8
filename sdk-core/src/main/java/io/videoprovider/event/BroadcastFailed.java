package io.videoprovider.event;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.error.Check;

/**
 * A broadcast failed; {@link Broadcast#failure} may contain the reason.
 *
 * @param info the properties that every event has
 * @param broadcast the broadcast at that time
 */
public record BroadcastFailed(EventInfo info, Broadcast broadcast) implements BroadcastEvent {

    public BroadcastFailed {
        Check.notNull("info", info);
        Check.notNull("broadcast", broadcast);
    }
}
