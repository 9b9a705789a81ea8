package io.videoprovider.statistics;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a participant in a session. Immutable.
 *
 * @param userId the user
 * @param connectionId the connection; a user with several devices has several
 * @param joinedAt the start of the connection; null if not reported
 * @param leftAt the end of the connection; null if it is active, or not reported
 * @param qualityScore the quality, 0 to 100, higher is better; null if not reported
 * @param latency the round-trip time; null if not reported
 * @param jitter the variation of the delay of packets; null if not reported
 * @param freezes the duration of all freezes of received video; null if not reported
 * @param raw all fields of the vendor's object, among them network addresses and locations
 */
public record ConnectionStatistics(
        String userId,
        String connectionId,
        @Nullable Instant joinedAt,
        @Nullable Instant leftAt,
        @Nullable Integer qualityScore,
        @Nullable Duration latency,
        @Nullable Duration jitter,
        @Nullable Duration freezes,
        Json raw) {

    public ConnectionStatistics {
        Check.notNull("userId", userId);
        Check.notNull("connectionId", connectionId);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
