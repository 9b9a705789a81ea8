package io.videoprovider.inbox;

import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to handle a claimed delivery. Runs on a worker thread; the loop reads the result afterwards. */
final class EventDispatch {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private final Claim claim;
    private final Clock clock;
    private final Set<String> completedHandlers;
    private final List<String> errors = new ArrayList<>();
    private @Nullable Throwable lastFailure;
    private boolean postponed;
    private boolean complete;
    private volatile Instant leasedUntil;
    private volatile boolean cancelled;

    EventDispatch(Claim claim, Instant leasedUntil, Clock clock) {
        this.claim = claim;
        this.leasedUntil = leasedUntil;
        this.clock = clock;
        this.completedHandlers = new HashSet<>(claim.completedHandlers());
    }

    void run(Map<ProviderId, Webhooks> sources, List<RegisteredHandler<?>> handlers) {
        VideoEvent event;
        try {
            event = parse(sources);
        } catch (Throwable failure) {
            fail("parsing", failure);
            complete = true;
            return;
        }
        for (RegisteredHandler<?> handler : handlers) {
            if (completedHandlers.contains(handler.name()) || !handler.accepts(event)) {
                continue;
            }
            // After the lease has expired, another instance may handle the event.
            if (cancelled || !clock.instant().isBefore(leasedUntil) || !call(handler, event)) {
                return;
            }
        }
        complete = true;
    }

    private VideoEvent parse(Map<ProviderId, Webhooks> sources) {
        Delivery delivery = claim.delivery();
        Webhooks webhooks = sources.get(delivery.provider());
        if (webhooks == null) {
            throw new IllegalStateException("the dispatcher has no source for " + delivery.provider());
        }
        return webhooks.parseWithoutVerification(delivery.body(), delivery.id());
    }

    /** Returns false if the handler was interrupted by the dispatcher, which does not count as a failure. */
    private boolean call(RegisteredHandler<?> handler, VideoEvent event) {
        try {
            if (handler.call(event)) {
                completedHandlers.add(handler.name());
                handler.forgetFailures(claim.delivery());
            } else {
                postponed = true;
            }
        } catch (Throwable failure) {
            if (cancelled) {
                return false;
            }
            fail(handler, failure);
        } finally {
            if (!cancelled) {
                // Clears an interrupt that this handler has set, which would affect the next handler.
                Thread.interrupted();
            }
        }
        return true;
    }

    private void fail(RegisteredHandler<?> handler, Throwable failure) {
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

    /** Records a failure outside of the handlers. Its message is omitted because it may contain data of the delivery. */
    private void fail(String step, Throwable failure) {
        record(step, failure);
        log.warn(
                "{} failed for {}, attempt {}: {}",
                step,
                claim.delivery(),
                claim.attempts() + 1,
                failure.getClass().getName());
        log.debug("{} failed for {}", step, claim.delivery(), failure);
    }

    private void record(String step, Throwable failure) {
        errors.add(step + ": " + failure);
        lastFailure = failure;
    }

    /** Records a failure outside of the handlers. */
    void abort(Throwable failure) {
        fail("dispatching", failure);
        complete = true;
    }

    /** Prevents calls of further handlers. */
    void cancel() {
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

    /** Returns the names of all handlers that have succeeded in this attempt or before. */
    Set<String> completedHandlers() {
        return completedHandlers;
    }

    /** Returns the failures of this attempt; empty if there was none. */
    String errors() {
        return String.join("; ", errors);
    }

    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    boolean hasFailed() {
        return !errors.isEmpty();
    }

    /** Returns whether a handler was not called because its circuit breaker is open. */
    boolean isPostponed() {
        return postponed;
    }

    /** Returns whether all handlers were called that could be called. */
    boolean isComplete() {
        return complete;
    }
}
