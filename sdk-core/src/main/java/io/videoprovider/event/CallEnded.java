package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A call session ended, or the call was ended.
 *
 * @param info the properties that every event has
 * @param reason the reason, in the vendor's words in lower case, such as {@code api_delete}; null if not reported
 */
public record CallEnded(EventInfo info, @Nullable String reason) implements CallEvent {

    public CallEnded {
        Check.notNull("info", info);
    }

    /** Creates an event without a reason. */
    public CallEnded(EventInfo info) {
        this(info, null);
    }
}
