package io.videoprovider.inbox;

import io.videoprovider.error.UnavailableException;
import io.videoprovider.spi.Async;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a dispatcher that talks to the inbox: settles what ended, renews what goes on, claims what is due. What
 * came together while it was busy is done together, so that the work per event shrinks as the load grows.
 */
final class DispatchLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration PURGE_EVERY = Duration.ofMinutes(10);

    /** How long interrupted handlers have to end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private record Landed(EventDispatch flight, Settlement settlement) {}

    private final Inbox inbox;
    private final DispatchSettings settings;
    private final Consumer<EventDispatch> handlers;
    private final Clock clock;
    private final Async workers = new Async("videoprovider-inbox", thread -> {});
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<EventDispatch> arrivals = new ConcurrentLinkedQueue<>();
    private volatile long stopAt;

    // Of the loop's thread alone.
    private final Map<EventDispatch, CompletableFuture<?>> flights = new HashMap<>();
    private final List<Landed> unsettled = new ArrayList<>();
    private Instant nextPurge = Instant.MIN;
    private int failures;
    private boolean gaveUp;

    DispatchLoop(Inbox inbox, DispatchSettings settings, Consumer<EventDispatch> handlers) {
        this.inbox = inbox;
        this.settings = settings;
        this.handlers = handlers;
        this.clock = settings.clock();
    }

    /** Has the loop look at the inbox now. */
    void wake() {
        news.release();
    }

    /**
     * Ends the loop.
     *
     * @return whether every handler came to its end
     */
    boolean stop(Duration timeout) {
        stopAt = System.nanoTime() + timeout.toNanos();
        stopAsked.countDown();
        wake();
        try {
            // The loop keeps to the timeout, unless the inbox does not answer.
            return ended.await(timeout.plus(GRACE).plus(GRACE).toNanos(), TimeUnit.NANOSECONDS) && !gaveUp;
        } catch (InterruptedException e) {
            stopAt = System.nanoTime();
            wake();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the loop, which was asked to stop, talks to the inbox no more. */
    void awaitEnd() {
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                log.debug("somebody interrupted the loop, which ends by stop() alone");
            }
        }
    }

    @Override
    public void run() {
        Inbox.Subscription additions = inbox.onAdded(this::wake);
        try {
            boolean goOn = true;
            while (goOn) {
                try {
                    cycle();
                    recovered();
                } catch (Throwable failure) {
                    failed(failure);
                }
                goOn = !isStopping() || !isOver();
                if (goOn) {
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
        return stopAsked.getCount() == 0;
    }

    private void cycle() {
        collect();
        if (isStopping() && !gaveUp && System.nanoTime() - stopAt >= 0) {
            giveUp();
        }
        settle();
        renew();
        if (isStopping()) {
            return;
        }
        purge();
        int room = settings.concurrency() - flights.size();
        if (room > 0) {
            Instant heldUntil = clock.instant().plus(settings.lease());
            for (Claim claim : inbox.claim(room, settings.lease())) {
                launch(new EventDispatch(claim, heldUntil, clock));
            }
        }
    }

    private void launch(EventDispatch flight) {
        if (flight.claim().attempts() >= settings.maxAttempts()) {
            // It took its holder down each time, as far as anybody can tell.
            unsettled.add(new Landed(
                    flight,
                    flight.claim()
                            .deadLetter(
                                    flight.claim().attempts(),
                                    flight.claim().done(),
                                    "whoever handled it never came back")));
            wake();
            return;
        }
        CompletableFuture<?> work;
        try {
            work = workers.run(() -> {
                handlers.accept(flight);
                return flight;
            });
        } catch (RuntimeException | Error failure) {
            work = CompletableFuture.failedFuture(failure);
        }
        flights.put(flight, work.whenComplete((result, failure) -> {
            if (failure != null && !isStopping()) {
                flight.broke(failure);
            }
            arrivals.add(flight);
            wake();
        }));
    }

    private void collect() {
        for (EventDispatch flight = arrivals.poll(); flight != null; flight = arrivals.poll()) {
            // What was given back is not there any more.
            if (flights.remove(flight) != null) {
                unsettled.add(new Landed(flight, settlement(flight)));
            }
        }
    }

    private Settlement settlement(EventDispatch flight) {
        Claim claim = flight.claim();
        Instant now = clock.instant();
        if (flight.failed()) {
            int attempts = claim.attempts() + 1;
            if (attempts >= settings.maxAttempts() && flight.complete() && !flight.postponed()) {
                log.error("{} is dead after {} attempts", claim.delivery(), attempts, flight.lastFailure());
                return claim.deadLetter(attempts, flight.done(), flight.problem());
            }
            return claim.release(now.plus(settings.delay(attempts)), attempts, flight.done(), flight.problem());
        }
        if (!flight.complete()) {
            return claim.release(now, claim.attempts(), flight.done(), "");
        }
        if (flight.postponed()) {
            return claim.release(
                    now.plus(settings.postponement()), claim.attempts(), flight.done(), "a circuit breaker is open");
        }
        return claim.commit();
    }

    private void settle() {
        if (unsettled.isEmpty()) {
            return;
        }
        try {
            int lost = inbox.settle(unsettled.stream().map(Landed::settlement).toList())
                    .size();
            if (lost > 0) {
                log.warn("{} events were handled here and, when their leases had run out, elsewhere again", lost);
            }
            unsettled.clear();
        } catch (RuntimeException e) {
            Instant now = clock.instant();
            unsettled.removeIf(landed -> !now.isBefore(landed.flight().heldUntil()));
            throw e;
        }
    }

    private void renew() {
        Instant now = clock.instant();
        Instant soon = now.plus(settings.lease().multipliedBy(2).dividedBy(3));
        Map<Claim, EventDispatch> due = new HashMap<>();
        for (EventDispatch flight : flights.keySet()) {
            if (flight.heldUntil().isBefore(soon)) {
                due.put(flight.claim(), flight);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        for (Claim lost : inbox.renew(due.keySet(), settings.lease())) {
            EventDispatch flight = due.remove(lost);
            if (flight != null) {
                flight.stop();
            }
        }
        due.values().forEach(flight -> flight.holdUntil(now.plus(settings.lease())));
    }

    private void purge() {
        Instant now = clock.instant();
        if (!now.isBefore(nextPurge)) {
            nextPurge = now.plus(PURGE_EVERY);
            inbox.purge();
        }
    }

    /** Gives back what has not begun, and interrupts the rest. Whoever does not hear that keeps the call until the lease is over. */
    private void giveUp() {
        gaveUp = !flights.isEmpty();
        List<EventDispatch> waiting =
                flights.keySet().stream().filter(EventDispatch::giveBack).toList();
        for (EventDispatch flight : waiting) {
            flights.remove(flight);
            Claim claim = flight.claim();
            unsettled.add(new Landed(flight, claim.release(clock.instant(), claim.attempts(), claim.done(), "")));
        }
        flights.keySet().forEach(EventDispatch::stop);
        workers.close();
    }

    private boolean isOver() {
        return (flights.isEmpty() && unsettled.isEmpty()) || System.nanoTime() - stopAt >= GRACE.toNanos();
    }

    private void pause() {
        try {
            if (failures > 0) {
                // Deaf to deliveries: they would have a broken inbox asked again and again.
                long longest = Math.min(FIRST_PAUSE.toNanos() << Math.min(failures - 1, 10), LONGEST_PAUSE.toNanos());
                if (!stopAsked.await(longest, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            Duration longest = isStopping() ? FIRST_PAUSE : settings.poll();
            if (news.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            log.debug("somebody interrupted the loop, which ends by stop() alone");
        }
    }

    private void failed(Throwable failure) {
        if (failures++ == 0) {
            log.warn("the inbox does not work, trying again until it does: {}", said(failure));
        }
        log.debug("why the inbox does not work", failure);
    }

    /** Messages of others may repeat what they were given. */
    private static String said(Throwable failure) {
        return failure instanceof UnavailableException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
    }

    private void recovered() {
        if (failures > 0) {
            log.info("the inbox works again after {} failures", failures);
            failures = 0;
        }
    }
}
