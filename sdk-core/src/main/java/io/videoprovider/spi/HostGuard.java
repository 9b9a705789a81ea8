package io.videoprovider.spi;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.HostMetrics;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RateLimit;
import io.videoprovider.resilience.Resilience;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The circuit breaker and the rate limit of one host, if configured. Thread-safe. */
final class HostGuard {

    private final @Nullable CircuitBreaker breaker;
    private final @Nullable AtomicRateLimiter limiter;

    HostGuard(String host, Resilience resilience, Clock clock) {
        CircuitBreakerPolicy open = resilience.circuitBreaker();
        RateLimit limit = resilience.rateLimit();
        this.breaker = open == null ? null : CircuitBreaker.of(host, breaker(open, clock));
        this.limiter = limit == null
                ? null
                : new AtomicRateLimiter(
                        host,
                        RateLimiterConfig.custom()
                                .limitForPeriod(limit.requests())
                                .limitRefreshPeriod(limit.per())
                                .timeoutDuration(limit.maxWait())
                                .build());
    }

    private static CircuitBreakerConfig breaker(CircuitBreakerPolicy policy, Clock clock) {
        return CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowSize(policy.window())
                .minimumNumberOfCalls(policy.minimumCalls())
                .failureRateThreshold(policy.failureRatePercent())
                .waitDurationInOpenState(policy.openFor())
                .permittedNumberOfCallsInHalfOpenState(policy.trialCalls())
                // Only unavailability and timeouts count as failures; any other response is a success.
                .recordException(failure -> failure instanceof VideoException known
                        && known.retryable()
                        && (known instanceof UnavailableException || known instanceof DeadlineExceededException))
                .build();
    }

    /**
     * Returns whether the circuit breaker permits an attempt. After true, the caller must call {@link #succeeded}, {@link #failed}
     * or {@link #release}.
     */
    boolean tryAcquire() {
        return breaker == null || breaker.tryAcquirePermission();
    }

    /**
     * Reserves a permit of the rate limit. Returns the delay before the attempt; null if it would exceed the configured wait, or is not
     * shorter than the given time: then no permit is reserved, which others could use.
     */
    @Nullable
    Duration reserve(Duration within) {
        if (limiter == null) {
            return Duration.ZERO;
        }
        if (waitForPermit().compareTo(within) >= 0) {
            return null;
        }
        long nanos = limiter.reservePermission();
        return nanos < 0 ? null : Duration.ofNanos(nanos);
    }

    /** Returns the time until the rate limit permits another attempt. */
    Duration waitForPermit() {
        return limiter == null
                ? Duration.ZERO
                : Duration.ofNanos(limiter.getDetailedMetrics().getNanosToWait());
    }

    void succeeded(Duration duration) {
        if (breaker != null) {
            breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void failed(Duration duration, VideoException failure) {
        if (breaker == null) {
            return;
        }
        if (failure instanceof InterruptedOperationException) {
            breaker.releasePermission();
        } else {
            breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, failure);
        }
    }

    /** Returns the metrics of the host. */
    HostMetrics metrics(String host) {
        return new HostMetrics(
                host,
                breaker == null
                        ? null
                        : switch (breaker.getState()) {
                            case OPEN, FORCED_OPEN -> HostMetrics.Circuit.OPEN;
                            case HALF_OPEN -> HostMetrics.Circuit.HALF_OPEN;
                            case CLOSED, DISABLED, METRICS_ONLY -> HostMetrics.Circuit.CLOSED;
                        });
    }

    /** Ends an attempt that gives no information about the host. */
    void release() {
        if (breaker != null) {
            breaker.releasePermission();
        }
    }
}
