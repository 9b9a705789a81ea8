package io.videoprovider.inbox;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.videoprovider.event.VideoEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A handler with its name, circuit breaker and metrics. Thread-safe. */
final class RegisteredHandler<E extends VideoEvent> {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    /** How long an open circuit breaker rejects calls. */
    static final Duration OPEN = Duration.ofSeconds(10);

    /** Bounds the memory for deliveries that fail here and are handled by another instance. */
    private static final int MAX_FAILING = 1000;

    private static final int MAX_STACK_TRACES = 10;
    private static final Duration STACK_TRACES_PERIOD = Duration.ofMinutes(1);

    private final String name;
    private final Class<E> type;
    private final EventHandler<? super E> handler;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder postponed = new LongAdder();
    private final int maxStuck;
    private final AtomicInteger stuck = new AtomicInteger();
    private final FailureLog stuckLog;

    // Guarded by itself, and so are the stack traces.
    private final Map<String, Integer> failing = new LinkedHashMap<>();
    private int stackTraces;
    private Instant stackTracesUntil = Instant.MIN;

    /**
     * Creates a handler.
     *
     * @param maxStuck bounds the threads that calls occupy after they were given up
     */
    RegisteredHandler(String name, Class<E> type, EventHandler<? super E> handler, Clock clock, int maxStuck) {
        this.name = name;
        this.type = type;
        this.handler = handler;
        this.clock = clock;
        this.maxStuck = maxStuck;
        this.stuckLog = new FailureLog(clock);
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

    HandlerRegistration registration() {
        return new HandlerRegistration(name, type.getName());
    }

    boolean accepts(VideoEvent event) {
        return type.isInstance(event);
    }

    /**
     * Returns whether the handler may be called now: its circuit breaker is not open, and fewer calls than the limit were given up
     * and have not returned. A permission must be followed by {@link #succeeded}, {@link #failed} or {@link #givenUp}.
     */
    boolean tryAcquire() {
        if (stuck.get() >= maxStuck) {
            postponed.increment();
            if (stuckLog.failed() != null) {
                log.warn(
                        "{} is not called because {} calls of it do not return; its events are postponed",
                        name,
                        maxStuck);
            }
            return false;
        }
        if (!breaker.tryAcquirePermission()) {
            postponed.increment();
            return false;
        }
        return true;
    }

    /** Calls the handler. */
    void handle(VideoEvent event) throws Exception {
        handler.handle(type.cast(event));
    }

    void succeeded(Duration duration) {
        succeeded.increment();
        breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    void failed(Duration duration, Throwable failure) {
        failed.increment();
        breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, failure);
    }

    /** Records a failed call that is still running. It counts as stuck until {@link #returned}. */
    void givenUp(Duration duration, Throwable failure) {
        failed(duration, failure);
        stuck.incrementAndGet();
    }

    /** Records the return of a call that was given up. */
    void returned() {
        stuck.decrementAndGet();
    }

    /** Counts a failure and returns the number of failures for this delivery, on this instance. */
    int countFailure(Delivery delivery) {
        synchronized (failing) {
            int count = failing.merge(key(delivery), 1, Integer::sum);
            if (failing.size() > MAX_FAILING) {
                failing.remove(failing.keySet().iterator().next());
            }
            return count;
        }
    }

    /** Ends the count of failures for a delivery. */
    void forgetFailures(Delivery delivery) {
        synchronized (failing) {
            failing.remove(key(delivery));
        }
    }

    /** Returns whether to log a stack trace: at most ten a minute, so that an outage does not fill the log. */
    boolean acquireStackTrace() {
        synchronized (failing) {
            Instant now = clock.instant();
            if (!now.isBefore(stackTracesUntil)) {
                stackTracesUntil = now.plus(STACK_TRACES_PERIOD);
                stackTraces = 0;
            }
            return stackTraces++ < MAX_STACK_TRACES;
        }
    }

    private static String key(Delivery delivery) {
        return delivery.provider() + "/" + delivery.id();
    }

    HandlerMetrics metrics() {
        return new HandlerMetrics(
                name, succeeded.sum(), failed.sum(), postponed.sum(), breaker.getState() == CircuitBreaker.State.OPEN);
    }
}
