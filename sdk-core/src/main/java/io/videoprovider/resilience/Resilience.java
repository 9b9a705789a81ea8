package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * Retries, circuit breaker and limits of a provider. Immutable and thread-safe.
 *
 * <pre>{@code
 * Resilience.builder()
 *         .retry(RetryPolicy.builder().maxAttempts(5).build())
 *         .rateLimit(new RateLimit(20, Duration.ofSeconds(1), Duration.ofSeconds(2)))
 *         .build()
 * }</pre>
 */
public final class Resilience {

    /** The default retries, retry budget and circuit breaker; no rate limit, no bulkhead. */
    public static final Resilience DEFAULT = builder().build();

    private final RetryPolicy retry;
    private final @Nullable RetryBudget retryBudget;
    private final @Nullable CircuitBreakerPolicy circuitBreaker;
    private final @Nullable RateLimit rateLimit;
    private final @Nullable Bulkhead bulkhead;

    private Resilience(Builder builder) {
        this.retry = builder.retry;
        this.retryBudget = builder.retryBudget;
        this.circuitBreaker = builder.circuitBreaker;
        this.rateLimit = builder.rateLimit;
        this.bulkhead = builder.bulkhead;
    }

    /** Returns a new builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the policy for retries of one operation. */
    public RetryPolicy retry() {
        return retry;
    }

    /** Returns the limit of the retries of all operations together; null for none. */
    public @Nullable RetryBudget retryBudget() {
        return retryBudget;
    }

    /** Returns the policy of the circuit breakers, of which each host has its own; null for none. */
    public @Nullable CircuitBreakerPolicy circuitBreaker() {
        return circuitBreaker;
    }

    /** Returns the limit of requests, which applies to each host separately; null for none. */
    public @Nullable RateLimit rateLimit() {
        return rateLimit;
    }

    /** Returns the limit of concurrent operations; null for none. */
    public @Nullable Bulkhead bulkhead() {
        return bulkhead;
    }

    @Override
    public String toString() {
        return "Resilience[retry=" + retry + ", retryBudget=" + retryBudget + ", circuitBreaker=" + circuitBreaker
                + ", rateLimit=" + rateLimit + ", bulkhead=" + bulkhead + "]";
    }

    /** Builds a {@link Resilience}. Not thread-safe. */
    public static final class Builder {

        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private @Nullable RetryBudget retryBudget = RetryBudget.DEFAULT;
        private @Nullable CircuitBreakerPolicy circuitBreaker = CircuitBreakerPolicy.DEFAULT;
        private @Nullable RateLimit rateLimit;
        private @Nullable Bulkhead bulkhead;

        private Builder() {}

        /** Sets the policy for retries of one operation. */
        public Builder retry(RetryPolicy policy) {
            this.retry = Check.notNull("policy", policy);
            return this;
        }

        /** Limits the retries of all operations together; null for no limit. */
        public Builder retryBudget(@Nullable RetryBudget budget) {
            this.retryBudget = budget;
            return this;
        }

        /** Sets the policy of the circuit breakers; null for no circuit breaker. */
        public Builder circuitBreaker(@Nullable CircuitBreakerPolicy policy) {
            this.circuitBreaker = policy;
            return this;
        }

        /** Limits the requests to each host; null for no limit. */
        public Builder rateLimit(@Nullable RateLimit limit) {
            this.rateLimit = limit;
            return this;
        }

        /** Limits concurrent operations; null for no limit. */
        public Builder bulkhead(@Nullable Bulkhead limit) {
            this.bulkhead = limit;
            return this;
        }

        /** Builds the configuration. */
        public Resilience build() {
            return new Resilience(this);
        }
    }
}
