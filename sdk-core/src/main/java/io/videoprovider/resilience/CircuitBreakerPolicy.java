package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * When to stop asking a host that does not serve. Counts attempts; whoever answers at all is up, so that only failures to be
 * served count: no connection, no answer in time, 5xx.
 *
 * @param window how many of the last attempts are looked at; 1 to 10 000
 * @param minimumCalls how many there must be before anything is decided; 1 to {@code window}
 * @param failureRatePercent the share of failures at which it opens; 1 to 100
 * @param openFor how long nothing is asked then; 1 ms to 10 minutes
 * @param trialCalls how many attempts are let through afterwards to find out whether the host is back; 1 to 1000
 */
public record CircuitBreakerPolicy(
        int window, int minimumCalls, int failureRatePercent, Duration openFor, int trialCalls) {

    /** Opens for two seconds when 80 % of the last 50 attempts failed, of at least 20; then lets three through. */
    public static final CircuitBreakerPolicy DEFAULT = new CircuitBreakerPolicy(50, 20, 80, Duration.ofSeconds(2), 3);

    public CircuitBreakerPolicy {
        Check.between("window", window, 1, 10_000);
        Check.between("minimumCalls", minimumCalls, 1, window);
        Check.between("failureRatePercent", failureRatePercent, 1, 100);
        Check.between("openFor", openFor, Duration.ofMillis(1), Duration.ofMinutes(10));
        Check.between("trialCalls", trialCalls, 1, 1000);
    }
}
