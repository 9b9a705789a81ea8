package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A call session ended, or the call was ended.
 *
 * @param info the properties that every event has
 */
public record CallEnded(EventInfo info) implements CallEvent {

    public CallEnded {
        Check.notNull("info", info);
    }
}
