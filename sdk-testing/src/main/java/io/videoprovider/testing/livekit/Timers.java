package io.videoprovider.testing.livekit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The emulator's sense of time: scaled delays, and work that is due later. All of it ends with {@link #close}. */
final class Timers implements AutoCloseable {

    private final Delays delays;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ScheduledThreadPoolExecutor scheduler;

    Timers(Delays delays) {
        this.delays = delays;
        this.scheduler = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "livekit-emulator-timer");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Keeps the caller waiting, as the server would, and returns early when the emulator closes. */
    void pause(Duration real) {
        pauseExactly(delays.of(real));
    }

    void pauseExactly(Duration time) {
        try {
            // Not a sleep: close() must not wait for a request that waits.
            boolean unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void after(Duration real, Runnable work) {
        try {
            var unused = scheduler.schedule(work, delays.of(real).toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed in between: nothing is due any more.
        }
    }

    void every(Duration real, Runnable work) {
        long period = delays.of(real).toNanos();
        var unused = scheduler.scheduleWithFixedDelay(work, period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        scheduler.shutdownNow();
    }
}
