package io.videoprovider.internal.jdbc;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database is available. Callers that must not wait for it, such as threads of a web server, access it on threads
 * of this object: their number is bounded, and a caller waits for a limited time. After a failure callers are rejected at once, until a
 * probe in the background succeeds. Thread-safe.
 */
public final class Availability {

    /** The number of threads that may wait for the connection pool. */
    private static final int MAX_CONCURRENT = 32;

    /** The time without an end of an access after which further callers are rejected instead of queued. */
    private static final long STALL_NANOS = Duration.ofMillis(500).toNanos();

    /** The probe ends if the database was not used for this time, so that it does not outlive an application. */
    private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    /** An inbox and a history have no {@code close()}, so idle threads end after this time, and do not outlive an application for long. */
    private static final long THREAD_IDLE_SECONDS = 5;

    private static final long MIN_PROBE_MILLIS = 100;
    private static final long MAX_PROBE_MILLIS = 1000;

    private final String subject;
    private final Duration timeout;
    private final Runnable probe;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
    // The permits bound the number of threads.
    private final Executor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);
    private final AtomicBoolean probing = new AtomicBoolean();

    /** The reason of the unavailability; null while the database is available, as far as is known. */
    private volatile @Nullable UnavailableException failure;

    private volatile long lastSuccess = System.nanoTime();
    private volatile long lastProgress = System.nanoTime();
    private volatile long lastUse = System.nanoTime();

    /**
     * Creates an object that performs no I/O yet.
     *
     * @param subject the content of the database for error messages and names of threads, such as {@code inbox}
     * @param timeout the time that a caller waits
     * @param probe accesses the database and reports the result, like all accesses
     */
    Availability(String subject, Duration timeout, Runnable probe) {
        this.subject = subject;
        this.timeout = timeout;
        this.probe = probe;
    }

    /**
     * Runs an access. After a timeout it continues and may still take effect.
     *
     * @param operation the operation for error messages, such as {@code add a delivery}
     * @throws UnavailableException if the database is unavailable or does not respond in time
     */
    public <T> T call(String operation, Supplier<T> access) {
        used();
        UnavailableException known = failure;
        if (known != null) {
            throw new UnavailableException(
                    subject + " database is unavailable: " + known.getMessage(),
                    ErrorDetails.none().withRetryable(known.retryable()),
                    known);
        }
        long started = System.nanoTime();
        long deadline = started + timeout.toNanos();
        try {
            if (!acquire(deadline)) {
                throw late(subject + " database failed to " + operation + ": all connections wait", false, null);
            }
            return start(access).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            UnavailableException late = late(
                    subject + " database failed to " + operation + " within " + timeout.toMillis() + " ms", true, e);
            failed(late, started);
            throw late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late("interrupted while the " + subject + " database should " + operation, true, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "videoprovider-" + subject + "-jdbc");
        thread.setDaemon(true);
        return thread;
    }

    private boolean acquire(long deadline) throws InterruptedException {
        if (permits.availablePermits() == MAX_CONCURRENT) {
            lastProgress = System.nanoTime();
        }
        if (permits.tryAcquire()) {
            return true;
        }
        long now = System.nanoTime();
        return now - lastProgress < STALL_NANOS && permits.tryAcquire(deadline - now, TimeUnit.NANOSECONDS);
    }

    private <T> CompletableFuture<T> start(Supplier<T> access) {
        boolean started = false;
        try {
            CompletableFuture<T> result = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return access.get();
                        } finally {
                            lastProgress = System.nanoTime();
                            permits.release();
                        }
                    },
                    threads);
            started = true;
            return result;
        } finally {
            if (!started) {
                permits.release();
            }
        }
    }

    private static UnavailableException late(String problem, boolean outcomeUnknown, @Nullable Throwable cause) {
        return new UnavailableException(
                problem, ErrorDetails.none().withRetryable(true).withOutcomeUnknown(outcomeUnknown), cause);
    }

    /** Keeps a probe running: the database is in use. */
    public void used() {
        lastUse = System.nanoTime();
    }

    /** Reports that the database responded. */
    void succeeded() {
        lastSuccess = System.nanoTime();
        failure = null;
    }

    /** Reports a failure of an access that started at the given time of {@link System#nanoTime}. */
    void failed(UnavailableException reason, long started) {
        // An access that began before the last success does not show that the database is unavailable now.
        if (started - lastSuccess >= 0) {
            failure = reason;
            startProbe();
        }
    }

    private void startProbe() {
        if (probing.compareAndSet(false, true)) {
            Thread thread = new Thread(this::probe, "videoprovider-" + subject + "-probe");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void probe() {
        try {
            long pause = MIN_PROBE_MILLIS;
            while (failure != null && System.nanoTime() - lastUse < IDLE_NANOS) {
                try {
                    probe.run();
                } catch (RuntimeException unavailable) {
                    // Already reported.
                    Thread.sleep(pause);
                    pause = Math.min(2 * pause, MAX_PROBE_MILLIS);
                }
            }
            if (System.nanoTime() - lastUse >= IDLE_NANOS) {
                // Unknown: the next caller tries.
                failure = null;
            }
        } catch (InterruptedException e) {
            failure = null;
            Thread.currentThread().interrupt();
        } finally {
            probing.set(false);
        }
        if (failure != null) {
            startProbe();
        }
    }
}
