package io.videoprovider.inbox;

import io.videoprovider.error.Check;

/**
 * A handler of a dispatcher, as an inbox identifies it.
 *
 * @param name the name of the handler
 * @param eventType the name of the class of its events, which an instance with another version may not have
 */
public record HandlerRegistration(String name, String eventType) {

    public HandlerRegistration {
        Check.notNull("name", name);
        Check.notNull("eventType", eventType);
    }
}
