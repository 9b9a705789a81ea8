package io.videoprovider.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What follows a failed attempt, and why.
 *
 * @param delay how long to wait before the next attempt; null to give up
 * @param reason why another one, or why none
 */
public record RetryDecision(@Nullable Duration delay, Reason reason) {

    /** Why an operation is tried again, or why it is not. */
    public enum Reason {
        /** Again: the provider, or a rate limit of our own, asked to slow down. */
        RATE_LIMITED,
        /** Again: no answer came in time. */
        TIMEOUT,
        /** Again: the provider was not reached, or could not serve. */
        UNAVAILABLE,
        /** Given up: it would fail the same way. */
        NOT_RETRYABLE,
        /** Given up: it may have taken effect, and must not do so twice. */
        OUTCOME_UNKNOWN,
        /** Given up: it was tried often enough. */
        ATTEMPTS_USED,
        /** Given up: the wait would pass the deadline. */
        PAST_DEADLINE,
        /** Given up: too many operations are being tried again already. */
        BUDGET_EMPTY
    }

    /** In words. */
    @Override
    public String toString() {
        return delay == null ? "given up, " + reason : "again in " + delay + ", " + reason;
    }

    static RetryDecision again(Duration delay, Reason reason) {
        return new RetryDecision(delay, reason);
    }

    /** No further attempt. */
    public static RetryDecision giveUp(Reason reason) {
        return new RetryDecision(null, reason);
    }
}
