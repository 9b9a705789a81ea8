package io.videoprovider.event;

import io.videoprovider.call.Call;
import io.videoprovider.error.Check;

/**
 * The properties of a call changed.
 *
 * @param info the properties that every event has
 * @param state the call at that time
 */
public record CallUpdated(EventInfo info, Call state) implements CallEvent {

    public CallUpdated {
        Check.notNull("info", info);
        Check.notNull("state", state);
    }
}
