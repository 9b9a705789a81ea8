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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One claim on its way through the handlers. Runs on a worker; the loop reads the result when it is over. */
final class EventDispatch {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private enum State {
        WAITING,
        RUNNING,
        GIVEN_BACK
    }

    private final Claim claim;
    private final Clock clock;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Set<String> done;
    private final List<String> problems = new ArrayList<>();
    private @Nullable Throwable lastFailure;
    private boolean postponed;
    private boolean complete;
    private volatile Instant heldUntil;
    private volatile boolean stopped;

    EventDispatch(Claim claim, Instant heldUntil, Clock clock) {
        this.claim = claim;
        this.heldUntil = heldUntil;
        this.clock = clock;
        this.done = new HashSet<>(claim.done());
    }

    void run(Map<ProviderId, Webhooks> sources, List<RegisteredHandler<?>> handlers) {
        if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
            return;
        }
        VideoEvent event;
        try {
            event = event(sources);
        } catch (Throwable failure) {
            failed("reading it", failure);
            complete = true;
            return;
        }
        for (RegisteredHandler<?> handler : handlers) {
            if (done.contains(handler.name()) || !handler.wants(event)) {
                continue;
            }
            // After its lease somebody else may have it.
            if (stopped || !clock.instant().isBefore(heldUntil) || !call(handler, event)) {
                return;
            }
        }
        complete = true;
    }

    private VideoEvent event(Map<ProviderId, Webhooks> sources) {
        Delivery delivery = claim.delivery();
        Webhooks webhooks = sources.get(delivery.provider());
        if (webhooks == null) {
            throw new IllegalStateException("the dispatcher has no source for " + delivery.provider());
        }
        return webhooks.parseWithoutVerification(delivery.body(), delivery.id());
    }

    /** Calls a handler; false if it was interrupted, which is no fault of its own. */
    private boolean call(RegisteredHandler<?> handler, VideoEvent event) {
        try {
            if (handler.call(event)) {
                done.add(handler.name());
            } else {
                postponed = true;
            }
        } catch (Throwable failure) {
            if (stopped) {
                return false;
            }
            failed(handler.name(), failure);
        } finally {
            if (!stopped) {
                // What one handler left behind must not hit the next.
                Thread.interrupted();
            }
        }
        return true;
    }

    private void failed(String what, Throwable failure) {
        problems.add(what + ": " + failure);
        lastFailure = failure;
        log.warn(
                "{} failed on {}, attempt {}: {}",
                what,
                claim.delivery(),
                claim.attempts() + 1,
                failure.getClass().getName());
        log.debug("why {} failed on {}", what, claim.delivery(), failure);
    }

    /** The worker itself broke, outside of any handler. */
    void broke(Throwable failure) {
        failed("dispatching", failure);
        complete = true;
    }

    /** Keeps it from beginning; false if it has begun. */
    boolean giveBack() {
        return state.compareAndSet(State.WAITING, State.GIVEN_BACK);
    }

    /** Has no more handlers called. */
    void stop() {
        stopped = true;
    }

    void holdUntil(Instant until) {
        heldUntil = until;
    }

    Instant heldUntil() {
        return heldUntil;
    }

    Claim claim() {
        return claim;
    }

    /** The names of all handlers that have succeeded. */
    Set<String> done() {
        return done;
    }

    /** What handlers threw; empty when none did. */
    String problem() {
        return String.join("; ", problems);
    }

    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    boolean failed() {
        return !problems.isEmpty();
    }

    /** Whether a handler was not called because its breaker is open. */
    boolean postponed() {
        return postponed;
    }

    /** Whether everybody had their turn who could. */
    boolean complete() {
        return complete;
    }
}
