package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Limits the requests to a host in a period, retries included. Stream, for example, limits the requests of an application per
 * minute and rejects further ones with 429.
 *
 * @param requests the number of requests; 1 to 1 000 000
 * @param per the period; 1 ms to 1 hour
 * @param maxWait the time that a request waits before it fails with {@link io.videoprovider.error.RateLimitedException}; 0 to
 *     1 hour
 */
public record RateLimit(int requests, Duration per, Duration maxWait) {

    public RateLimit {
        Check.between("requests", requests, 1, 1_000_000);
        Check.between("per", per, Duration.ofMillis(1), Duration.ofHours(1));
        Check.between("maxWait", maxWait, Duration.ZERO, Duration.ofHours(1));
    }
}
