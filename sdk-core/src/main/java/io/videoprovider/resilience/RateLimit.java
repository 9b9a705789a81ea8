package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * How many requests a host is sent in a time, retries included. Stream, for instance, allows each application so many a minute
 * and answers 429 to the rest.
 *
 * @param requests how many; 1 to 1 000 000
 * @param per in which time; 1 ms to 1 hour
 * @param maxWait how long a request waits for its turn before it fails with a
 *     {@link io.videoprovider.error.RateLimitedException}; 0 to 1 hour
 */
public record RateLimit(int requests, Duration per, Duration maxWait) {

    public RateLimit {
        Check.between("requests", requests, 1, 1_000_000);
        Check.between("per", per, Duration.ofMillis(1), Duration.ofHours(1));
        Check.between("maxWait", maxWait, Duration.ZERO, Duration.ofHours(1));
    }
}
