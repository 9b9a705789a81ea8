package io.videoprovider.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.Inbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the history with the providers and closes the gaps that lost webhooks leave. What was missed is published in the inbox as
 * events of the origin {@code RECONCILER}: handlers and the history get them like webhooks. Publishes {@link CallSummary} shortly after a
 * session has ended. Thread-safe.
 *
 * <pre>{@code
 * Reconciler reconciler = Reconciler.builder(history, inbox).provider(video).build();
 * reconciler.start();
 * }</pre>
 *
 * <p>A run polls open sessions first, then those that only the provider knows, then recordings, transcriptions and broadcasts without a
 * final state, then sessions that have ended recently. Any number of instances may run; a lease in the storage of the history selects one.
 *
 * <p>Nothing ends because of a failed request: the calls of open sessions are {@link CallState#UNKNOWN} until the provider responds. A
 * session ends if the provider does not know the call, reports its end, or reports another session. Entries that have changed within the
 * grace period before the request, or while it ran, are not changed until the next run. Clocks of vendors are not compared with that of
 * the host.
 */
public final class Reconciler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private static final String LEASE = "reconciler";
    private static final Duration LEASE_DURATION = Duration.ofMinutes(1);

    /** The interval of looking for sessions that need a summary, and for a lease that has expired. */
    private static final Duration TICK = Duration.ofSeconds(5);

    /** The number of intervals that a session is open before its recordings, transcriptions and broadcasts are looked for. */
    private static final int INTERVALS_BEFORE_OUTPUTS = 5;

    /** A run cannot continue: the reconciler was stopped, or another instance has the lease. */
    private static final class RunAbortedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RunAbortedException(String reason) {
            super(reason);
        }
    }

    private final HistoryStorage storage;
    private final Announcements announcements;
    private final List<ProviderPoll> polls;
    private final Summaries summaries;
    private final Duration interval;
    private final long nanosPerRequest;
    private final Clock clock;
    private final String holder = UUID.randomUUID().toString();
    private final LongAdder requests = new LongAdder();

    /** Held during a run. */
    private final Object run = new Object();

    // Guarded by run.
    private long nextRequest = System.nanoTime();
    private long leaseRenewed;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean active;
    private volatile @Nullable Instant activeSince;
    private volatile @Nullable Instant runningSince;
    private volatile Duration lastRun = Duration.ZERO;
    private volatile @Nullable Instant lastSuccessAt;
    private volatile @Nullable Instant lastFailureAt;
    private volatile @Nullable String lastFailure;

    private Reconciler(Builder builder) {
        this.storage = builder.history.storage();
        this.announcements = new Announcements(builder.inbox);
        this.interval = builder.interval;
        this.nanosPerRequest = TimeUnit.SECONDS.toNanos(1) / builder.rate;
        this.clock = builder.clock;
        this.polls = builder.providers.values().stream()
                .map(video -> new ProviderPoll(
                        video,
                        storage,
                        announcements,
                        this::beforeRequest,
                        clock,
                        builder.grace,
                        builder.recent,
                        interval.multipliedBy(INTERVALS_BEFORE_OUTPUTS)))
                .toList();
        this.summaries = new Summaries(builder.history, announcements, clock, builder.summaryDelay);
    }

    /**
     * Returns a new builder.
     *
     * @param inbox the inbox of the dispatcher that projects events into the history
     */
    public static Builder builder(CallHistory history, Inbox inbox) {
        return new Builder(history, inbox);
    }

    /** Starts the reconciler on a thread of its own. Does nothing if it is running. */
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        stopping = false;
        Thread started = new Thread(this::loop, "videoprovider-reconciler");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /**
     * Stops the reconciler and releases its lease, also that of {@link #runOnce}. A request in progress is interrupted, except that of
     * {@link #runOnce} on another thread, which may acquire the lease again.
     *
     * @param timeout the time to wait for the thread, at most 1 day
     * @return whether the thread has ended
     */
    public synchronized boolean stop(Duration timeout) {
        Check.between("timeout", timeout, Duration.ZERO, Duration.ofDays(1));
        Thread running = thread;
        if (running == null) {
            if (active) {
                release();
            }
            return true;
        }
        stopping = true;
        running.interrupt();
        try {
            running.join(Math.max(1, timeout.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            return false;
        }
        thread = null;
        return true;
    }

    /** Stops the reconciler with a timeout of 20 seconds. */
    @Override
    public void close() {
        boolean unused = stop(Duration.ofSeconds(20));
    }

    /**
     * Compares the history with all providers once, and publishes summaries, on the thread of the caller. Not necessary if the reconciler
     * was started. Failed requests are in {@link #metrics}.
     *
     * @return false if another instance has the lease
     * @throws io.videoprovider.error.UnavailableException if the storage or the inbox fails
     */
    public boolean runOnce() {
        synchronized (run) {
            if (!acquireLease()) {
                return false;
            }
            try {
                reconcile();
                summaries.publish(this::renewLease);
                return true;
            } catch (RunAbortedException e) {
                return false;
            } catch (RuntimeException e) {
                failed(e);
                throw e;
            }
        }
    }

    private void loop() {
        Instant nextRun = Instant.MIN;
        try {
            while (!stopping) {
                Instant now = clock.instant();
                boolean due = !now.isBefore(nextRun);
                if (tick(due) && due) {
                    nextRun = now.plus(interval);
                }
                TimeUnit.MILLISECONDS.sleep(Math.min(interval.toMillis(), TICK.toMillis()));
            }
        } catch (InterruptedException stopped) {
            log.debug("stopped");
        } finally {
            release();
        }
    }

    /** Returns whether this instance has the lease. */
    private boolean tick(boolean due) {
        synchronized (run) {
            try {
                if (!acquireLease()) {
                    return false;
                }
                if (due) {
                    reconcile();
                }
                summaries.publish(this::renewLease);
                return true;
            } catch (RunAbortedException e) {
                log.debug("run ended early: {}", e.getMessage());
                return false;
            } catch (RuntimeException e) {
                if (!stopping) {
                    log.warn("reconciliation failed, next attempt in {}: {}", TICK, e.toString());
                    failed(e);
                }
                return false;
            } catch (Error e) {
                // Such as a class of another version: the thread goes on, and metrics show the failure.
                log.error("reconciliation failed, next attempt in {}", TICK, e);
                failed(e);
                return false;
            }
        }
    }

    private void reconcile() {
        Instant start = clock.instant();
        runningSince = start;
        RuntimeException failure = null;
        try {
            for (ProviderPoll poll : polls) {
                RuntimeException failed = poll.run();
                failure = failed == null ? failure : failed;
            }
        } finally {
            lastRun = passedSince(start);
            runningSince = null;
        }
        if (failure == null) {
            lastSuccessAt = start;
        } else {
            log.warn("a provider could not be polled completely: {}", failure.getMessage());
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        lastFailureAt = clock.instant();
        lastFailure = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }

    private boolean acquireLease() {
        boolean acquired = storage.acquireLease(LEASE, holder, LEASE_DURATION);
        leaseRenewed = System.nanoTime();
        if (acquired && !active) {
            activeSince = clock.instant();
        }
        active = acquired;
        return acquired;
    }

    private void renewLease() {
        if (stopping) {
            throw new RunAbortedException("stopped");
        }
        if (System.nanoTime() - leaseRenewed > LEASE_DURATION.toNanos() / 3 && !acquireLease()) {
            throw new RunAbortedException("another instance has the lease");
        }
    }

    private void release() {
        // A set flag would disturb the database.
        boolean unused = Thread.interrupted();
        try {
            storage.releaseLease(LEASE, holder);
        } catch (RuntimeException e) {
            log.debug("the lease was not released and expires: {}", e.toString());
        }
        active = false;
    }

    /** Waits so that requests have the configured rate. */
    private void beforeRequest() {
        renewLease();
        long now = System.nanoTime();
        long wait = nextRequest - now;
        nextRequest = Math.max(nextRequest, now) + nanosPerRequest;
        requests.increment();
        try {
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunAbortedException("interrupted");
        }
    }

    /** Returns the current state. Performs no I/O. */
    public ReconcilerMetrics metrics() {
        Instant success = lastSuccessAt;
        Instant since = activeSince;
        Duration lag = Duration.ZERO;
        if (active && since != null) {
            lag = passedSince(success == null || success.isBefore(since) ? since : success);
        }
        Instant running = runningSince;
        Duration current = running == null ? Duration.ZERO : passedSince(running);
        return new ReconcilerMetrics(
                thread != null && !stopping,
                active,
                success,
                lastFailureAt,
                lastFailure,
                lag,
                current.compareTo(lastRun) > 0 ? current : lastRun,
                requests.sum(),
                announcements.published());
    }

    /** Returns the time that has passed; zero if the clock was set back. */
    private Duration passedSince(Instant from) {
        Duration passed = Duration.between(from, clock.instant());
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    /** Builds a {@link Reconciler}. Not thread-safe. */
    public static final class Builder {

        private final CallHistory history;
        private final Inbox inbox;
        private final Map<ProviderId, VideoProvider> providers = new LinkedHashMap<>();
        private Duration interval = Duration.ofMinutes(1);
        private Duration grace = Duration.ofSeconds(15);
        private Duration recent = Duration.ofHours(1);
        private Duration summaryDelay = Duration.ofSeconds(10);
        private int rate = 20;
        private Clock clock = Clock.systemUTC();

        private Builder(CallHistory history, Inbox inbox) {
            this.history = Check.notNull("history", history);
            this.inbox = Check.notNull("inbox", inbox);
        }

        /**
         * Adds a provider to poll. At least one is required. The caller closes it, after the reconciler.
         *
         * @throws InvalidRequestException if a provider with this id was added before
         */
        public Builder provider(VideoProvider video) {
            ProviderId id = Check.notNull("video", video).id();
            if (providers.putIfAbsent(id, video) != null) {
                throw new InvalidRequestException("video", "must be a provider with another id, was " + id);
            }
            return this;
        }

        /**
         * Sets the time from the start of a run to that of the next: 1 second to 1 day; 1 minute by default. Recordings, transcriptions and
         * broadcasts of which no event has arrived are looked for when their session has been open for five intervals.
         */
        public Builder interval(Duration interval) {
            this.interval = Check.between("interval", interval, Duration.ofSeconds(1), Duration.ofDays(1));
            return this;
        }

        /**
         * Sets the largest number of operations at providers per second, over all of them: 1 to 1000; 20 by default. One that lists or gets
         * outputs at Stream sends two requests.
         */
        public Builder rate(int requestsPerSecond) {
            this.rate = Check.between("requestsPerSecond", requestsPerSecond, 1, 1000);
            return this;
        }

        /**
         * Sets the time for which an entry must not have changed before it is ended: at most 1 hour; 15 seconds by default. It must be longer
         * than the time by which a vendor's API lags behind its webhooks.
         */
        public Builder grace(Duration grace) {
            this.grace = Check.between("grace", grace, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        /**
         * Sets the time after the end of a session for which its recordings, transcriptions and broadcasts are looked for: at most 7 days; 1
         * hour by default.
         */
        public Builder recent(Duration recent) {
            this.recent = Check.between("recent", recent, Duration.ZERO, Duration.ofDays(7));
            return this;
        }

        /**
         * Sets the time from the last change of an ended session to its {@link CallSummary}: at most 1 hour; 10 seconds by default.
         */
        public Builder summaryDelay(Duration summaryDelay) {
            this.summaryDelay = Check.between("summaryDelay", summaryDelay, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        /** Sets the clock, which must be the same as that of the history; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /**
         * Returns the reconciler, which is not started.
         *
         * @throws InvalidRequestException if no provider was added
         */
        public Reconciler build() {
            if (providers.isEmpty()) {
                throw new InvalidRequestException("provider", "must be set at least once");
            }
            return new Reconciler(this);
        }
    }
}
