package io.videoprovider.inbox;

import io.videoprovider.error.ProviderId;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to handle a claimed delivery. Runs on a worker thread; the loop reads the result afterwards. If a handler exceeds
 * its maximum duration and ignores the interrupt, another worker thread continues with the next handler.
 */
final class EventDispatch {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    /** The time that a handler has to return after it was interrupted. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(1);

    private final Claim claim;
    private final Clock clock;
    private final boolean callsHandlers;
    private volatile Instant leasedUntil;

    // Guarded by this.
    private final Set<String> completedHandlers;
    private final List<String> errors = new ArrayList<>();
    private final Deque<RunningCall> remaining = new ArrayDeque<>();
    private @Nullable RunningCall running;
    private @Nullable HandlerCall lastFailed;
    private @Nullable VideoEvent event;
    private @Nullable Throwable lastFailure;
    private boolean parsed;
    private boolean sourceMissing;
    private boolean postponed;
    private boolean complete;
    private boolean cancelled;

    /** A call of a handler. */
    private static final class RunningCall {

        final RegisteredHandler<?> handler;
        final HandlerCall call;
        /** The thread that makes the call, and its start in nanoseconds. Set when the call begins. */
        Thread thread = Thread.currentThread();

        long start;
        boolean interrupted;

        @Nullable
        Throwable failure;

        RunningCall(RegisteredHandler<?> handler, HandlerCall call) {
            this.handler = handler;
            this.call = call;
        }

        Duration duration() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /**
     * Creates an attempt that has not started.
     *
     * @param callsHandlers whether handlers are called; otherwise the event is only parsed
     */
    EventDispatch(Claim claim, Instant leasedUntil, Clock clock, boolean callsHandlers) {
        this.claim = claim;
        this.callsHandlers = callsHandlers;
        this.leasedUntil = leasedUntil;
        this.clock = clock;
        this.completedHandlers = new HashSet<>(claim.completedHandlers());
    }

    /**
     * Parses the event and calls the handlers; continues with the remaining ones after a call was given up.
     *
     * @return false if another thread continues
     */
    boolean run(
            Map<ProviderId, Webhooks> sources,
            List<EventProjection> projections,
            List<RegisteredHandler<?>> handlers,
            List<HandlerListener> listeners) {
        try {
            parse(sources, projections, handlers);
        } catch (Throwable failure) {
            abort("parsing", failure);
            return true;
        }
        for (RunningCall call = begin(); call != null; call = begin()) {
            CallContext context = CallContext.start(call.call, listeners);
            Throwable failure = null;
            try {
                call.handler.handle(call.call.event());
            } catch (Throwable e) {
                failure = e;
            }
            boolean continues = end(call, failure);
            context.end(call.failure);
            if (!continues) {
                return false;
            }
        }
        return true;
    }

    private synchronized void parse(
            Map<ProviderId, Webhooks> sources, List<EventProjection> projections, List<RegisteredHandler<?>> handlers) {
        if (parsed) {
            return;
        }
        Delivery delivery = claim.delivery();
        Webhooks webhooks = sources.get(delivery.provider());
        if (webhooks == null) {
            sourceMissing = true;
            return;
        }
        VideoEvent event = delivery.type().startsWith(EventJson.PREFIX)
                ? own(delivery, projections)
                : webhooks.parseWithoutVerification(delivery.body(), delivery.id(), delivery.signedBy());
        this.event = event;
        for (RegisteredHandler<?> handler : handlers) {
            if (callsHandlers && handler.accepts(event) && !completedHandlers.contains(handler.name())) {
                int attempt = claim.attempts() + 1;
                remaining.add(new RunningCall(handler, new HandlerCall(handler.name(), event, delivery, attempt)));
            }
        }
        parsed = true;
    }

    /** Returns an event that this SDK has created; a projection may know its type. */
    private static VideoEvent own(Delivery delivery, List<EventProjection> projections) {
        VideoEvent event = EventJson.read(delivery);
        for (EventProjection projection : projections) {
            if (event instanceof UnknownEvent unknown) {
                event = projection.restore(unknown);
            }
        }
        return event;
    }

    /** Returns the next call; null if the attempt ends. */
    private synchronized @Nullable RunningCall begin() {
        for (RunningCall call = remaining.peek(); call != null; call = remaining.peek()) {
            // After the lease has expired, another instance may handle the event.
            if (cancelled || !clock.instant().isBefore(leasedUntil)) {
                return null;
            }
            remaining.remove();
            if (call.handler.tryAcquire()) {
                call.thread = Thread.currentThread();
                call.start = System.nanoTime();
                running = call;
                return call;
            }
            postponed = true;
        }
        complete = !sourceMissing;
        return null;
    }

    /** Records the result of a call. Returns false if the call was given up. */
    private synchronized boolean end(RunningCall call, @Nullable Throwable failure) {
        if (running != call) {
            call.handler.returned();
            log.warn("{} returned after {}, too late for {}", call.handler.name(), call.duration(), claim.delivery());
            return false;
        }
        running = null;
        if (failure == null) {
            completedHandlers.add(call.handler.name());
            call.handler.succeeded(call.duration());
            call.handler.forgetFailures(claim.delivery());
        } else {
            Throwable reported = call.interrupted ? timeout(call, failure) : failure;
            call.failure = reported;
            call.handler.failed(call.duration(), failure);
            if (cancelled) {
                // The dispatcher has interrupted the handler, which does not count as a failure.
                remaining.addFirst(call);
                return true;
            }
            fail(call, reported);
        }
        if (!cancelled) {
            // Clears an interrupt of this call, which would affect the next handler.
            Thread.interrupted();
        }
        return true;
    }

