package io.videoprovider.statistics;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of a call, from the first join to the last leave, with its quality. Immutable.
 *
 * @param call the call
 * @param sessionId the session
 * @param startedAt the time of the first statistics; null if not reported
 * @param duration the duration of the session; null if not reported
 * @param qualityScore the quality, 0 to 100, higher is better; null if not reported
 * @param lowestRating the lowest rating of a user, 1 to 5; null without feedback
 * @param raw all fields of the vendor's object
 */
public record SessionStatistics(
        CallId call,
        String sessionId,
        @Nullable Instant startedAt,
        @Nullable Duration duration,
        @Nullable Integer qualityScore,
        @Nullable Integer lowestRating,
        Json raw) {

    public SessionStatistics {
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
