package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Limits the requests to a host in a period, retries included. Stream, for example, limits the requests of an application per minute
 * and answers the rest with 429. Immutable and thread-safe.
 */
public final class RateLimit {

    private final int requests;
    private final Duration per;
    private final Duration maxWait;

    private RateLimit(Builder builder) {
        this.requests = Check.between("requests", builder.requests, 1, 1_000_000);
        this.per = Check.between("per", builder.per, Duration.ofMillis(1), Duration.ofHours(1));
        this.maxWait = Check.between("maxWait", builder.maxWait, Duration.ZERO, Duration.ofHours(1));
    }

    /**
     * Returns a new builder.
     *
     * @param requests the number of requests; 1 to 1 000 000
     * @param per the period; 1 ms to 1 hour
     */
    public static Builder builder(int requests, Duration per) {
        return new Builder(requests, per);
    }

    /** Returns the number of requests in a period. */
    public int requests() {
        return requests;
    }

    /** Returns the period. */
    public Duration per() {
        return per;
    }

    /** Returns the time that a request waits before it fails with {@link io.videoprovider.error.RateLimitedException}. */
    public Duration maxWait() {
        return maxWait;
    }

    @Override
    public String toString() {
        return "RateLimit[requests=" + requests + ", per=" + per + ", maxWait=" + maxWait + "]";
    }

    /** Builds a {@link RateLimit}. Not thread-safe. */
    public static final class Builder {

        private final int requests;
        private final Duration per;
        private Duration maxWait = Duration.ZERO;

        private Builder(int requests, Duration per) {
            this.requests = requests;
            this.per = per;
        }

        /**
         * Sets the time that a request waits before it fails with {@link io.videoprovider.error.RateLimitedException}; 0 to 1 hour, by
         * default 0.
         */
        public Builder maxWait(Duration maxWait) {
            this.maxWait = maxWait;
            return this;
        }

        /**
         * Builds the limit.
         *
         * @throws io.videoprovider.error.InvalidRequestException if a value is outside of its limits
         */
        public RateLimit build() {
            return new RateLimit(this);
        }
    }
}
