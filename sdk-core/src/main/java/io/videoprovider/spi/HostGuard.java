package io.videoprovider.spi;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
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

/** What stands before one host: its circuit breaker and its rate limit, where there are any. Thread-safe. */
final class HostGuard {

    private final @Nullable CircuitBreaker breaker;
    private final @Nullable RateLimiter limiter;

    HostGuard(String host, Resilience resilience, Clock clock) {
        CircuitBreakerPolicy open = resilience.circuitBreaker();
        RateLimit limit = resilience.rateLimit();
        this.breaker = open == null ? null : CircuitBreaker.of(host, breaker(open, clock));
        this.limiter = limit == null
                ? null
                : RateLimiter.of(
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
                // Whoever answers at all is up: only failures to be served count.
                .recordException(failure -> failure instanceof VideoException known
                        && known.retryable()
                        && (known instanceof UnavailableException || known instanceof DeadlineExceededException))
                .build();
    }

    /** Whether an attempt may be made; whoever hears yes says afterwards how it went. */
    boolean tryAcquire() {
        return breaker == null || breaker.tryAcquirePermission();
    }

    /** How long an attempt has to wait for its turn; null when that is longer than it may. */
    @Nullable
    Duration reserve() {
        if (limiter == null) {
            return Duration.ZERO;
        }
        long nanos = limiter.reservePermission();
        return nanos < 0 ? null : Duration.ofNanos(nanos);
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

    /** How it stands with the host of that name. */
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

    /** The attempt told nothing about the host. */
    void release() {
        if (breaker != null) {
            breaker.releasePermission();
        }
    }
}
