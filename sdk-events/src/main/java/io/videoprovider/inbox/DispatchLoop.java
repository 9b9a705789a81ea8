package io.videoprovider.inbox;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spi.Async;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a dispatcher that accesses the inbox: it settles completed dispatches, renews leases and claims deliveries.
 * Each cycle processes in batches whatever has accumulated, so that the cost per event decreases under load. Only purges run on another
 * thread.
 */
final class DispatchLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    /** The name of all projections as a handler. */
    static final String PROJECTIONS = "videoprovider.history";

    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    /** The number of deliveries that a purge removes at a time. A stop does not wait for the current batch. */
    private static final int PURGE_BATCH = 1000;

    /** The time that interrupted handlers have to return. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(1);

    private record Result(EventDispatch dispatch, Settlement settlement) {}

    private final Inbox inbox;
    private final DispatchSettings settings;
    private final HandlerRegistry registry;
    private final List<EventProjection> projections;
    /** Returns false if another thread continues the dispatch. */
    private final Predicate<EventDispatch> handlers;

    private final Clock clock;
    private final Async workers = Async.unbounded("videoprovider-inbox");
    private final Semaphore wakeUps = new Semaphore(0);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<EventDispatch> completed = new ConcurrentLinkedQueue<>();
    private volatile long stopDeadline;

    // Accessed only by the thread of the loop.
    private final Set<EventDispatch> inFlight = new HashSet<>();
    private final List<Result> unsettled = new ArrayList<>();
    private Instant nextPurge = Instant.MIN;
    private @Nullable Thread purging;
    private final FailureLog blocking;
    private final FailureLog projecting;
    private final Map<ProviderId, FailureLog> missingSources = new HashMap<>();
    private long nextAwaited = System.nanoTime();
    private int failures;
    private boolean timedOut;
    private long graceEnd;
    private boolean interruptedHandlers;

    DispatchLoop(
            Inbox inbox,
            DispatchSettings settings,
            HandlerRegistry registry,
            List<EventProjection> projections,
            Predicate<EventDispatch> handlers) {
        this.inbox = inbox;
        this.settings = settings;
        this.registry = registry;
        this.projections = projections;
        this.handlers = handlers;
        this.clock = settings.clock();
        this.blocking = new FailureLog(clock);
        this.projecting = new FailureLog(clock);
    }

    /** Starts the next cycle immediately. */
    void wake() {
        wakeUps.release();
    }

    /**
     * Ends the loop.
     *
     * @return whether all handlers returned before the timeout
     */
    boolean stop(Duration timeout) {
        stopDeadline = System.nanoTime() + timeout.toNanos();
        stopRequested.countDown();
        wake();
        try {
            // The loop observes the timeout itself unless the inbox blocks.
            return ended.await(timeout.plus(GRACE_PERIOD).plus(GRACE_PERIOD).toNanos(), TimeUnit.NANOSECONDS)
                    && !interruptedHandlers;
        } catch (InterruptedException e) {
            stopDeadline = System.nanoTime();
            wake();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the loop, whose stop was requested, no longer accesses the inbox. */
    void awaitEnd() {
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                log.debug("ignored interrupt of the dispatcher thread; only stop() ends it");
            }
        }
    }

    @Override
    public void run() {
        Inbox.Subscription additions = inbox.onAdded(this::wake);
        try {
            boolean active = true;
            while (active) {
                try {
                    cycle();
                } catch (Throwable failure) {
                    logFailure(failure);
                }
                active = !isStopping() || !isDrained();
                if (active) {
                    pause();
                }
            }
        } finally {
            additions.close();
            workers.close();
            ended.countDown();
        }
    }

    boolean isStopping() {
        return stopRequested.getCount() == 0;
    }

    private void cycle() {
        collect();
        if (isStopping() && !timedOut && System.nanoTime() - stopDeadline >= 0) {
            interruptHandlers();
        }
        enforceMaxDuration();
        settle();
        renew();
        if (isStopping()) {
            return;
        }
        registry.refresh();
        int capacity = settings.concurrency() - inFlight.size();
        logBlocking(capacity);
        if (capacity > 0) {
            Instant leasedUntil = clock.instant().plus(settings.lease());
            List<Claim> claims = claim(capacity);
            logRecovery();
            for (Claim claim : claims) {
                start(new EventDispatch(claim, leasedUntil, clock, claim.attempts() < settings.maxAttempts()));
            }
        }
        // After an access that succeeded, so that an unavailable inbox is not reported twice.
        purge();
    }

    /** Claims events that wait for handlers of this dispatcher at each poll, and as long as there are some. */
    private List<Claim> claim(int capacity) {
        if (System.nanoTime() - nextAwaited < 0) {
            return inbox.claim(capacity, settings.lease());
        }
        List<Claim> claims = inbox.claim(capacity, settings.lease(), registry.own());
        if (claims.isEmpty()) {
            nextAwaited = System.nanoTime() + settings.poll().toNanos();
        }
        return claims;
    }

    private void start(EventDispatch dispatch) {
        if (dispatch.claim().attempts() > settings.maxAttempts()) {
            // The process may have ended while the event was parsed or projected without its handlers.
            unsettled.add(new Result(dispatch, withoutAttempt(dispatch)));
            wake();
            return;
        }
        inFlight.add(dispatch);
        submit(dispatch);
    }

    private void submit(EventDispatch dispatch) {
        try {
            CompletableFuture<?> unused = workers.run(() -> handlers.test(dispatch))
                    .whenComplete((done, failure) -> {
                        if (failure != null || Boolean.TRUE.equals(done)) {
                            complete(dispatch, failure);
                        }
                    });
        } catch (RuntimeException | Error failure) {
            complete(dispatch, failure);
        }
    }

    private void complete(EventDispatch dispatch, @Nullable Throwable failure) {
        // A stop discards dispatches that have not started, which does not count as an attempt.
        if (failure != null && !isStopping()) {
            dispatch.abort(failure);
        }
        completed.add(dispatch);
        wake();
    }

    private void collect() {
        for (EventDispatch dispatch = completed.poll(); dispatch != null; dispatch = completed.poll()) {
            if (inFlight.remove(dispatch)) {
                unsettled.add(new Result(dispatch, projecting(dispatch, settlement(dispatch))));
            }
        }
    }

    private Settlement settlement(EventDispatch dispatch) {
        Claim claim = dispatch.claim();
        Set<String> succeeded = dispatch.completedHandlers();
        Instant now = clock.instant();
        if (dispatch.hasFailed()) {
            int attempts = claim.attempts() + 1;
            if (attempts >= settings.maxAttempts() && dispatch.isComplete() && !dispatch.isPostponed()) {
                dispatch.logDeadLetter();
                return claim.deadLetter(attempts, succeeded, dispatch.errors());
            }
            Instant due = now.plus(settings.backoff(attempts));
            // An attempt is not the last one if handlers were not called.
            attempts = Math.min(attempts, settings.maxAttempts() - 1);
            return attempts == settings.maxAttempts() - 1
                    // The last attempt is that of an instance with the missing handler, which could otherwise miss the
                    // event.
                    ? claim.release(due, attempts, succeeded, dispatch.errors(), known -> misses(dispatch, known))
                    : claim.release(due, attempts, succeeded, dispatch.errors());
        }
        if (dispatch.isSourceMissing()) {
            ProviderId provider = claim.delivery().provider();
            if (missingSources
                            .computeIfAbsent(provider, added -> new FailureLog(clock))
                            .failed()
                    != null) {
                log.warn(
                        "events of {} wait for an instance that has a source for this provider, such as {}",
                        provider,
                        claim.delivery());
            }
            Instant due = now.plus(settings.postponement());
            return claim.release(due, claim.attempts(), succeeded, "the dispatcher has no source for " + provider);
        }
        if (!dispatch.isComplete()) {
            return claim.release(now, claim.attempts(), succeeded, null);
        }
        if (!dispatch.callsHandlers()) {
            return withoutAttempt(dispatch);
        }
        if (dispatch.isPostponed()) {
            Instant due = now.plus(settings.postponement());
            return claim.release(due, claim.attempts(), succeeded, "circuit breaker is open, or calls do not return");
        }
        return claim.commit(succeeded, known -> misses(dispatch, known));
    }

    /** Makes a delivery a dead letter that has no attempt left: its handlers may be the reason why processes end. */
    private static Settlement withoutAttempt(EventDispatch dispatch) {
        Claim claim = dispatch.claim();
        String error = "no attempt is left after " + claim.attempts()
                + ": the lease of the last one expired, or maxAttempts was reduced";
        log.error("dead letter: {}: {}", error, claim.delivery());
        return claim.deadLetter(claim.attempts(), claim.completedHandlers(), error);
    }

    private boolean misses(EventDispatch dispatch, HandlerRegistration known) {
        VideoEvent event = dispatch.event();
        return event != null && registry.misses(known, event);
    }

    private void settle() {
        if (unsettled.isEmpty()) {
            return;
        }
        try {
            int lost = project(unsettled.stream().map(Result::settlement).toList());
            if (lost > 0) {
                log.warn("leases of {} events expired while they were handled; they are handled again", lost);
            }
            unsettled.clear();
        } catch (RuntimeException e) {
            Instant now = clock.instant();
            unsettled.removeIf(result -> !now.isBefore(result.dispatch().leasedUntil()));
            throw e;
        }
    }

    /** Adds the event to a settlement, unless the projections have applied it before. */
    private Settlement projecting(EventDispatch dispatch, Settlement settlement) {
        VideoEvent event = dispatch.event();
        return projections.isEmpty()
                        || event == null
                        || dispatch.claim().completedHandlers().contains(PROJECTIONS)
                ? settlement
                : settlement.projecting(event, PROJECTIONS);
    }

    /**
     * Ends claims and applies projections. If a projection is unavailable, its events wait: attempts and completed handlers are stored,
     * so that neither a retry nor a dead letter follows from it.
     *
     * @return the number of lost claims
     */
    private int project(List<Settlement> settlements) {
        if (settlements.stream().allMatch(settlement -> settlement.event() == null)) {
            return inbox.settle(settlements).size();
        }
        int lost;
        try {
            lost = inbox.settle(settlements, projections).size();
        } catch (UnavailableException e) {
            lost = inbox.settle(settlements.stream().map(this::postponed).toList())
                    .size();
            logProjectionFailure(e);
            return lost;
        } catch (RuntimeException e) {
            return projectOneByOne(settlements, e);
        }
        FailureLog.Summary failed = projecting.succeeded();
        if (failed != null) {
            log.info("projections are available again after {} failures since {}", failed.count(), failed.first());
        }
        return lost;
    }

    private Settlement postponed(Settlement settlement) {
        if (settlement.event() == null) {
            return settlement;
        }
        Claim claim = settlement.claim();
        Instant earliest = clock.instant().plus(settings.postponement());
        Instant due = settlement.due();
        Set<String> completed = new HashSet<>(settlement.completedHandlers());
        completed.remove(PROJECTIONS);
        // The failure of a handler before a dead letter is not counted: the handler is called again.
        int attempts = settlement.kind() == Settlement.Kind.RELEASE ? settlement.attempts() : claim.attempts();
        return claim.release(
                due == null || due.isBefore(earliest) ? earliest : due,
                attempts,
                completed,
                "a projection is unavailable");
    }

    private void logProjectionFailure(UnavailableException failure) {
        if (projecting.failed() != null) {
            log.warn("projections unavailable, events wait: {}", describe(failure));
        }
        log.debug("projections unavailable", failure);
    }

    /** A projection must accept every event. An event that it rejects in spite of that must not block the others. */
    private int projectOneByOne(List<Settlement> settlements, RuntimeException failure) {
        if (settlements.size() > 1) {
            return settlements.stream()
                    .mapToInt(settlement -> project(List.of(settlement)))
                    .sum();
        }
        log.error(
                "a projection rejected {} with {}; the event is handled without it",
                settlements.get(0).claim().delivery(),
                failure.getClass().getName());
        log.debug("a projection rejected an event", failure);
        return inbox.settle(settlements).size();
    }

    private void renew() {
        Instant now = clock.instant();
        Instant threshold = now.plus(settings.lease().multipliedBy(2).dividedBy(3));
        Map<Claim, EventDispatch> expiring = new HashMap<>();
        for (EventDispatch dispatch : inFlight) {
            if (dispatch.leasedUntil().isBefore(threshold)) {
                expiring.put(dispatch.claim(), dispatch);
            }
        }
        if (expiring.isEmpty()) {
            return;
        }
        for (Claim lost : inbox.renew(expiring.keySet(), settings.lease())) {
            EventDispatch dispatch = expiring.remove(lost);
            if (dispatch != null) {
                dispatch.cancel();
            }
        }
        expiring.values().forEach(dispatch -> dispatch.leaseUntil(now.plus(settings.lease())));
    }

    private void enforceMaxDuration() {
        if (interruptedHandlers) {
            return;
        }
        for (EventDispatch dispatch : inFlight) {
            if (dispatch.enforce(settings.maxHandlerDuration())) {
                submit(dispatch);
            }
        }
    }

    /** Logs that all handler calls that may run concurrently take long, so that no event is claimed. */
    private void logBlocking(int capacity) {
        Duration threshold = settings.longHandlerDuration();
        Map<String, Integer> counts = new TreeMap<>();
        if (capacity == 0) {
            for (EventDispatch dispatch : inFlight) {
                String handler = dispatch.running(threshold);
                if (handler != null) {
                    counts.merge(handler, 1, Integer::sum);
                }
            }
        }
        if (counts.values().stream().mapToInt(Integer::intValue).sum() < settings.concurrency()) {
            blocking.succeeded();
        } else if (blocking.failed() != null) {
            log.warn(
                    "events wait because all {} concurrent handler calls have been running for more than {}: {}",
                    settings.concurrency(),
                    threshold,
                    counts);
        }
    }

    /** Starts a purge, unless one is running. It has a thread of its own, so that claims and leases do not wait for it. */
    private void purge() {
        Instant now = clock.instant();
        if (now.isBefore(nextPurge) || (purging != null && purging.isAlive())) {
            return;
        }
        nextPurge = now.plus(PURGE_INTERVAL);
        purging = new Thread(this::purgeBatches, "videoprovider-inbox-purge");
        purging.setDaemon(true);
        purging.start();
    }

    private void purgeBatches() {
        try {
            boolean full = true;
            while (full && !isStopping()) {
                full = inbox.purge(PURGE_BATCH) >= PURGE_BATCH;
            }
        } catch (Throwable failure) {
            if (!isStopping()) {
                log.warn(
                        "could not purge handled deliveries, next attempt in {}: {}",
                        PURGE_INTERVAL,
                        describe(failure));
            }
            log.debug("could not purge handled deliveries", failure);
        }
    }

    /** A handler that ignores the interrupt keeps its lane until the lease expires. */
    private void interruptHandlers() {
        timedOut = true;
        graceEnd = System.nanoTime() + GRACE_PERIOD.toNanos();
        interruptedHandlers = !inFlight.isEmpty();
        inFlight.forEach(EventDispatch::cancel);
        workers.close();
    }

    /** Returns whether a stopping loop has nothing left to settle, or its grace period is over. */
    private boolean isDrained() {
        return (inFlight.isEmpty() && unsettled.isEmpty())
                // An access to the inbox may have taken the time after the interrupt.
                || (timedOut && completed.isEmpty() && System.nanoTime() - graceEnd >= 0);
    }

    private void pause() {
        try {
            if (failures > 0) {
                // Ignores wake-ups while failing, so that a broken inbox is not polled in a loop.
                long pause = Math.min(MIN_PAUSE.toNanos() << Math.min(failures - 1, 10), MAX_PAUSE.toNanos());
                if (!stopRequested.await(pause, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            Duration pause = isStopping() ? MIN_PAUSE : settings.poll();
            if (wakeUps.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            log.debug("ignored interrupt of the dispatcher thread; only stop() ends it");
        }
    }

    private void logFailure(Throwable failure) {
        if (failures++ == 0) {
            log.warn("inbox unavailable, retrying: {}", describe(failure));
        }
        log.debug("inbox unavailable", failure);
    }

    /** Omits messages of other exceptions, which may contain data of deliveries. */
    private static String describe(Throwable failure) {
        return failure instanceof UnavailableException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
    }

    private void logRecovery() {
        if (failures > 0) {
            log.info("inbox available again after {} failures", failures);
            failures = 0;
        }
    }
}
