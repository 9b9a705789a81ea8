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
        Clock clock,
        RandomGenerator random) {

    /** Returns the delay before the next attempt: exponential backoff with full jitter. */
    Duration backoff(int attempts) {
        long base = baseDelay.toMillis();
        long max = maxDelay.toMillis();
        // A shift by more than 30 could overflow.
        long ceiling = attempts > 30 ? max : Math.min(base << (attempts - 1), max);
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }

    /** Returns the delay of an event whose handler has an open circuit breaker, with jitter. */
    Duration postponement() {
        long open = RegisteredHandler.OPEN.toMillis();
        return Duration.ofMillis(open / 2 + random.nextLong(open / 2 + 1));
    }
}
