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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of an inbox to handlers: each at least once, those of one call one after the other in the order in which they
 * happened, different calls side by side. Thread-safe.
 *
 * <pre>{@code
 * EventDispatcher dispatcher = EventDispatcher.builder(inbox)
 *         .source(video.id(), video.webhooks())
 *         .on(ParticipantJoined.class, "billing", joined -> billing.begin(joined.call(), joined.participant()))
 *         .build();
 * dispatcher.start();
 * }</pre>
 *
 * <p>A handler that throws is called again after a growing pause, and its call waits for it; after the last attempt the event
 * becomes a dead letter and the call goes on. Handlers of the same event that had succeeded are not called again. Each handler has
 * a circuit breaker: while most of its calls fail it is not called at all, and that costs no attempt.
 *
 * <p>Any number of dispatchers may share an inbox. When an instance dies, others take over what it held after the lease.
 */
public final class EventDispatcher implements AutoCloseable {

    private final Inbox inbox;
    private final Map<ProviderId, Webhooks> sources;
    private final DispatchSettings settings;
    private final List<RegisteredHandler<?>> handlers;

    /** The last one that was started; null before the first. */
    private volatile @Nullable DispatchLoop loop;

    private EventDispatcher(Builder builder) {
        this.inbox = builder.inbox;
        this.sources = Map.copyOf(builder.sources);
        this.settings = new DispatchSettings(
                builder.concurrency,
                builder.lease,
                builder.poll.compareTo(builder.lease.dividedBy(4)) < 0 ? builder.poll : builder.lease.dividedBy(4),
                builder.maxAttempts,
                builder.baseDelay,
                builder.maxDelay,
                builder.clock,
                builder.random);
        List<RegisteredHandler<?>> slots = new ArrayList<>();
        builder.handlers.forEach(handler -> slots.add(handler.slot(builder.clock)));
        this.handlers = List.copyOf(slots);
    }

    /** Begins a dispatcher for an inbox, which it does not close. */
    public static Builder builder(Inbox inbox) {
        return new Builder(inbox);
    }

