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
 * Decides whether and when a failed operation is retried: exponential backoff with full jitter, within one deadline. A vendor's
 * Retry-After is honoured. Immutable and thread-safe.
 */
public final class RetryPolicy {

    /** Three attempts, delays of up to 0.2 and 0.4 seconds, a deadline of 45 seconds, and each operation's own timeout. */
    public static final RetryPolicy DEFAULT = builder().build();

    private final int maxAttempts;
    private final Duration baseDelay;
    private final Duration maxDelay;
    private final Duration deadline;
    private final @Nullable Duration attemptTimeout;

    private RetryPolicy(Builder builder) {
        this.maxAttempts = Check.between("maxAttempts", builder.maxAttempts, 1, 10);
        this.baseDelay = Check.between("baseDelay", builder.baseDelay, Duration.ZERO, Duration.ofMinutes(1));
        this.maxDelay = Check.between("maxDelay", builder.maxDelay, Duration.ZERO, Duration.ofMinutes(5));
        this.deadline = Check.between("deadline", builder.deadline, Duration.ofMillis(1), Duration.ofHours(1));
        this.attemptTimeout = builder.attemptTimeout;
        if (attemptTimeout != null) {
            Check.between("attemptTimeout", attemptTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        }
        if (maxDelay.compareTo(baseDelay) < 0) {
            throw new InvalidRequestException(
                    "maxDelay", "must be at least baseDelay, " + baseDelay + ", was " + maxDelay);
        }
    }

    /** Returns a new builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a new builder with the values of this policy. */
    public Builder toBuilder() {
        return new Builder()
                .maxAttempts(maxAttempts)
                .delays(baseDelay, maxDelay)
                .deadline(deadline)
                .attemptTimeout(attemptTimeout);
    }

    /** Returns the largest number of attempts, the first one included. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Returns the longest delay before the second attempt; it doubles with each further attempt. */
    public Duration baseDelay() {
        return baseDelay;
    }

    /** Returns the longest delay before any attempt, unless the vendor requests a longer one. */
    public Duration maxDelay() {
        return maxDelay;
    }

    /** Returns the time that an operation may take with all attempts and delays. */
    public Duration deadline() {
        return deadline;
    }

    /** Returns the time that one attempt may take; null for each operation's own timeout. */
    public @Nullable Duration attemptTimeout() {
        return attemptTimeout;
    }

    /**
     * Decides, without side effects, whether a failed attempt is retried.
     *
     * @param retryClass the retry class of the operation
     * @param failure the failure of the attempt; {@link VideoException#attempts} counts this attempt
     * @param remaining the time until the deadline
     * @param random the source of the jitter
     */
    public RetryDecision decide(
            RetryClass retryClass, VideoException failure, Duration remaining, RandomGenerator random) {
        Check.notNull("retryClass", retryClass);
        Check.notNull("remaining", remaining);
        Check.notNull("random", random);
        int attempts = Check.notNull("failure", failure).attempts();
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
        Duration requested = failure.retryAfter();
        Duration delay = requested != null && requested.compareTo(jittered) > 0 ? requested : jittered;
        // A wait past the deadline would only delay the same error.
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

    @Override
    public String toString() {
        return "RetryPolicy[maxAttempts=" + maxAttempts + ", baseDelay=" + baseDelay + ", maxDelay=" + maxDelay
                + ", deadline=" + deadline + ", attemptTimeout=" + attemptTimeout + "]";
    }

    /** Builds a {@link RetryPolicy}. Not thread-safe. */
    public static final class Builder {

        private int maxAttempts = 3;
        private Duration baseDelay = Duration.ofMillis(200);
        private Duration maxDelay = Duration.ofSeconds(5);
        private Duration deadline = Duration.ofSeconds(45);
        private @Nullable Duration attemptTimeout;

        private Builder() {}

        /** Sets the largest number of attempts, the first one included; 1 to 10. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        /**
         * Sets the delays between attempts.
         *
         * @param base the longest delay before the second attempt, which doubles with each further attempt; 0 to 1 minute
         * @param max the longest delay before any attempt, unless the vendor requests a longer one; {@code base} to 5 minutes
         */
        public Builder delays(Duration base, Duration max) {
            this.baseDelay = Check.notNull("base", base);
            this.maxDelay = Check.notNull("max", max);
            return this;
        }

        /**
         * Sets the time that an operation may take with all attempts and delays; 1 ms to 1 hour. A LiveKit server without a
         * recording worker rejects a recording after 24 seconds: with a shorter deadline this becomes a timeout.
         */
        public Builder deadline(Duration deadline) {
            this.deadline = Check.notNull("deadline", deadline);
            return this;
        }

        /** Sets the time that one attempt may take, 1 ms to 1 hour; null for each operation's own timeout, see docs/retries.md. */
        public Builder attemptTimeout(@Nullable Duration attemptTimeout) {
            this.attemptTimeout = attemptTimeout;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws InvalidRequestException if a value is outside of its limits
         */
        public RetryPolicy build() {
            return new RetryPolicy(this);
        }
    }
}
