package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RetryDecision.Reason;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How often and how fast a failed operation is tried again: exponentially growing waits with full jitter, the vendor's
 * Retry-After obeyed, all within one deadline. Immutable and thread-safe.
 *
 * @param maxAttempts how often at the most, the first time included; 1 to 10
 * @param baseDelay the ceiling of the first wait; it doubles with each attempt
 * @param maxDelay the ceiling that no wait passes, but one that the vendor asks for
 * @param deadline how long an operation may take with all its attempts and waits. A recording that nobody takes is
 *     refused by a LiveKit server after 24 seconds: a shorter deadline turns that into a timeout
 * @param attemptTimeout how long one attempt may take; null for each operation's own time, see docs/retries.md
 */
public record RetryPolicy(
        int maxAttempts,
        Duration baseDelay,
        Duration maxDelay,
        Duration deadline,
        @Nullable Duration attemptTimeout) {

    /** Three attempts, waits of up to 0.2 and 0.4 seconds, 45 seconds for all, each operation's own time for one. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(45), null);

    public RetryPolicy {
        Check.between("maxAttempts", maxAttempts, 1, 10);
        Check.between("baseDelay", baseDelay, Duration.ZERO, Duration.ofMinutes(1));
        Check.between("maxDelay", maxDelay, Duration.ZERO, Duration.ofMinutes(5));
        Check.between("deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
        if (attemptTimeout != null) {
            Check.between("attemptTimeout", attemptTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        }
        if (maxDelay.compareTo(baseDelay) < 0) {
            throw new InvalidRequestException("maxDelay", "is " + maxDelay + ", less than baseDelay, " + baseDelay);
        }
    }

    /** The same policy with another number of attempts. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, baseDelay, maxDelay, deadline, attemptTimeout);
    }

    /** The same policy with other waits. */
    public RetryPolicy withDelays(Duration base, Duration max) {
        return new RetryPolicy(maxAttempts, base, max, deadline, attemptTimeout);
    }

    /** The same policy with another deadline. */
    public RetryPolicy withDeadline(Duration total) {
        return new RetryPolicy(maxAttempts, baseDelay, maxDelay, total, attemptTimeout);
    }

    /** The same policy with another time for one attempt; null for each operation's own. */
    public RetryPolicy withAttemptTimeout(@Nullable Duration timeout) {
        return new RetryPolicy(maxAttempts, baseDelay, maxDelay, deadline, timeout);
    }

    /**
     * Decides, without side effects, what follows a failed attempt.
     *
     * @param retryClass the operation's class
     * @param failure how the attempt failed; {@link VideoException#attempts} counts it
     * @param remaining what is left until the deadline
     * @param random where the jitter comes from
     */
    public RetryDecision decide(
            RetryClass retryClass, VideoException failure, Duration remaining, RandomGenerator random) {
        int attempts = failure.attempts();
        if (!failure.retryable()) {
            return RetryDecision.giveUp(Reason.NOT_RETRYABLE);
        }
        if (failure.outcomeUnknown() && !retryClass.repeatable()) {
            return RetryDecision.giveUp(Reason.OUTCOME_UNKNOWN);
        }
        if (attempts >= maxAttempts) {
            return RetryDecision.giveUp(Reason.ATTEMPTS_USED);
        }
        long ceiling = Math.min(baseDelay.toNanos() << Math.max(0, attempts - 1), maxDelay.toNanos());
        Duration jittered = Duration.ofNanos(ceiling == 0 ? 0 : random.nextLong(ceiling + 1));
        Duration asked = failure.retryAfter();
        Duration delay = asked != null && asked.compareTo(jittered) > 0 ? asked : jittered;
        // Waiting past the deadline would only make the caller wait for the same error.
        return delay.compareTo(remaining) < 0
                ? RetryDecision.again(delay, reason(failure))
                : RetryDecision.giveUp(Reason.PAST_DEADLINE);
    }

    private static Reason reason(VideoException failure) {
        if (failure instanceof RateLimitedException) {
            return Reason.RATE_LIMITED;
        }
        return failure instanceof DeadlineExceededException ? Reason.TIMEOUT : Reason.UNAVAILABLE;
    }
}
