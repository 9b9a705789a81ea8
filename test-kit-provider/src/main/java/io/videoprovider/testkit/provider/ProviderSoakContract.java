package io.videoprovider.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.spi.VideoProviderBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Runs ten thousand operations on 64 threads while a fifth of them fail at random, and verifies in the end that every result and
 * every error that a caller received agrees with the state of the server.
 *
 * @param <F> the vendor's type of faults
 */
public abstract class ProviderSoakContract<F> {

    private static final int THREADS = 64;
    private static final int OPERATIONS = 10_000;
    private static final long SEED = 20_261_121;
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);

    /** The delay of a response that its caller no longer waits for; the server processes the request nevertheless. */
    protected static final Duration SLOW_RESPONSE = Duration.ofMillis(2500);

    private final String vendor;
    private final List<Supplier<F>> faults;
    private final F slow;
    private final ConnectionPool connections = new ConnectionPool();
    private final AttemptRecorder recorder = new AttemptRecorder();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger notDone = new AtomicInteger();
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
    private volatile boolean circuitOpen;

    /**
     * For subclasses.
     *
     * @param vendor the prefix of thread names
     * @param faults one of these, chosen at random, is injected into a fifth of the operations
     * @param slow a response after {@link #SLOW_RESPONSE}
     */
    protected ProviderSoakContract(String vendor, List<Supplier<F>> faults, F slow) {
        this.vendor = vendor;
        this.faults = faults;
        this.slow = slow;
    }

    /** Runs one call from its creation to its end, with {@link #fail} and {@link #perform}. */
    protected abstract void runCall(CallId id, Random random, List<Claim> results);

    /** Injects a fault into the next requests of an operation. */
    protected abstract void inject(String operation, int times, F fault);

    /** Removes all faults. */
    protected abstract void clearFaults();

    /** Waits until the ids of the requests that the server received, repetitions included, fulfil a condition. */
    protected abstract void awaitRequests(Predicate<List<String>> ids, Duration atMost);

    /** Returns the number of recordings by call, after all requests have been received. */
    protected abstract Map<String, Integer> recordings();

    /** Returns the time within which the effect of an operation becomes visible. */
    protected Duration visibilityDelay() {
        return Duration.ZERO;
    }

    /** Closes the providers and the emulator. */
    protected abstract void close();

    /** Configures the provider under test. */
    protected final <B extends VideoProviderBuilder<B>> B underTest(B builder) {
        return builder.resilience(Resilience.builder()
                        .retry(RetryPolicy.builder()
                                .delays(Duration.ofMillis(1), Duration.ofMillis(10))
                                .attemptTimeout(ATTEMPT_TIMEOUT)
                                .build())
                        .build())
                .operationListener(recorder)
                .http(http -> http.connectionPool(connections));
    }

    /** The result that a caller received, with its verification at the end. */
    public record Claim(String description, boolean done, BooleanSupplier state) {

        private boolean holds(Duration delay) {
            long deadline = System.nanoTime() + delay.toNanos();
            while (done && !state.getAsBoolean() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(10_000_000);
            }
            return done == state.getAsBoolean();
        }
    }

    /** Counts attempts, and records the requests whose caller stopped waiting. */
    private static final class AttemptRecorder implements OperationListener {

        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final Map<String, Late> late = new ConcurrentHashMap<>();

        /** The number of attempts of an operation of which at least one request timed out, and the time of the last one. */
        private record Late(int attempts, long at) {}

        @Override
        public void onAttempt(AttemptOutcome attempt) {
            attempts.incrementAndGet();
            if (attempt.failure() != null) {
                failures.incrementAndGet();
                if (attempt.failure() instanceof DeadlineExceededException
                        && attempt.failure().status() == null) {
                    late.put(attempt.requestId(), new Late(attempt.attempt(), System.nanoTime()));
                }
            }
        }

        @Override
        public void onOutcome(OperationOutcome outcome) {
            late.computeIfPresent(outcome.requestId(), (id, before) -> new Late(outcome.attempts(), System.nanoTime()));
        }

        /** By request id. Older ones have arrived, and may have left the emulator's journal. */
        Map<String, Integer> recentlyLate() {
            long since = System.nanoTime() - Duration.ofSeconds(5).toNanos();
            return late.entrySet().stream()
                    .filter(each -> each.getValue().at() > since)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().attempts()));
        }
    }

    @Test
    final void no_operation_is_done_twice_and_every_reported_result_is_correct() throws Exception {
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(SEED + i);
                String name = "room-" + i + "-";
                running.add(threads.submit(() -> {
                    for (int round = 0; operations.get() < OPERATIONS; round++) {
                        run(CallId.of(name + round), random);
                    }
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        int inUse = connectionsInUse();
        clearFaults();
        awaitLate();

        Map<String, Integer> recordings = recordings();
        List<String> duplicates = recordings.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        List<String> incorrect = claims.parallelStream()
                .filter(claim -> !claim.holds(visibilityDelay()))
                .map(Claim::description)
                .toList();
        System.out.printf(
                "Soak on %s: %d operations in %d ms, %d attempts, %d failed; errors: %d outcome unknown, %d not done;"
                        + " %d claims, %d incorrect; %d recordings, %d duplicates%n",
                vendor,
                operations.get(),
                (System.nanoTime() - began) / 1_000_000,
                recorder.attempts.get(),
                recorder.failures.get(),
                unknown.get(),
                notDone.get(),
                claims.size(),
                incorrect.size(),
                recordings.size(),
                duplicates.size());
        close();

        assertThat(duplicates).as("duplicate recordings").isEmpty();
        assertThat(incorrect).as("incorrect results").isEmpty();
        assertThat(inUse).as("connections in use").isZero();
        assertThat(operations.get()).isGreaterThanOrEqualTo(OPERATIONS);
        // Proves that faults were injected.
        assertThat(unknown.get()).isGreaterThan(100);
        assertThat(notDone.get()).isGreaterThan(5);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith(vendor))
                .allSatisfy(thread -> thread.join(LATE.toMillis()))
                .noneMatch(Thread::isAlive);
    }

    /** Returns zero at once, unless connections leak: the pool closes idle ones between two counts. */
    private int connectionsInUse() {
        long deadline = System.nanoTime() + LATE.toNanos();
        while (true) {
            int inUse = connections.connectionCount() - connections.idleConnectionCount();
            if (inUse == 0 || System.nanoTime() > deadline) {
                return inUse;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void run(CallId id, Random random) {
        List<Claim> results = new ArrayList<>();
        runCall(id, random, results);
        results.forEach(claim -> claims.add(new Claim(id + ": " + claim.description(), claim.done(), claim.state())));
    }

    /** Waits for the requests that timed out. The journal keeps the newest requests, and only they can be late. */
    private void awaitLate() {
        Map<String, Integer> late = recorder.recentlyLate();
        awaitRequests(
                ids -> {
                    Map<String, Long> received =
                            ids.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
                    return late.entrySet().stream()
                            .allMatch(each -> received.getOrDefault(each.getKey(), 0L) >= each.getValue());
                },
                LATE);
    }

    /** Injects a fault into one operation of five. */
    protected final void fail(Random random, String operation, boolean maySlowDown) {
        // While the circuit breaker is open no request would consume the faults.
        if (!circuitOpen && random.nextInt(100) < 20) {
            boolean slowDown = maySlowDown && random.nextInt(30) == 0;
            F fault =
                    slowDown ? slow : faults.get(random.nextInt(faults.size())).get();
            inject(operation, 1 + random.nextInt(2), fault);
        }
    }

    /**
     * Performs an operation, and records the result that the caller received.
     *
     * @param state whether the operation is done, evaluated in the end; null if that cannot be observed
     * @return null if the operation failed
     */
    protected final <T> @Nullable T perform(
            List<Claim> results, String description, Supplier<T> operation, @Nullable BooleanSupplier state) {
        operations.incrementAndGet();
        try {
            T result = operation.get();
            circuitOpen = false;
            if (state != null) {
                results.add(new Claim(description, true, state));
            }
            return result;
        } catch (VideoException failure) {
            circuitOpen = failure.attempts() == 0 && failure.retryable();
            if (circuitOpen) {
                LockSupport.parkNanos(20_000_000);
            }
            (failure.outcomeUnknown() ? unknown : notDone).incrementAndGet();
            if (state != null && !failure.outcomeUnknown()) {
                results.add(new Claim(description + ": " + failure, false, state));
            }
            return null;
        }
    }
}
