package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Decides when requests to a failing host are stopped. Counts attempts: a connection failure, a timeout or a 5xx response is a
 * failure; any other HTTP response counts as a success. Immutable and thread-safe.
 */
public final class CircuitBreakerPolicy {

    /** Opens for 2 seconds if 80 % of the last 50 attempts failed, of at least 20; then permits 3 trial attempts. */
    public static final CircuitBreakerPolicy DEFAULT = builder().build();

    private final int window;
    private final int minimumCalls;
    private final int failureRatePercent;
    private final Duration openFor;
    private final int trialCalls;

    private CircuitBreakerPolicy(Builder builder) {
        this.window = Check.between("window", builder.window, 1, 10_000);
        this.minimumCalls = Check.between("minimumCalls", builder.minimumCalls, 1, window);
        this.failureRatePercent = Check.between("failureRatePercent", builder.failureRatePercent, 1, 100);
        this.openFor = Check.between("openFor", builder.openFor, Duration.ofMillis(1), Duration.ofMinutes(10));
        this.trialCalls = Check.between("trialCalls", builder.trialCalls, 1, 1000);
    }

    /** Returns a new builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the number of recent attempts that are evaluated. */
    public int window() {
        return window;
    }

    /** Returns the number of attempts before the circuit breaker may open. */
    public int minimumCalls() {
        return minimumCalls;
    }

    /** Returns the share of failures, in percent, at which the circuit breaker opens. */
    public int failureRatePercent() {
        return failureRatePercent;
    }

    /** Returns the time during which an open circuit breaker permits no attempt. */
    public Duration openFor() {
        return openFor;
    }

    /** Returns the number of attempts that are permitted afterwards to test the host. */
    public int trialCalls() {
        return trialCalls;
    }

    @Override
    public String toString() {
        return "CircuitBreakerPolicy[window=" + window + ", minimumCalls=" + minimumCalls + ", failureRatePercent="
                + failureRatePercent + ", openFor=" + openFor + ", trialCalls=" + trialCalls + "]";
    }

    /** Builds a {@link CircuitBreakerPolicy}. Not thread-safe. */
    public static final class Builder {

        private int window = 50;
        private int minimumCalls = 20;
        private int failureRatePercent = 80;
        private Duration openFor = Duration.ofSeconds(2);
        private int trialCalls = 3;

        private Builder() {}

        /** Sets the number of recent attempts that are evaluated; 1 to 10 000. */
        public Builder window(int window) {
            this.window = window;
            return this;
        }

        /** Sets the number of attempts before the circuit breaker may open; 1 to {@code window}. */
        public Builder minimumCalls(int minimumCalls) {
            this.minimumCalls = minimumCalls;
            return this;
        }

        /** Sets the share of failures, in percent, at which the circuit breaker opens; 1 to 100. */
        public Builder failureRatePercent(int failureRatePercent) {
            this.failureRatePercent = failureRatePercent;
            return this;
        }

        /** Sets the time during which an open circuit breaker permits no attempt; 1 ms to 10 minutes. */
        public Builder openFor(Duration openFor) {
            this.openFor = Check.notNull("openFor", openFor);
            return this;
        }

        /** Sets the number of attempts that are permitted afterwards to test the host; 1 to 1000. */
        public Builder trialCalls(int trialCalls) {
            this.trialCalls = trialCalls;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws io.videoprovider.error.InvalidRequestException if a value is outside of its limits
         */
        public CircuitBreakerPolicy build() {
            return new CircuitBreakerPolicy(this);
        }
    }
}
