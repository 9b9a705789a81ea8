package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import java.util.List;

/**
 * Derives data from events. Unlike a handler, it is applied to many events at once, when their deliveries are settled. Implementations are
 * thread-safe and idempotent, and accept every event.
 */
@FunctionalInterface
public interface EventProjection {

    /**
     * Applies events of different calls, or those of one call in order. Takes effect completely or not at all.
     *
     * @throws io.videoprovider.error.UnavailableException if the storage fails; the events are applied again later. After any other
     *     exception they are applied one by one, and an event that fails again is handled without the projections
     */
    void apply(List<? extends VideoEvent> events);

    /**
     * Returns an event of a type of its own, from one that this SDK has created and whose type the inbox does not know. By default, returns
     * the same event.
     */
    default VideoEvent restore(UnknownEvent event) {
        return Check.notNull("event", event);
    }
}
