package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * An event of an unknown type, or one without a value that its type requires. {@link #raw} contains the complete event.
 *
 * @param info the properties that every event has
 */
public record UnknownEvent(EventInfo info) implements VideoEvent {

    public UnknownEvent {
        Check.notNull("info", info);
    }
}
