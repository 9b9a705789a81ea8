package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls handlers with the events of an inbox, at least once per event. Events of one call are handled one at a time in the
 * order of their occurrence; events of different calls are handled concurrently. Thread-safe.
 *
 * <pre>{@code
 * EventDispatcher dispatcher = EventDispatcher.builder(inbox)
 *         .source(video.id(), video.webhooks())
 *         .on(ParticipantJoined.class, "billing", joined -> billing.begin(joined.call(), joined.participant()))
 *         .build();
 * dispatcher.start();
 * }</pre>
 *
 * <p>If a handler throws, the event is retried with exponential backoff, and later events of its call wait. After the last
 * attempt the event becomes a dead letter and the next event of the call is handled. Handlers that have succeeded are not
 * called again. Each handler has a circuit breaker: while most calls of a handler fail, its events are postponed, which does
 * not count as an attempt.
 *
 * <p>While a handler runs, the MDC has {@code videoprovider.provider}, {@code videoprovider.call}, {@code videoprovider.event} (the
 * vendor's name of the event) and {@code videoprovider.handler}.
 *
 * <p>Any number of dispatchers may share an inbox. If an instance fails, others take over its events when the lease expires.
 *
 * <p>Dispatchers register their handlers in the inbox. An event is committed when each registered handler of its type has handled it,
 * whichever dispatcher has that handler: see {@link Builder#retired} and {@link Builder#missingHandlerTimeout}.
 */
public final class EventDispatcher implements AutoCloseable {

    private final Inbox inbox;
    private final Map<ProviderId, Webhooks> sources;
    private final DispatchSettings settings;
    private final Duration missingHandlerTimeout;
    private final Set<String> retired;
    private final List<RegisteredHandler<?>> handlers;
    private final List<HandlerListener> listeners;
    private final List<EventProjection> projections;

    /** Set on threads that call handlers. */
    private final ThreadLocal<Boolean> handling = new ThreadLocal<>();

    /** The loop that was started last; null before the first start. */
    private volatile @Nullable DispatchLoop loop;

    private EventDispatcher(Builder builder) {
        this.inbox = builder.inbox;
        this.sources = Map.copyOf(builder.sources);
        this.settings = new DispatchSettings(
                builder.concurrency,
                builder.lease,
                min(builder.poll, min(builder.lease, builder.maxHandlerDuration).dividedBy(4)),
                builder.maxAttempts,
                builder.baseDelay,
                builder.maxDelay,
                builder.maxHandlerDuration,
                builder.clock,
                builder.random);
        this.missingHandlerTimeout = builder.missingHandlerTimeout;
        this.retired = Set.copyOf(builder.retired);
        List<RegisteredHandler<?>> registered = new ArrayList<>();
        builder.handlers.forEach(handler -> registered.add(handler.register(builder.clock, builder.concurrency)));
        this.handlers = List.copyOf(registered);
        this.listeners = List.copyOf(builder.listeners);
        this.projections = List.copyOf(builder.projections);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Returns a new builder of a dispatcher for an inbox. */
    public static Builder builder(Inbox inbox) {
        return new Builder(inbox);
    }

    /**
     * Starts the dispatcher. Does nothing if it is running. After {@link #stop} it can be started again; if handlers are still
     * running then, it continues when they have ended.
     */
    public synchronized void start() {
        DispatchLoop before = loop;
        if (before != null && !before.isStopping()) {
            return;
        }
        Set<HandlerRegistration> own =
                handlers.stream().map(RegisteredHandler::registration).collect(Collectors.toSet());
        if (!projections.isEmpty()) {
            own.add(new HandlerRegistration(DispatchLoop.PROJECTIONS, VideoEvent.class.getName()));
        }
        HandlerRegistry registry =
                new HandlerRegistry(inbox, Set.copyOf(own), missingHandlerTimeout, retired, settings.clock());
        DispatchLoop next = new DispatchLoop(inbox, settings, registry, projections, this::handle);
        Thread thread = new Thread(
                () -> {
                    if (before != null) {
                        before.awaitEnd();
                    }
                    next.run();
                },
                "videoprovider-inbox");
        thread.setDaemon(true);
        thread.start();
        loop = next;
    }

    private boolean handle(EventDispatch dispatch) {
        handling.set(true);
        try {
            return dispatch.run(sources, projections, handlers, listeners);
        } finally {
            handling.remove();
        }
    }

    /**
     * Claims deliveries immediately instead of at the next poll. Not necessary for deliveries that were added to the same inbox
     * object.
     */
    public void wake() {
        DispatchLoop last = loop;
        if (last != null) {
            last.wake();
        }
    }

    /**
     * Stops the dispatcher: claims no further deliveries and waits for running handlers. After the timeout they are interrupted
     * and their events are released to other instances. If a handler does not return within one second after the interrupt,
     * its call is blocked until the lease expires.
     *
     * <p>A call that has exceeded {@link Builder#maxHandlerDuration} and ignores the interrupt is not waited for.
     *
     * @return whether all handlers returned before the timeout; true if the dispatcher was not running
     * @throws IllegalStateException if a handler of this dispatcher calls this method, which would wait for that handler
     */
    public boolean stop(Duration timeout) {
        Check.between("timeout", timeout, Duration.ZERO, Duration.ofDays(1));
        if (handling.get() != null) {
            throw new IllegalStateException(
                    "a handler must not stop its dispatcher: the stop would wait for the handler");
        }
        DispatchLoop last = loop;
        return last == null || last.stop(timeout);
    }

    /**
     * Stops the dispatcher with a timeout of 20 seconds.
     *
     * @throws IllegalStateException if a handler of this dispatcher calls this method
     */
    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    /** Returns the metrics of each handler, in order of registration. */
    public List<HandlerMetrics> metrics() {
        return handlers.stream().map(RegisteredHandler::metrics).toList();
    }

    private record Handler<E extends VideoEvent>(Class<E> type, String name, EventHandler<? super E> handler) {

        RegisteredHandler<E> register(Clock clock, int maxStuck) {
            return new RegisteredHandler<>(name, type, handler, clock, maxStuck);
        }
    }

    /** Builder of a dispatcher. Not thread-safe. */
    public static final class Builder {

        /** The names of all handlers must fit into a column of the database. */
        private static final int MAX_HANDLERS = 60;

        private final Inbox inbox;
        private final Map<ProviderId, Webhooks> sources = new HashMap<>();
        private final List<Handler<?>> handlers = new ArrayList<>();
        private final Set<String> retired = new HashSet<>();
        private Duration missingHandlerTimeout = Duration.ofHours(1);
        private final List<HandlerListener> listeners = new ArrayList<>();
        private final List<EventProjection> projections = new ArrayList<>();
        private int concurrency = 64;
        private Duration lease = Duration.ofSeconds(30);
        private Duration poll = Duration.ofMillis(500);
        private int maxAttempts = 15;
        private Duration baseDelay = Duration.ofSeconds(1);
        private Duration maxDelay = Duration.ofMinutes(5);
        private Duration maxHandlerDuration = Duration.ofMinutes(5);
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

        private Builder(Inbox inbox) {
            this.inbox = Check.notNull("inbox", inbox);
        }

        /**
         * Adds a provider, whose webhooks parse its events: {@code source(video.id(), video.webhooks())}. At least one is required.
         * Events of other providers are released to instances that have a source for them, which does not count as an attempt.
         *
         * @throws InvalidRequestException if these are the webhooks of another provider
         */
        public Builder source(ProviderId provider, Webhooks webhooks) {
            Check.notNull("provider", provider);
            ProviderId actual = Check.notNull("webhooks", webhooks).provider();
            if (actual != null && !actual.equals(provider)) {
                throw new InvalidRequestException(
                        "webhooks", "must be those of the provider " + provider + ", are those of " + actual);
            }
            sources.put(provider, webhooks);
            return this;
        }

        /**
         * Adds a handler. Handlers are called in order of registration if the event is an instance of their type. The type
         * {@code VideoEvent.class} matches all events. An event without a matching handler is committed.
         *
         * @param name the name of the handler: at most 64 letters, digits and {@code . _ -}, not {@code videoprovider.history}. The
         *     inbox stores it; do not change it while events wait
         */
        public <E extends VideoEvent> Builder on(Class<E> type, String name, EventHandler<? super E> handler) {
            Check.notNull("type", type);
            Check.notNull("handler", handler);
            checkName(name);
            if (name.equals(DispatchLoop.PROJECTIONS)) {
                throw new InvalidRequestException(
                        "name", "must not be " + name + ", which is reserved for projections");
            }
            if (handlers.stream().anyMatch(known -> known.name().equals(name))) {
                throw new InvalidRequestException("name", "must be unique, was used twice: " + name);
            }
            if (handlers.size() == MAX_HANDLERS) {
                throw new InvalidRequestException("handler", "must not be added more than " + MAX_HANDLERS + " times");
            }
            handlers.add(new Handler<>(type, name, handler));
            return this;
        }

        private static void checkName(String name) {
            if (!Check.text("name", name).matches("[A-Za-z0-9._-]{1,64}")) {
                throw new InvalidRequestException(
                        "name", "must be 1 to 64 letters, digits, dots, underscores or dashes");
            }
        }

        /**
         * Adds a projection, such as {@code CallHistory.projection()}. It is applied to every event when the attempt to handle the event
         * ends, once, also if handlers fail. If it fails, the event waits and is not handled again by handlers that have succeeded, which
         * does not count as an attempt.
         *
         * <p>All projections are registered in the inbox as one handler, {@code videoprovider.history}: instances without projections leave
         * events for those that have them. Use {@link #retired} with this name after projections were removed.
         */
        public Builder projection(EventProjection projection) {
            projections.add(Check.notNull("projection", projection));
            return this;
        }

        /**
         * Retires a handler that was removed or renamed: events do not wait for it, even if it was seen recently. Without this, events
         * of its type wait for it until {@link #missingHandlerTimeout} has passed.
         *
         * @param name the name of a handler that no instance has any more
         */
        public Builder retired(String name) {
            checkName(name);
            retired.add(name);
            return this;
        }

        /**
         * Sets how long events wait for a handler of other instances that is not seen any more; 1 hour by default. A WARN is logged
         * while events wait for such a handler, and when the waiting ends. Running dispatchers register their handlers every 30 seconds.
         *
         * @param missingHandlerTimeout 2 minutes to 365 days
         */
        public Builder missingHandlerTimeout(Duration missingHandlerTimeout) {
            this.missingHandlerTimeout = Check.between(
                    "missingHandlerTimeout", missingHandlerTimeout, Duration.ofMinutes(2), Duration.ofDays(365));
            return this;
        }

        /**
         * Adds a listener that is notified of every call of a handler. Listeners are notified of the start in the order of their addition,
         * and of the end in reverse order.
         */
        public Builder listener(HandlerListener listener) {
            listeners.add(Check.notNull("listener", listener));
            return this;
        }

        /**
         * Sets the maximum number of events that are claimed and handled concurrently; 64 by default, at most 1000. Handlers
         * run on virtual threads, on Java 17 to 20 on platform threads.
         */
        public Builder concurrency(int concurrency) {
            this.concurrency = Check.between("concurrency", concurrency, 1, 1000);
            return this;
        }

        /**
         * Sets the time after which other instances take over the events of a failed instance; 30 seconds by default. Handlers
         * may run longer, up to {@link #maxHandlerDuration}: the dispatcher renews leases while they run.
         */
        public Builder lease(Duration lease) {
            this.lease = Check.between("lease", lease, Duration.ofSeconds(1), Duration.ofHours(1));
            return this;
        }

        /** Sets the interval of polling for events that other instances have added and for retries; 500 ms by default. */
        public Builder poll(Duration poll) {
            this.poll = Check.between("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /**
         * Sets the maximum duration of one call of a handler; 5 minutes by default, at least 10 ms. A call that exceeds it is logged
         * at WARN and interrupted, and the attempt has failed. If the handler ignores the interrupt, the dispatcher continues without
         * it after one second: the event may then be handled again while the old call is still running.
         *
         * <p>A handler that ignores interrupts occupies a thread for each such call. If their number reaches {@link #concurrency},
         * the events of this handler are postponed until a call returns.
         */
        public Builder maxHandlerDuration(Duration maxHandlerDuration) {
            this.maxHandlerDuration =
                    Check.between("maxHandlerDuration", maxHandlerDuration, Duration.ofMillis(10), Duration.ofDays(1));
            return this;
        }

        /** Sets the number of attempts after which an event becomes a dead letter; 15 by default. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = Check.between("maxAttempts", maxAttempts, 1, 1000);
            return this;
        }

        /**
         * Sets the backoff between attempts: a random delay up to a ceiling that doubles with each attempt.
         *
         * @param base the first ceiling; 1 second by default
         * @param max the highest ceiling; 5 minutes by default
         */
        public Builder backoff(Duration base, Duration max) {
            this.maxDelay = Check.between("max", max, Duration.ZERO, Duration.ofDays(1));
            this.baseDelay = Check.between("base", base, Duration.ZERO, max);
            return this;
        }

        /** Sets the clock, which must be the same as that of the inbox; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Sets the source of jitter; only one thread at a time uses it. */
        public Builder random(RandomGenerator random) {
            this.random = Check.notNull("random", random);
            return this;
        }

        /** Returns the dispatcher, which is not started. */
        public EventDispatcher build() {
            if (sources.isEmpty()) {
                throw new InvalidRequestException(
                        "source", "must be set at least once: a source parses the events of a provider");
            }
            for (Handler<?> handler : handlers) {
                if (retired.contains(handler.name())) {
                    throw new InvalidRequestException(
                            "retired", "must not contain a handler of this dispatcher, was " + handler.name());
                }
            }
            if (!projections.isEmpty() && retired.contains(DispatchLoop.PROJECTIONS)) {
                throw new InvalidRequestException(
                        "retired",
                        "must not contain " + DispatchLoop.PROJECTIONS + ": this dispatcher has a projection");
            }
            return new EventDispatcher(this);
        }
    }
}
