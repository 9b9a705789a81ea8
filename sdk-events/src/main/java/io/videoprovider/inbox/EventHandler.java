package io.videoprovider.inbox;

import io.videoprovider.event.VideoEvent;

/**
 * Handles events, each at least once. Events of one call are handled one at a time, in order; events of different calls
 * concurrently.
 *
 * <p>Implementations must be thread-safe and idempotent: after a crash a handler may be called again with the same
 * {@link VideoEvent#deliveryId}.
 */
@FunctionalInterface
public interface EventHandler<E extends VideoEvent> {

    /**
     * Handles one event.
     *
     * @throws Exception if the event was not handled; the handler is called again later
     */
    void handle(E event) throws Exception;
}
