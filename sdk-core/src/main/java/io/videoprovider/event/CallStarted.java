package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A call session started. {@code Semantics.callStartsWhenCreated} reports whether this is at creation or at the first join.
 *
 * @param info the properties that every event has
 */
public record CallStarted(EventInfo info) implements CallEvent {

    public CallStarted {
        Check.notNull("info", info);
    }
}
