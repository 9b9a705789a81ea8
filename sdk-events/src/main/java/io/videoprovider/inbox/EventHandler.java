package io.videoprovider.inbox;

import io.videoprovider.event.VideoEvent;

/**
 * Does something about an event. Called at least once for each event, on any thread; for the events of one call one after the
 * other. Whatever it throws means that it did not succeed, and is to be called again later. Must be thread-safe, and bear
 * being called twice for the same {@link VideoEvent#deliveryId}: after a crash nobody knows how far it got.
 */
@FunctionalInterface
public interface EventHandler<E extends VideoEvent> {

    /**
     * Handles one event.
     *
     * @throws Exception if the event is to come again
     */
    void handle(E event) throws Exception;
}
