package io.videoprovider.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Limits the log of a failure that repeats: the first one is reported, then at most one summary a minute. Thread-safe.
 */
final class FailureLog {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Clock clock;
    private long count;
    private Instant first = Instant.MIN;
    private Instant last = Instant.MIN;
    private Instant nextReport = Instant.MIN;
    private boolean reported;

    FailureLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * The failures of a series.
     *
     * @param count the number of failures
     * @param first the time of the first one
     * @param last the time of the last one
     */
    record Summary(long count, Instant first, Instant last) {}

    /** Counts a failure. Returns the failures of the series so far if they are to be logged; null otherwise. */
    synchronized @Nullable Summary failed() {
        last = clock.instant();
        if (count++ == 0) {
            first = last;
        }
        if (last.isBefore(nextReport)) {
            return null;
        }
        nextReport = last.plus(INTERVAL);
        reported = true;
        return new Summary(count, first, last);
    }

    /** Returns the number of failures of the series. */
    synchronized long count() {
        return count;
    }

    /**
     * Ends the series. Returns its failures if they are to be logged; null otherwise. A series that {@link #failed} did not report
     * continues, so that a state that changes often does not fill the log.
     */
    synchronized @Nullable Summary succeeded() {
        if (!reported) {
            return null;
        }
        Summary summary = new Summary(count, first, last);
        count = 0;
        reported = false;
        return summary;
    }
}
