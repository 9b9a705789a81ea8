package io.videoprovider.retention;

import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.HistoryStorage;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files of recordings when their retention ends, or on request. Thread-safe.
 *
 * <pre>{@code
 * Retention retention = Retention.builder(history, stores)
 *         .policy(RetentionPolicy.builder().keep(Duration.ofDays(90)).build())
 *         .build();
 * retention.start();
 * }</pre>
 *
 * <p>When the files of a recording are available, the policy determines its {@code expiresAt}. At this time it becomes {@link
 * RecordingStatus#EXPIRED}, its files are deleted, and it becomes {@link RecordingStatus#DELETED}. The entry stays in the history, with the
 * names of the files and without their locations. A file that no longer exists counts as deleted.
 *
 * <p>On Stream, a recording can run again in its session. Its later files are no part of an earlier deletion: the policy applies to them,
 * from their end on.
 *
 * <p>A failed deletion is retried with backoff, from one minute up to six hours. The entry has the number of failures and the last one,
 * and {@code CallHistory.counts()} the number of such recordings. Every deletion and every failure is logged, without locations.
 *
 * <p>Any number of instances may run: a lease in the storage of the history lets one of them delete.
 */
public final class Retention implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private static final String LEASE = "retention";
    private static final Duration LEASE_DURATION = Duration.ofMinutes(5);

    /** The time after which a deletion that was started, and whose instance has died, is started again. */
    private static final Duration CLAIM = Duration.ofMinutes(10);

    private static final Duration MIN_BACKOFF = Duration.ofMinutes(1);
    private static final Duration MAX_BACKOFF = Duration.ofHours(6);
    private static final int MAX_FAILURE_LENGTH = 500;
    private static final int MAX_PREVIEW = 1_000;

    private final HistoryStorage storage;
    private final RecordingStores stores;
    private final RetentionPolicy policy;
    private final Duration interval;
    private final Duration pause;
    private final int batch;
    private final boolean dryRun;
    private final Clock clock;
    private final String holder = UUID.randomUUID().toString();

    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong failedRuns = new AtomicLong();
    private volatile @Nullable Instant lastRunAt;

    /** The loop that was started last; null while stopped. Guarded by this. */
    private @Nullable Loop loop;

    private Retention(Builder builder) {
        this.storage = builder.storage;
        this.stores = builder.stores;
        this.policy = builder.policy;
        this.interval = builder.interval;
        this.pause = Duration.ofSeconds(1).dividedBy(builder.maxPerSecond);
        this.batch = builder.batch;
        this.dryRun = builder.dryRun;
        this.clock = builder.clock;
    }

    /**
     * Returns a new builder.
     *
     * @param history the history that has the recordings
     * @param stores the places in which the files are
     */
    public static Builder builder(CallHistory history, RecordingStores stores) {
        return new Builder(Check.notNull("history", history), Check.notNull("stores", stores));
    }

    // --- the job --------------------------------------------------------------------------------

    private final class Loop implements Runnable {

        private final CountDownLatch stop = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            try {
                do {
                    try {
                        runOnce(stop);
                    } catch (RuntimeException e) {
                        log.warn("retention run failed; next one in {}: {}", interval, describe(e));
                    } catch (Error e) {
                        // Such as a class of another version: the thread goes on, so that the next run is not missing,
                        // too.
                        log.error("retention run failed; next one in {}", interval, e);
                    }
                } while (!await(stop, interval));
            } finally {
                end.countDown();
            }
        }
    }

    /** Returns whether the latch was released in time; also true if the thread was interrupted. */
    private static boolean await(CountDownLatch latch, Duration timeout) {
        try {
            return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Starts the job: runs now, and then at each interval. Does nothing if it is running. */
    public synchronized void start() {
        if (loop != null) {
            return;
        }
        Loop next = new Loop();
        Thread thread = new Thread(next, "videoprovider-retention");
        thread.setDaemon(true);
        thread.start();
        loop = next;
    }

    /**
     * Stops the job after the deletion that runs. It can be started again.
     *
     * @param timeout the time to wait for that deletion: at most one day
     * @return whether the job ended before the timeout; true if it was not running
     */
    public boolean stop(Duration timeout) {
        Check.between("timeout", timeout, Duration.ZERO, Duration.ofDays(1));
        Loop last;
        synchronized (this) {
            last = loop;
            loop = null;
        }
        if (last == null) {
            return true;
        }
        last.stop.countDown();
        return await(last.end, timeout);
    }

    /** Stops the job with a timeout of 20 seconds. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    /**
     * Deletes the files of all recordings that are due, on this thread, at the configured rate. Does nothing if another instance has the
     * lease. In a dry run, logs the recordings whose files would be deleted, at most 1,000, and changes nothing.
     *
     * @throws io.videoprovider.error.UnavailableException if the storage of the history fails
     */
    public RetentionRun runOnce() {
        return runOnce(new CountDownLatch(1));
    }

    private RetentionRun runOnce(CountDownLatch stop) {
        try {
            RetentionRun run = dryRun ? dryRun() : deleteDue(stop);
            if (run.acquired()) {
                lastRunAt = clock.instant();
            }
            return run;
        } catch (RuntimeException e) {
            failedRuns.incrementAndGet();
            throw e;
        }
    }

    private RetentionRun dryRun() {
        List<RecordingEntry> found = preview(MAX_PREVIEW);
        found.forEach(entry -> log.info(
                "dry run: would delete {} files of recording {} of {}/{}, which expired at {}",
                entry.files().size(),
                entry.recording(),
                entry.provider(),
                entry.call(),
                expiry(entry, clock.instant())));
        return new RetentionRun(true, 0, found.size(), 0);
    }

    private RetentionRun deleteDue(CountDownLatch stop) {
        // One run at a time in this process, too: the holder is that of this object.
        String run = holder + "/" + Thread.currentThread().getId();
        if (!storage.acquireLease(LEASE, run, LEASE_DURATION)) {
            return new RetentionRun(false, 0, 0, 0);
        }
        Instant renewAt = clock.instant().plus(LEASE_DURATION.dividedBy(2));
        int scheduled = 0;
        int done = 0;
        int notDone = 0;
        try {
            List<RecordingEntry> due;
            do {
                due = storage.retentionsDue(now(), batch);
                for (RecordingEntry entry : due) {
                    if (stop.getCount() == 0 || Thread.currentThread().isInterrupted()) {
                        return new RetentionRun(true, scheduled, done, notDone);
                    }
                    if (!clock.instant().isBefore(renewAt)) {
                        if (!storage.acquireLease(LEASE, run, LEASE_DURATION)) {
                            return new RetentionRun(true, scheduled, done, notDone);
                        }
                        renewAt = clock.instant().plus(LEASE_DURATION.dividedBy(2));
                    }
                    RecordingEntry claimed = claim(entry);
                    if (claimed == null) {
                        scheduled++;
                    } else {
                        if (deleteFiles(claimed) == null) {
                            done++;
                        } else {
                            notDone++;
                        }
                        await(stop, pause);
                    }
                }
            } while (!due.isEmpty());
            return new RetentionRun(true, scheduled, done, notDone);
        } finally {
            storage.releaseLease(LEASE, run);
        }
    }

    /** Determines the expiry, or starts the deletion if it is due. Returns the entry in the second case, null in the first one. */
    private @Nullable RecordingEntry claim(RecordingEntry due) {
        AtomicBoolean claimed = new AtomicBoolean();
        return storage.updateRecording(due.provider(), due.recording(), entry -> {
                    claimed.set(false);
                    Instant now = now();
                    if (entry.legalHold()
                            || entry.retentionDueAt() == null
                            || entry.retentionDueAt().isAfter(now)) {
                        return entry;
                    }
                    boolean nothing = entry.deletedAt() != null && !entry.hasFiles();
                    // The projection sets the time again when a recording that runs again has ended.
                    if (nothing || !entry.status().terminal()) {
                        return entry.toBuilder().retentionDueAt(null).build();
                    }
                    Instant expiresAt = expiry(entry, now);
                    if (entry.deletedAt() == null && (expiresAt == null || expiresAt.isAfter(now))) {
                        return entry.toBuilder()
                                .expiresAt(expiresAt)
                                .retentionDueAt(expiresAt)
                                .changedAt(now)
                                .build();
                    }
                    claimed.set(true);
                    return started(entry, expiresAt, now);
                })
                .filter(entry -> claimed.get())
                .orElse(null);
    }

    private @Nullable Instant expiry(RecordingEntry entry, Instant now) {
        boolean determined = entry.expiryFixed() || entry.expiresAt() != null;
        return determined ? entry.expiresAt() : policy.expiresAt(entry, now);
    }

    private static RecordingEntry started(RecordingEntry entry, @Nullable Instant expiresAt, Instant now) {
        return entry.toBuilder()
                .status(entry.status() == RecordingStatus.DELETED ? RecordingStatus.DELETED : RecordingStatus.EXPIRED)
                .expiresAt(expiresAt)
                .retentionDueAt(now.plus(CLAIM))
                .deletionFailure(null)
                .changedAt(now)
                .build();
    }

    /** Deletes the files of a claimed recording and returns the failure; null for none. */
    private @Nullable RuntimeException deleteFiles(RecordingEntry claimed) {
        try {
            stores.delete(claimed);
        } catch (RuntimeException e) {
            failed.incrementAndGet();
            RecordingEntry after = update(claimed, entry -> failed(entry, claimed, e));
            log.warn(
                    "deletion of recording {} of {}/{} failed on attempt {}, next attempt at {}: {}",
                    claimed.recording(),
                    claimed.provider(),
                    claimed.call(),
                    after.deletionAttempts(),
                    after.retentionDueAt(),
                    describe(e));
            return e;
        }
        deleted.incrementAndGet();
        update(claimed, entry -> deleted(entry, claimed));
        log.info(
                "deleted {} files of recording {} of {}/{}, which expired at {}",
                claimed.files().size(),
                claimed.recording(),
                claimed.provider(),
                claimed.call(),
                claimed.expiresAt());
        return null;
    }

    private RecordingEntry update(RecordingEntry claimed, UnaryOperator<RecordingEntry> change) {
        return storage.updateRecording(claimed.provider(), claimed.recording(), change)
                .orElse(claimed);
    }

    private RecordingEntry failed(RecordingEntry entry, RecordingEntry claimed, RuntimeException failure) {
        if (hasRunAgain(entry, claimed)) {
            return entry;
        }
        Instant now = now();
        int attempts = entry.deletionAttempts() + 1;
        Duration backoff = MIN_BACKOFF.multipliedBy(1L << Math.min(attempts - 1, 10));
        return entry.toBuilder()
                .deletionAttempts(attempts)
                .deletionFailure(describe(failure))
                .retentionDueAt(now.plus(backoff.compareTo(MAX_BACKOFF) < 0 ? backoff : MAX_BACKOFF))
                .changedAt(now)
                .build();
    }

    /** Returns whether the recording has run again, or another instance has deleted its files, since the deletion was started. */
    private static boolean hasRunAgain(RecordingEntry entry, RecordingEntry claimed) {
        return entry.status() != claimed.status();
    }

    /** Files that were reported after the start of the deletion are deleted by the next run, unless the recording has run again. */
    private RecordingEntry deleted(RecordingEntry entry, RecordingEntry claimed) {
        Instant now = now();
        Set<String> names = claimed.files().stream().map(RecordingFile::name).collect(Collectors.toSet());
        List<RecordingFile> files = entry.files().stream()
                .map(file -> names.contains(file.name())
                        ? new RecordingFile(file.name(), null, file.bytes(), file.duration())
                        : file)
                .toList();
        if (hasRunAgain(entry, claimed)) {
            return entry.toBuilder().files(files).changedAt(now).build();
        }
        RecordingEntry after = entry.toBuilder()
                .status(RecordingStatus.DELETED)
                .files(files)
                .deletedAt(entry.deletedAt() == null ? now : entry.deletedAt())
                .deletionFailure(null)
                .changedAt(now)
                .build();
        return after.toBuilder().retentionDueAt(after.hasFiles() ? now : null).build();
    }

    /** Messages of exceptions of this SDK contain no secrets; those of others may. */
    private static String describe(RuntimeException failure) {
        String text = failure instanceof VideoException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
        return text.length() <= MAX_FAILURE_LENGTH ? text : text.substring(0, MAX_FAILURE_LENGTH);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns the recordings whose files a run would delete now, those that have been due longest first. Changes nothing.
     *
     * @param max the largest number of recordings: 1 to 10,000
     */
    public List<RecordingEntry> preview(int max) {
        Check.between("max", max, 1, 10_000);
        Instant now = now();
        return storage.retentionsDue(now, max).stream()
                .filter(entry -> {
                    Instant expiresAt = expiry(entry, now);
                    return entry.hasFiles() && expiresAt != null && !expiresAt.isAfter(now);
                })
                .toList();
    }

    /** Returns the current metrics. */
    public RetentionMetrics metrics() {
        return new RetentionMetrics(deleted.get(), failed.get(), failedRuns.get(), lastRunAt);
    }

    // --- single recordings ----------------------------------------------------------------------

    /**
     * Deletes the files of a recording now, also if the retention is a dry run. Does nothing if they were deleted, or are being deleted. If
     * the deletion fails, the exception is thrown, and the job tries again later. The application decides who may call this; see {@link
     * RecordingAccess#requireHost}.
     *
     * @return the recording after the deletion
     * @throws NotFoundException if the history does not have the recording
     * @throws ConflictException if the recording is on legal hold or in progress, or the provider hosts its files and has one of a later run
     *     that the history does not have yet
     */
    public RecordingEntry delete(ProviderId provider, RecordingId recording) {
        AtomicBoolean claimed = new AtomicBoolean();
        RecordingEntry entry = update(provider, recording, found -> {
            claimed.set(false);
            Instant now = now();
            requireTerminal(found);
            if (found.legalHold()) {
                throw conflict(found, "is on legal hold; release it first");
            }
            if (found.deletedAt() != null || deleting(found, now)) {
                return found;
            }
            if (!found.hasFiles()) {
                return deleted(found, found);
            }
            claimed.set(true);
            boolean earlier = found.expiresAt() != null && found.expiresAt().isBefore(now);
            return started(found, earlier ? found.expiresAt() : now, now);
        });
        if (claimed.get()) {
            RuntimeException failure = deleteFiles(entry);
            if (failure != null) {
                throw failure;
            }
        }
        return storage.recording(provider, recording).orElse(entry);
    }

    /**
     * Changes the time at which the files of a recording are deleted. The policy does not change it afterwards, also if the recording runs
     * again. On Stream, this time applies to the files of all runs in the session.
     *
     * @param expiresAt the time, with microseconds; the past deletes the files at the next run; null keeps them until they are deleted on
     *     request
     * @return the recording after the change
     * @throws NotFoundException if the history does not have the recording
     * @throws ConflictException if the deletion of the files has started
     */
    public RecordingEntry setExpiry(ProviderId provider, RecordingId recording, @Nullable Instant expiresAt) {
        Instant time =
                expiresAt == null ? null : Check.time("expiresAt", expiresAt).truncatedTo(ChronoUnit.MICROS);
        return update(provider, recording, found -> {
            requireFiles(found);
            return found.toBuilder()
                    .expiresAt(time)
                    .expiryFixed(true)
                    .retentionDueAt(found.status().terminal() ? time : null)
                    .changedAt(now())
                    .build();
        });
    }

    /**
     * Sets or releases a legal hold. Files of a recording on legal hold are not deleted, regardless of expiry and requests. After the
     * release, files whose expiry has passed are deleted at the next run. Only the application may call this, not a host of the call.
     *
     * @return the recording after the change
     * @throws NotFoundException if the history does not have the recording
     * @throws ConflictException if the files are being deleted or were deleted
     */
    public RecordingEntry setLegalHold(ProviderId provider, RecordingId recording, boolean legalHold) {
        return update(provider, recording, found -> {
            if (legalHold && (found.deletedAt() != null || deleting(found, now()))) {
                throw conflict(found, "has no files any more: their deletion has started");
            }
            return found.toBuilder().legalHold(legalHold).changedAt(now()).build();
        });
    }

    /** Returns whether an instance deletes the files at this moment. After a failure, and if it has died, a legal hold is possible. */
    private static boolean deleting(RecordingEntry entry, Instant now) {
        return entry.status() == RecordingStatus.EXPIRED
                && entry.deletionFailure() == null
                && entry.retentionDueAt() != null
                && entry.retentionDueAt().isAfter(now);
    }

    private static void requireFiles(RecordingEntry entry) {
        if (entry.status() == RecordingStatus.EXPIRED || entry.status() == RecordingStatus.DELETED) {
            throw conflict(entry, "has no files any more: their deletion has started");
        }
    }

    private static void requireTerminal(RecordingEntry entry) {
        if (!entry.status().terminal()) {
            throw conflict(entry, "is in progress (" + entry.status() + "); stop it and wait for its files");
        }
    }

    private static ConflictException conflict(RecordingEntry entry, String problem) {
        return new ConflictException(
                "recording " + entry.recording() + " " + problem, ErrorDetails.at(entry.provider()), null);
    }

    private RecordingEntry update(ProviderId provider, RecordingId recording, UnaryOperator<RecordingEntry> change) {
        Check.notNull("provider", provider);
        Check.notNull("recording", recording);
        return storage.updateRecording(provider, recording, change)
                .orElseThrow(() -> new NotFoundException(
                        "the history has no recording " + recording, ErrorDetails.at(provider), null));
    }

    /** Builds a {@link Retention}. Not thread-safe. */
    public static final class Builder {

        private final HistoryStorage storage;
        private final RecordingStores stores;
        private RetentionPolicy policy = RetentionPolicy.standard();
        private Duration interval = Duration.ofMinutes(15);
        private int maxPerSecond = 10;
        private int batch = 100;
        private boolean dryRun;
        private Clock clock = Clock.systemUTC();

        private Builder(CallHistory history, RecordingStores stores) {
            this.storage = history.storage();
            this.stores = stores;
        }

        /** Sets the policy; 30 days by default. */
        public Builder policy(RetentionPolicy policy) {
            this.policy = Check.notNull("policy", policy);
            return this;
        }

        /** Sets the time between two runs: 1 second to 1 day; 15 minutes by default. */
        public Builder interval(Duration interval) {
            this.interval = Check.between("interval", interval, Duration.ofSeconds(1), Duration.ofDays(1));
            return this;
        }

        /** Sets the largest number of recordings whose files are deleted within a second: 1 to 1,000; 10 by default. */
        public Builder maxPerSecond(int maxPerSecond) {
            this.maxPerSecond = Check.between("maxPerSecond", maxPerSecond, 1, 1_000);
            return this;
        }

        /** Sets the number of recordings that are read at a time: 1 to 1,000; 100 by default. */
        public Builder batch(int batch) {
            this.batch = Check.between("batch", batch, 1, 1_000);
            return this;
        }

        /** Sets whether runs only log the recordings whose files they would delete, and change nothing. */
        public Builder dryRun(boolean dryRun) {
            this.dryRun = dryRun;
            return this;
        }

        /** Sets the clock, which must be the same as that of the history. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Returns the retention, which is not started. */
        public Retention build() {
            return new Retention(this);
        }
    }
}
