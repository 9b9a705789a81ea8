package io.videoprovider.statistics;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import org.jspecify.annotations.Nullable;

/**
 * The feedback of a user on a call. Immutable.
 *
 * @param call the call
 * @param sessionId the session; null if not reported
 * @param userId the user; null if not reported
 * @param rating the rating, 1 to 5, higher is better
 * @param reason the text of the user; null for none
 * @param raw all fields of the vendor's object
 */
public record Feedback(
        CallId call,
        @Nullable String sessionId,
        @Nullable String userId,
        int rating,
        @Nullable String reason,
        Json raw) {

    public Feedback {
        Check.notNull("call", call);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    /** Omits the text of the user, which may be confidential. */
    @Override
    public String toString() {
        return "Feedback[" + call + ", sessionId=" + sessionId + ", userId=" + userId + ", rating=" + rating + "]";
    }
}
