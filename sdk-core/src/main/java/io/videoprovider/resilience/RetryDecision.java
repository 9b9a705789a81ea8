package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The decision whether a failed attempt is retried.
 *
 * @param delay the delay before the next attempt; null for no further attempt
 * @param reason the reason of the decision
 */
public record RetryDecision(@Nullable Duration delay, Reason reason) {

    public RetryDecision {
        Check.notNull("reason", reason);
    }

    /** The reason why an operation is retried or not. */
    public enum Reason {
        /** Retry: the provider, or a limit of the SDK, rejected the request because of its rate. */
        RATE_LIMITED,
        /** Retry: the provider did not respond in time. */
        TIMEOUT,
        /** Retry: the provider was not reachable, or could not serve the request. */
        UNAVAILABLE,
        /** No retry: it would fail in the same way. */
        NOT_RETRYABLE,
        /** No retry: the operation may have taken effect and must not do so twice. */
        OUTCOME_UNKNOWN,
        /** No retry: all attempts are used. */
        ATTEMPTS_USED,
        /** No retry: the delay would exceed the deadline. */
        PAST_DEADLINE,
        /** No retry: the retry budget is used up. */
        BUDGET_EMPTY
    }

    @Override
    public String toString() {
        return delay == null ? "given up, " + reason : "again in " + delay + ", " + reason;
    }

    static RetryDecision again(Duration delay, Reason reason) {
        return new RetryDecision(delay, reason);
    }

    /** Returns the decision for no further attempt. */
    public static RetryDecision giveUp(Reason reason) {
        return new RetryDecision(null, reason);
    }
}
