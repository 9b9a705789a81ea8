package io.videoprovider.statistics;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The report of a session. Immutable.
 *
 * @param call the call
 * @param sessionId the session
 * @param startedAt the start of the session; null if not reported
 * @param endedAt the end of the session; null if it is active, or not reported
 * @param qualityScore the quality, 0 to 100, higher is better; null if not reported
 * @param participants the number of different users
 * @param connections the number of connections of all users
 * @param maxConcurrent the highest number of participants at the same time; null if not reported
 * @param ratings the number of ratings by users
 * @param averageRating the average rating, 1 to 5; null without ratings
 * @param raw all fields of the vendor's object
 */
public record SessionReport(
        CallId call,
        String sessionId,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Double qualityScore,
        int participants,
        int connections,
        @Nullable Integer maxConcurrent,
        int ratings,
        @Nullable Double averageRating,
        Json raw) {

    public SessionReport {
        Check.notNull("call", call);
        Check.notNull("sessionId", sessionId);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
