package io.videoprovider.event;

import io.videoprovider.call.Call;
import io.videoprovider.error.Check;

/**
 * A call was created.
 *
 * @param info the properties that every event has
 * @param state the call at that time
 */
public record CallCreated(EventInfo info, Call state) implements CallEvent {

    public CallCreated {
        Check.notNull("info", info);
        Check.notNull("state", state);
    }
}
