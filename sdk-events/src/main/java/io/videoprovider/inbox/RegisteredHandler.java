package io.videoprovider.inbox;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.videoprovider.event.VideoEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A handler with its name, circuit breaker and metrics. Thread-safe. */
final class RegisteredHandler<E extends VideoEvent> {

    /** How long an open circuit breaker rejects calls. */
    static final Duration OPEN = Duration.ofSeconds(10);

    private final String name;
    private final Class<E> type;
    private final EventHandler<? super E> handler;
    private final CircuitBreaker breaker;
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder postponed = new LongAdder();

    RegisteredHandler(String name, Class<E> type, EventHandler<? super E> handler, Clock clock) {
        this.name = name;
        this.type = type;
        this.handler = handler;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowSize(50)
                        .minimumNumberOfCalls(20)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
    }

    String name() {
        return name;
    }

    boolean accepts(VideoEvent event) {
        return type.isInstance(event);
    }

    /**
     * Calls the handler unless its circuit breaker is open.
     *
     * @return whether the handler was called
     * @throws Throwable if the handler throws
     */
    boolean call(VideoEvent event) throws Throwable {
        if (!breaker.tryAcquirePermission()) {
            postponed.increment();
            return false;
        }
        long start = System.nanoTime();
        try {
            handler.handle(type.cast(event));
        } catch (Throwable failure) {
            failed.increment();
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
            throw failure;
        }
        succeeded.increment();
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return true;
    }

    HandlerMetrics metrics() {
        return new HandlerMetrics(
                name, succeeded.sum(), failed.sum(), postponed.sum(), breaker.getState() == CircuitBreaker.State.OPEN);
    }
}
