package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does about failure, its own and the vendor's. Immutable and thread-safe.
 *
 * <pre>{@code
 * Resilience.DEFAULT
 *         .withRetry(RetryPolicy.DEFAULT.withMaxAttempts(5))
 *         .withRateLimit(new RateLimit(20, Duration.ofSeconds(1), Duration.ofSeconds(2)))
 * }</pre>
 *
 * @param retry how often and how fast an operation is tried again
 * @param retryBudget how much of that all operations may do together; null for any
 * @param circuitBreaker when a host is left alone; one for each host; null for never
 * @param rateLimit how much a host is sent; one for each host; null for as much as there is
 * @param bulkhead how many operations may be under way at once; null for any number
 */
public record Resilience(
        RetryPolicy retry,
        @Nullable RetryBudget retryBudget,
        @Nullable CircuitBreakerPolicy circuitBreaker,
        @Nullable RateLimit rateLimit,
        @Nullable Bulkhead bulkhead) {

    /** Retries, their budget and the circuit breaker by default; no rate limit, no bulkhead. */
    public static final Resilience DEFAULT =
            new Resilience(RetryPolicy.DEFAULT, RetryBudget.DEFAULT, CircuitBreakerPolicy.DEFAULT, null, null);

    public Resilience {
        Check.notNull("retry", retry);
    }

    /** The same with another retry policy. */
    public Resilience withRetry(RetryPolicy policy) {
        return new Resilience(policy, retryBudget, circuitBreaker, rateLimit, bulkhead);
    }

    /** The same with another retry budget; null for none. */
    public Resilience withRetryBudget(@Nullable RetryBudget budget) {
        return new Resilience(retry, budget, circuitBreaker, rateLimit, bulkhead);
    }

    /** The same with another circuit breaker; null for none. */
    public Resilience withCircuitBreaker(@Nullable CircuitBreakerPolicy breaker) {
        return new Resilience(retry, retryBudget, breaker, rateLimit, bulkhead);
    }

    /** The same with another rate limit; null for none. */
    public Resilience withRateLimit(@Nullable RateLimit limit) {
        return new Resilience(retry, retryBudget, circuitBreaker, limit, bulkhead);
    }

    /** The same with another bulkhead; null for none. */
    public Resilience withBulkhead(@Nullable Bulkhead limit) {
        return new Resilience(retry, retryBudget, circuitBreaker, rateLimit, limit);
    }
}
