package io.videoprovider.emulator.internal;

import io.videoprovider.emulator.Delays;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The emulator's sense of time: scaled delays, and work that is due later. All of it ends with {@link #close}. */
public final class Timers implements AutoCloseable {

    private final Delays delays;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ScheduledThreadPoolExecutor scheduler;

    public Timers(String name, Delays delays) {
        this.delays = delays;
        this.scheduler = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name + "-timer");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** How long the emulator takes for what takes the real server this long. */
    public Duration scaled(Duration real) {
        return delays.of(real);
    }

    /** Keeps the caller waiting, as the server would, and returns early when the emulator closes. */
    public void pause(Duration real) {
        pauseExactly(delays.of(real));
    }

    public void pauseExactly(Duration time) {
        try {
            // Not a sleep: close() must not wait for a request that waits.
            boolean unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void after(Duration real, Runnable work) {
        afterExactly(delays.of(real), work);
    }

    public void afterExactly(Duration time, Runnable work) {
        try {
            var unused = scheduler.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed in between: nothing is due any more.
        }
    }

    public void every(Duration real, Runnable work) {
        long period = delays.of(real).toNanos();
        var unused = scheduler.scheduleWithFixedDelay(work, period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        scheduler.shutdownNow();
    }
}
