package io.videoprovider.emulator.internal;

import io.videoprovider.emulator.Delays;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Scaled delays and scheduled tasks. {@link #close} ends all of them. */
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

    /** Returns the emulator's delay for a delay of the real server. */
    public Duration scaled(Duration real) {
        return delays.of(real);
    }

    /** Blocks the caller for a scaled delay; returns early if the emulator is closed. */
    public void pause(Duration real) {
        pauseExactly(delays.of(real));
    }

    public void pauseExactly(Duration time) {
        try {
            // Not a sleep: close() must not wait for requests that wait.
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
            // Closed in the meantime: no task runs any more.
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
