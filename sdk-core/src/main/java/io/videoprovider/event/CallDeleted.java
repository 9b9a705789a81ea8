package io.videoprovider.event;

import io.videoprovider.call.Call;
import io.videoprovider.error.Check;

/**
 * A call was deleted.
 *
 * @param info the properties that every event has
 * @param state the call at that time
 */
public record CallDeleted(EventInfo info, Call state) implements CallEvent {

    public CallDeleted {
        Check.notNull("info", info);
        Check.notNull("state", state);
    }
}
