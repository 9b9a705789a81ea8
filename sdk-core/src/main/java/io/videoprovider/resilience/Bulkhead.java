package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * How many operations of a provider may be under way at once, so that a slow provider does not take all of an application's
 * threads.
 *
 * @param maxConcurrent how many; 1 to 100 000
 * @param maxWait how long another one waits before it fails with a {@link io.videoprovider.error.RateLimitedException}; 0
 *     to 1 hour
 */
public record Bulkhead(int maxConcurrent, Duration maxWait) {

    public Bulkhead {
        Check.between("maxConcurrent", maxConcurrent, 1, 100_000);
        Check.between("maxWait", maxWait, Duration.ZERO, Duration.ofHours(1));
    }
}
