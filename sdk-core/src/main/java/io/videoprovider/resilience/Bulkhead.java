package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Limits the concurrent operations of a provider, so that a slow provider does not occupy all threads of an application.
 *
 * @param maxConcurrent the number of concurrent operations; 1 to 100 000
 * @param maxWait the time that a further operation waits before it fails with
 *     {@link io.videoprovider.error.RateLimitedException}; 0 to 1 hour
 */
public record Bulkhead(int maxConcurrent, Duration maxWait) {

    public Bulkhead {
        Check.between("maxConcurrent", maxConcurrent, 1, 100_000);
        Check.between("maxWait", maxWait, Duration.ZERO, Duration.ofHours(1));
    }
}