    /**
     * Starts handling, also after {@link #stop}; while that is still waiting for handlers, it begins when that is over. Starting what
     * runs does nothing.
     */
    public synchronized void start() {
        DispatchLoop before = loop;
        if (before != null && !before.isStopping()) {
            return;
        }
        DispatchLoop next = new DispatchLoop(inbox, settings, flight -> flight.run(sources, handlers));
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

    /** Has it look at the inbox now, rather than when it polls next. Not needed for what was added to the same inbox object. */
    public void wake() {
        DispatchLoop last = loop;
        if (last != null) {
            last.wake();
        }
    }

    /**
     * Stops: claims nothing more, waits for the handlers that run, and gives the rest back to others. Handlers that are
     * still at work after the timeout are interrupted; whoever does not end within a second keeps its call until the lease is over.
     *
     * @return whether all handlers came to their end in time; also true when it was not running
     */
    public boolean stop(Duration timeout) {
        Check.between("timeout", timeout, Duration.ZERO, Duration.ofDays(1));
        DispatchLoop last = loop;
        return last == null || last.stop(timeout);
    }

    /** Stops, with 20 seconds for handlers that run. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    /** What each handler did, in the order in which they were added. */
    public List<HandlerMetrics> metrics() {
        return handlers.stream().map(RegisteredHandler::metrics).toList();
    }

    private record Handler<E extends VideoEvent>(Class<E> type, String name, EventHandler<? super E> handler) {

        RegisteredHandler<E> slot(Clock clock) {
            return new RegisteredHandler<>(name, type, handler, clock);
        }
    }

    /** Builds a dispatcher. Not thread-safe. */
    public static final class Builder {

        /** As many names as an inbox has room for. */
        private static final int MAX_HANDLERS = 60;

        private final Inbox inbox;
        private final Map<ProviderId, Webhooks> sources = new HashMap<>();
        private final List<Handler<?>> handlers = new ArrayList<>();
        private int concurrency = 64;
        private Duration lease = Duration.ofSeconds(30);
        private Duration poll = Duration.ofMillis(500);
        private int maxAttempts = 15;
        private Duration baseDelay = Duration.ofSeconds(1);
        private Duration maxDelay = Duration.ofMinutes(5);
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

        private Builder(Inbox inbox) {
            this.inbox = Check.notNull("inbox", inbox);
        }

        /** Says who reads a provider's events: {@code source(video.id(), video.webhooks())}. At least one. */
        public Builder source(ProviderId provider, Webhooks webhooks) {
            sources.put(Check.notNull("provider", provider), Check.notNull("webhooks", webhooks));
            return this;
        }

        /**
         * Adds a handler. An event goes to each handler of its type or of a supertype, such as {@code VideoEvent.class} for all,
         * in the order in which they were added. An event that nobody wants counts as handled.
         *
         * @param name its name, kept in the inbox: letters, digits, {@code . _ -}, at most 64. Do not rename it while events wait
         */
        public <E extends VideoEvent> Builder on(Class<E> type, String name, EventHandler<? super E> handler) {
            Check.notNull("type", type);
            Check.notNull("handler", handler);
            if (!Check.text("name", name).matches("[A-Za-z0-9._-]{1,64}")) {
                throw new InvalidRequestException(
                        "name", "must be 1 to 64 letters, digits, dots, underscores and dashes");
            }
            if (handlers.stream().anyMatch(known -> known.name().equals(name))) {
                throw new InvalidRequestException("name", "is there twice: " + name);
            }
            if (handlers.size() == MAX_HANDLERS) {
                throw new InvalidRequestException("handler", "is one too many; the limit is " + MAX_HANDLERS);
            }
            handlers.add(new Handler<>(type, name, handler));
            return this;
        }

        /**
         * How many events are being handled, or claimed for that, at the same time; 64 unless said otherwise, at most 1000. On Java 17
         * at most 64 handlers run at once, and the rest waits at hand.
         */
        public Builder concurrency(int concurrency) {
            this.concurrency = Check.between("concurrency", concurrency, 1, 1000);
            return this;
        }

        /**
         * How long after an instance died others take over what it held; 30 seconds unless said otherwise. Handlers may take
         * longer: leases are renewed while they work.
         */
        public Builder lease(Duration lease) {
            this.lease = Check.between("lease", lease, Duration.ofSeconds(1), Duration.ofHours(1));
            return this;
        }

        /** How often to look for events that other instances added, and for those that are due again; 0.5 seconds unless said otherwise. */
        public Builder poll(Duration poll) {
            this.poll = Check.between("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /** How often an event is tried before it is a dead letter; 15 times unless said otherwise. */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = Check.between("maxAttempts", maxAttempts, 1, 1000);
            return this;
        }

        /**
         * How long to wait before an event is tried again: a random time up to a ceiling, which doubles with each attempt.
         *
         * @param base the first ceiling; a second unless said otherwise
         * @param max the highest; five minutes unless said otherwise
         */
        public Builder backoff(Duration base, Duration max) {
            this.maxDelay = Check.between("max", max, Duration.ZERO, Duration.ofDays(1));
            this.baseDelay = Check.between("base", base, Duration.ZERO, max);
            return this;
        }

        /** Where the time comes from, the same as the inbox's; the system's clock unless said otherwise. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Where the jitter comes from; used by one thread at a time. */
        public Builder random(RandomGenerator random) {
            this.random = Check.notNull("random", random);
            return this;
        }

        /** The dispatcher; it does nothing before {@link EventDispatcher#start}. */
        public EventDispatcher build() {
            if (sources.isEmpty()) {
                throw new InvalidRequestException("source", "is missing: nobody could read the events");
            }
            return new EventDispatcher(this);
        }
    }
}
