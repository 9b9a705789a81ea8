package io.videoprovider.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How a dispatcher goes about it; {@link EventDispatcher.Builder} says what each means. */
record DispatchSettings(
        int concurrency,
        Duration lease,
        Duration poll,
        int maxAttempts,
        Duration baseDelay,
        Duration maxDelay,
        Clock clock,
        RandomGenerator random) {

    /** How long to wait after so many attempts: growing exponentially, with full jitter. */
    Duration delay(int attempts) {
        long base = baseDelay.toMillis();
        long max = maxDelay.toMillis();
        // Shifting further than that would overflow.
        long ceiling = attempts > 30 ? max : Math.min(base << (attempts - 1), max);
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }

    /** How long to wait for a breaker that is open, spread so that not all come back at once. */
    Duration postponement() {
        long open = RegisteredHandler.OPEN.toMillis();
        return Duration.ofMillis(open / 2 + random.nextLong(open / 2 + 1));
    }
}
