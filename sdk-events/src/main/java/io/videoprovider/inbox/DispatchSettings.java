package io.videoprovider.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Settings of a dispatcher, documented at {@link EventDispatcher.Builder}. */
record DispatchSettings(
        int concurrency,
        Duration lease,
        Duration poll,
        int maxAttempts,
        Duration baseDelay,
        Duration maxDelay,
        Duration maxHandlerDuration,
        Clock clock,
        RandomGenerator random) {

    private static final Duration LONG = Duration.ofSeconds(10);

    /** Returns the duration from which a call of a handler counts as long: 10 seconds, or half of the maximum. */
    Duration longHandlerDuration() {
        Duration half = maxHandlerDuration.dividedBy(2);
        return half.compareTo(LONG) < 0 ? half : LONG;
    }

    /** Returns the delay before the next attempt: exponential backoff with full jitter. */
    Duration backoff(int attempts) {
        long base = baseDelay.toMillis();
        long max = maxDelay.toMillis();
        // A shift by more than 30 could overflow.
        long ceiling = attempts > 30 ? max : Math.min(base << (attempts - 1), max);
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }

    /** Returns the delay, with jitter, of an event that cannot be handled now: a circuit breaker is open, or a source is missing. */
    Duration postponement() {
        long open = RegisteredHandler.OPEN.toMillis();
        return Duration.ofMillis(open / 2 + random.nextLong(open / 2 + 1));
    }
}
