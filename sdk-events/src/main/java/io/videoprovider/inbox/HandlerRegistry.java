package io.videoprovider.inbox;

import io.videoprovider.event.VideoEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the handlers of a dispatcher in the inbox while the dispatcher runs, and ends the waiting for handlers of other instances
 * that are retired or were not seen for a long time. Used by one thread.
 */
final class HandlerRegistry {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    /** A handler that has missed several registrations does not exist on any running instance. */
    private static final Duration MISSING_AFTER = INTERVAL.multipliedBy(3);

    private final Inbox inbox;
    private final Set<HandlerRegistration> own;
    private final Duration timeout;
    private final Set<String> retired;
    private final Clock clock;
    private final Instant since;
    private Instant nextRegistration = Instant.MIN;
    private Instant nextWarning = Instant.MIN;

    /**
     * Creates a registry of a dispatcher that starts now.
     *
     * @param timeout how long events wait for a handler that is not seen
     * @param retired the names of handlers for which no event waits
     */
    HandlerRegistry(Inbox inbox, Set<HandlerRegistration> own, Duration timeout, Set<String> retired, Clock clock) {
        this.inbox = inbox;
        this.own = own;
        this.timeout = timeout;
        this.retired = retired;
        this.clock = clock;
        this.since = clock.instant();
    }

    Set<HandlerRegistration> own() {
        return own;
    }

    /** Registers the handlers, unless that was done less than 30 seconds ago. */
    void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(nextRegistration)) {
            return;
        }
        List<KnownHandler> others = inbox.register(own, since).stream()
                .filter(known ->
                        own.stream().noneMatch(handler -> handler.name().equals(name(known))))
                .toList();
        nextRegistration = now.plus(INTERVAL);
        List<KnownHandler> ended = new ArrayList<>();
        List<KnownHandler> missing = new ArrayList<>();
        for (KnownHandler known : others) {
            if (retired.contains(name(known)) || !now.isBefore(known.lastSeen().plus(timeout))) {
                ended.add(known);
            } else if (known.waiting() > 0 && now.isAfter(known.lastSeen().plus(MISSING_AFTER))) {
                missing.add(known);
            }
        }
        if (!ended.isEmpty()) {
            inbox.retire(ended);
            ended.forEach(this::logEnd);
        }
        if (!missing.isEmpty() && !now.isBefore(nextWarning)) {
            nextWarning = now.plus(WARNING_INTERVAL);
            missing.forEach(this::warn);
        }
    }

    private static String name(KnownHandler known) {
        return known.registration().name();
    }

    private void logEnd(KnownHandler handler) {
        if (retired.contains(name(handler))) {
            log.info(
                    "handler {} is retired, last seen {}; {} events waited for it",
                    name(handler),
                    handler.lastSeen(),
                    handler.waiting());
        } else {
            log.warn(
                    "handler {} was last seen {}, more than {} ago: events do not wait for it any more, {} waited. If"
                            + " it is needed, start an instance with it; it receives the events that wait then",
                    name(handler),
                    handler.lastSeen(),
                    timeout,
                    handler.waiting());
        }
    }

    private void warn(KnownHandler handler) {
        log.warn(
                "{} events wait for the handler {} of {}, which is on no running instance, last seen {}. Start an"
                        + " instance with it. If it was removed or renamed, retire it:"
                        + " EventDispatcher.builder(inbox).retired(\"{}\") or videoprovider.inbox.retired-handlers."
                        + " Otherwise the events wait until {}",
                handler.waiting(),
                name(handler),
                handler.registration().eventType(),
                handler.lastSeen(),
                name(handler),
                handler.lastSeen().plus(timeout));
    }

    /** Returns whether another instance must handle an event, because this dispatcher lacks a registered handler. */
    boolean misses(HandlerRegistration known, VideoEvent event) {
        return !own.contains(known) && accepts(known.eventType(), event);
    }

    private static boolean accepts(String eventType, VideoEvent event) {
        try {
            return Class.forName(eventType, false, VideoEvent.class.getClassLoader())
                    .isInstance(event);
        } catch (ClassNotFoundException | LinkageError unknown) {
            // A type of another version of this SDK: that version has to decide.
            return true;
        }
    }
}