    /**
     * Interrupts a call that exceeds a limit. Gives the call up if it does not return within a second.
     *
     * @return whether the call was given up, so that the caller must {@link #run} the rest on another thread
     */
    synchronized boolean enforce(Duration limit) {
        RunningCall call = running;
        if (call == null || call.duration().compareTo(limit) < 0) {
            return false;
        }
        CallContext context = CallContext.start(call.call, List.of());
        try {
            return interruptOrGiveUp(call, limit);
        } finally {
            context.end(null);
        }
    }

    private synchronized boolean interruptOrGiveUp(RunningCall call, Duration limit) {
        if (!call.interrupted) {
            call.interrupted = true;
            log.warn("{} exceeds {} for {}, interrupting it", call.handler.name(), limit, claim.delivery());
            call.thread.interrupt();
            return false;
        }
        if (call.duration().compareTo(limit.plus(GRACE_PERIOD)) < 0) {
            return false;
        }
        running = null;
        TimeoutException failure = timeout(call, null);
        failure.setStackTrace(call.thread.getStackTrace());
        call.failure = failure;
        call.handler.givenUp(call.duration(), failure);
        fail(call, failure);
        return true;
    }

    private static TimeoutException timeout(RunningCall call, @Nullable Throwable cause) {
        TimeoutException failure = new TimeoutException(
                "interrupted after " + call.duration() + (cause == null ? ", but does not return" : ""));
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    private void fail(RunningCall call, Throwable failure) {
        RegisteredHandler<?> handler = call.handler;
        lastFailed = call.call;
        record(handler.name(), failure);
        int failures = handler.countFailure(claim.delivery());
        if (failures == 1 && handler.acquireStackTrace()) {
            log.warn("{} failed for {}, attempt {}", handler.name(), claim.delivery(), claim.attempts() + 1, failure);
        } else {
            log.warn(
                    "{} failed for {}, attempt {}, failure {} on this instance: {}",
                    handler.name(),
                    claim.delivery(),
                    claim.attempts() + 1,
                    failures,
                    failure.getClass().getName());
            log.debug("{} failed for {}", handler.name(), claim.delivery(), failure);
        }
    }

    private void record(String step, Throwable failure) {
        errors.add(step + ": " + failure);
        lastFailure = failure;
    }

    /** Records a failure outside of the handlers. */
    void abort(Throwable failure) {
        abort("dispatching", failure);
    }

    /** Records a failure outside of the handlers. Its message is omitted because it may contain data of the delivery. */
    private synchronized void abort(String step, Throwable failure) {
        record(step, failure);
        complete = true;
        log.warn(
                "{} failed for {}, attempt {}: {}",
                step,
                claim.delivery(),
                claim.attempts() + 1,
                failure.getClass().getName());
        log.debug("{} failed for {}", step, claim.delivery(), failure);
    }

    /** Prevents calls of further handlers. */
    synchronized void cancel() {
        cancelled = true;
    }

    void leaseUntil(Instant until) {
        leasedUntil = until;
    }

    Instant leasedUntil() {
        return leasedUntil;
    }

    Claim claim() {
        return claim;
    }

    /** Returns whether handlers are called; false if no attempt is left. */
    boolean callsHandlers() {
        return callsHandlers;
    }

    /** Returns the name of the handler that has been running for at least this time; null if there is none. */
    synchronized @Nullable String running(Duration duration) {
        RunningCall call = running;
        return call == null || call.duration().compareTo(duration) < 0 ? null : call.handler.name();
    }

    /** Returns the names of all handlers that have succeeded in this attempt or before. */
    synchronized Set<String> completedHandlers() {
        return Set.copyOf(completedHandlers);
    }

    /** Returns the event; null if it could not be parsed. */
    synchronized @Nullable VideoEvent event() {
        return event;
    }

    /** Returns the failures of this attempt; empty if there was none. */
    synchronized String errors() {
        return String.join("; ", errors);
    }

    /** Logs that the delivery becomes a dead letter. */
    synchronized void logDeadLetter() {
        CallContext context = lastFailed == null ? null : CallContext.start(lastFailed, List.of());
        log.error("dead letter on attempt {}: {}", claim.attempts() + 1, claim.delivery(), lastFailure);
        if (context != null) {
            context.end(null);
        }
    }

    synchronized boolean hasFailed() {
        return !errors.isEmpty();
    }

    /** Returns whether the event was not parsed because this instance has no source of its provider. */
    synchronized boolean isSourceMissing() {
        return sourceMissing;
    }

    /** Returns whether a handler was not called because its circuit breaker is open or its calls do not return. */
    synchronized boolean isPostponed() {
        return postponed;
    }

    /** Returns whether all handlers were called that could be called. */
    synchronized boolean isComplete() {
        return complete;
    }
}
