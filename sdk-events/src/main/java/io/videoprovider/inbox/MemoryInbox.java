package io.videoprovider.inbox;

import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inbox in memory, for one instance. Deliveries that wait when the process ends are lost. When its capacity is reached, the
 * {@link WebhookIntake} rejects webhooks with 503, so that the vendor delivers them again. Thread-safe.
 */
public final class MemoryInbox implements Inbox {

    private static final Duration MAX_LEASE = Duration.ofDays(1);

    private static final Comparator<Entry> BY_OCCURRENCE =
            Comparator.<Entry, Instant>comparing(entry -> entry.occurredAt).thenComparingLong(entry -> entry.id);
    private static final Comparator<Lane> BY_DUE_TIME =
            Comparator.<Lane, Instant>comparing(lane -> lane.due).thenComparing(lane -> lane.name);

    private final int maxEvents;
    private final long maxBytes;
    private final Duration retention;
    private final Duration holdBack;
    private final Clock clock;
    private final InboxListeners listeners = new InboxListeners();

    private final Map<Long, Entry> waiting = new HashMap<>();
    private final TreeMap<Long, Entry> dead = new TreeMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final TreeSet<Lane> lanesByDue = new TreeSet<>(BY_DUE_TIME);
    private final Map<HandlerRegistration, TreeSet<Lane>> lanesByAwaited = new HashMap<>();
    private final TreeMap<String, Seen> handlers = new TreeMap<>();
    private final Set<String> knownKeys = new HashSet<>();
    private final Deque<Handled> handled = new ArrayDeque<>();
    private long lastId;
    private long bytes;
    /** The size of the last delivery if it did not fit, in bytes; 0 otherwise. */
    private int rejectedBytes;

    private long accepted;
    private long duplicates;
    private long committed;

    private MemoryInbox(Builder builder) {
        this.maxEvents = builder.maxEvents;
        this.maxBytes = builder.maxBytes;
        this.retention = builder.retention;
        this.holdBack = builder.holdBack;
        this.clock = builder.clock;
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public AddResult add(Delivery delivery) {
        AddResult result = store(Check.notNull("delivery", delivery));
        if (result == AddResult.ACCEPTED) {
            listeners.notifyAdded();
        }
        return result;
    }

    private synchronized AddResult store(Delivery delivery) {
        List<String> keys = uniqueKeys(delivery);
        if (keys.stream().anyMatch(knownKeys::contains)) {
            duplicates++;
            return AddResult.DUPLICATE;
        }
        int size = delivery.body().length;
        if (waiting.size() + dead.size() >= maxEvents || bytes + size > maxBytes) {
            // A delivery that never fits does not mean that the inbox is full.
            rejectedBytes = size > maxBytes ? 0 : size;
            return AddResult.FULL;
        }
        rejectedBytes = 0;
        knownKeys.addAll(keys);
        bytes += size;
        accepted++;
        Instant now = clock.instant();
        enqueue(new Entry(++lastId, delivery, now, now.plus(holdBack)));
        return AddResult.ACCEPTED;
    }

    private static List<String> uniqueKeys(Delivery delivery) {
        String id = delivery.provider() + "/id/" + delivery.id();
        return delivery.deduplicationKey() == null
                ? List.of(id)
                : List.of(id, delivery.provider() + "/key/" + delivery.deduplicationKey());
    }

    private void enqueue(Entry entry) {
        waiting.put(entry.id, entry);
        Lane lane = lanes.computeIfAbsent(entry.delivery.lane(), name -> new Lane(name, entry.due));
        lane.entries.add(entry);
        reschedule(
                lane,
                lane.holder,
                lane.holder == null && entry.due.isBefore(lane.due) ? entry.due : lane.due,
                lane.awaited);
    }

    private void reschedule(Lane lane, @Nullable String holder, Instant due, @Nullable HandlerRegistration awaited) {
        // The sets are ordered by due time, so the lane must be removed before that changes.
        unschedule(lane);
        lane.holder = holder;
        lane.due = due;
        lane.awaited = awaited;
        if (awaited == null) {
            lanesByDue.add(lane);
        } else {
            lanesByAwaited
                    .computeIfAbsent(awaited, added -> new TreeSet<>(BY_DUE_TIME))
                    .add(lane);
        }
    }

    private void unschedule(Lane lane) {
        if (lane.awaited == null) {
            lanesByDue.remove(lane);
            return;
        }
        TreeSet<Lane> waiting = lanesByAwaited.get(lane.awaited);
        if (waiting != null && waiting.remove(lane) && waiting.isEmpty()) {
            lanesByAwaited.remove(lane.awaited);
        }
    }

    @Override
    public List<Claim> claim(int max, Duration lease) {
        return claim(max, lease, List.of());
    }

    @Override
    public synchronized List<Claim> claim(int max, Duration lease, Collection<HandlerRegistration> handlers) {
        Check.between("lease", lease, Duration.ZERO, MAX_LEASE);
        Check.listOf("handlers", handlers);
        Instant now = clock.instant();
        String holder = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        for (HandlerRegistration handler : handlers) {
            claim(lanesThatWaitFor(handler), max, holder, now, now.plus(lease), claims);
        }
        claim(lanesByDue, max, holder, now, now.plus(lease), claims);
        return claims;
    }

    private void claim(SortedSet<Lane> queue, int max, String holder, Instant now, Instant until, List<Claim> claims) {
        while (claims.size() < max && !queue.isEmpty()) {
            Lane lane = queue.first();
            if (lane.due.isAfter(now)) {
                break;
            }
            Entry head = lane.entries.first();
            if (head.due.isAfter(now)) {
                reschedule(lane, null, head.due, lane.awaited);
                continue;
            }
            if (lane.holder != null) {
                head.attempts++;
            }
            reschedule(lane, holder, until, null);
            claims.add(new Claim(head.id, holder, head.delivery, head.attempts, head.completedHandlers));
        }
    }

    @Override
    public synchronized List<KnownHandler> register(Collection<HandlerRegistration> registrations, Instant since) {
        Check.listOf("registrations", registrations);
        Check.time("since", since);
        Instant now = clock.instant();
        for (HandlerRegistration registration : registrations) {
            Seen seen = handlers.get(registration.name());
            if (seen == null || (!seen.registration.equals(registration) && !seen.first.isAfter(since))) {
                seen = new Seen(registration, since, now);
            }
            handlers.put(registration.name(), new Seen(seen.registration, seen.first, now));
        }
        endUnknownWaiting();
        return handlers.values().stream()
                .map(seen -> new KnownHandler(seen.registration, seen.first, seen.last, waitingFor(seen.registration)))
                .toList();
    }

    private SortedSet<Lane> lanesThatWaitFor(HandlerRegistration handler) {
        SortedSet<Lane> waiting = lanesByAwaited.get(handler);
        return waiting == null ? Collections.emptySortedSet() : waiting;
    }

    private long waitingFor(HandlerRegistration handler) {
        return lanesThatWaitFor(handler).stream()
                .mapToLong(lane -> lane.entries.size())
                .sum();
    }

    @Override
    public void retire(Collection<KnownHandler> retired) {
        Check.listOf("retired", retired);
        synchronized (this) {
            for (KnownHandler handler : retired) {
                handlers.computeIfPresent(
                        handler.registration().name(),
                        (name, seen) -> seen.last.equals(handler.lastSeen()) ? null : seen);
            }
            endUnknownWaiting();
        }
        listeners.notifyAdded();
    }

    /** Ends the waiting for handlers that are not known, or no longer with this event type. */
    private void endUnknownWaiting() {
        Set<HandlerRegistration> known = new HashSet<>(known());
        for (HandlerRegistration awaited : List.copyOf(lanesByAwaited.keySet())) {
            if (!known.contains(awaited)) {
                for (Lane lane : List.copyOf(lanesThatWaitFor(awaited))) {
                    reschedule(lane, lane.holder, lane.due, null);
                }
            }
        }
    }

    private List<HandlerRegistration> known() {
        return handlers.values().stream().map(Seen::registration).toList();
    }

    @Override
    public synchronized Set<Claim> renew(Collection<Claim> claims, Duration lease) {
        Check.listOf("claims", claims);
        Check.between("lease", lease, Duration.ZERO, MAX_LEASE);
        Set<Claim> lost = new HashSet<>();
        Instant until = clock.instant().plus(lease);
        for (Claim claim : claims) {
            Lane lane = held(claim);
            if (lane == null) {
                lost.add(claim);
            } else {
                reschedule(lane, lane.holder, until, null);
            }
        }
        return lost;
    }

    private @Nullable Lane held(Claim claim) {
        Lane lane = lanes.get(claim.delivery().lane());
        return lane != null && claim.holder().equals(lane.holder) ? lane : null;
    }

    @Override
    public synchronized Set<Claim> settle(Collection<Settlement> settlements) {
        Check.listOf("settlements", settlements);
        Set<Claim> lost = new HashSet<>();
        Instant now = clock.instant();
        List<HandlerRegistration> known = known();
        for (Settlement settlement : settlements) {
            Claim claim = settlement.claim();
            Lane lane = held(claim);
            Entry entry = waiting.get(claim.id());
            if (lane == null || entry == null) {
                lost.add(claim);
                continue;
            }
            HandlerRegistration awaited = settlement.awaited(known);
            if (settlement.kind() == Settlement.Kind.COMMIT && awaited == null) {
                committed++;
                dequeue(lane, entry);
                markHandled(entry, now);
            } else {
                entry.attempts = settlement.attempts();
                entry.completedHandlers = settlement.completedHandlers();
                entry.lastError = settlement.lastError();
                if (settlement.kind() == Settlement.Kind.DEAD_LETTER) {
                    dequeue(lane, entry);
                    entry.failedAt = now;
                    dead.put(entry.id, entry);
                } else {
                    entry.due = Objects.requireNonNullElse(settlement.due(), now);
                }
            }
            if (!lane.entries.isEmpty()) {
                reschedule(lane, null, lane.entries.first().due, awaited);
            }
        }
        return lost;
    }

    private void dequeue(Lane lane, Entry entry) {
        waiting.remove(entry.id);
        lane.entries.remove(entry);
        if (lane.entries.isEmpty()) {
            unschedule(lane);
            lanes.remove(lane.name);
        }
    }

    /** Drops the body but keeps the unique keys, which identify duplicates until {@link #purge}. */
    private void markHandled(Entry entry, Instant now) {
        bytes -= entry.delivery.body().length;
        handled.add(new Handled(uniqueKeys(entry.delivery), now));
        if (handled.size() > 10L * maxEvents) {
            knownKeys.removeAll(handled.remove().keys);
        }
    }

    @Override
    public synchronized Page<DeadLetter> deadLetters() {
        return Page.of(dead.values().stream()
                .map(entry -> new DeadLetter(
                        entry.id,
                        entry.delivery,
                        entry.attempts,
                        entry.completedHandlers,
                        Objects.requireNonNullElse(entry.lastError, ""),
                        entry.receivedAt,
                        entry.failedAt))
                .toList());
    }

    @Override
    public boolean replay(long id) {
        boolean replayed = requeue(id);
        if (replayed) {
            listeners.notifyAdded();
        }
        return replayed;
    }

    private synchronized boolean requeue(long id) {
        Entry entry = dead.remove(id);
        if (entry == null) {
            return false;
        }
        entry.attempts = 0;
        entry.due = clock.instant();
        enqueue(entry);
        return true;
    }

    @Override
    public synchronized boolean discard(long id) {
        Entry entry = dead.remove(id);
        if (entry != null) {
            markHandled(entry, clock.instant());
        }
        return entry != null;
    }

    @Override
    public synchronized int purge(int max) {
        Check.between("max", max, 1, 10_000);
        Instant end = clock.instant().minus(retention);
        int count = 0;
        while (count < max && !handled.isEmpty() && handled.peek().at.isBefore(end)) {
            knownKeys.removeAll(handled.remove().keys);
            count++;
        }
        return count;
    }

    @Override
    public synchronized InboxMetrics metrics() {
        Instant now = clock.instant();
        long claimed = lanes.values().stream()
                .filter(lane -> lane.holder != null && lane.due.isAfter(now))
                .count();
        Duration oldest = waiting.values().stream()
                .map(entry -> Duration.between(entry.receivedAt, now))
                .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
        return new InboxMetrics(
                waiting.size() - claimed, claimed, dead.size(), oldest, accepted, duplicates, committed);
    }

    /** Fails while the inbox is full: its capacity is reached, or the last delivery would still not fit. */
    @Override
    public synchronized void check() {
        if (waiting.size() + dead.size() >= maxEvents || bytes >= maxBytes || bytes + rejectedBytes > maxBytes) {
            String problem = "the inbox is full: " + waiting.size() + " waiting, " + dead.size() + " dead letters, "
                    + bytes + " bytes";
            // Dead letters remain until an operator replays or discards them.
            throw new UnavailableException(problem, ErrorDetails.none().withRetryable(!waiting.isEmpty()), null);
        }
    }

    @Override
    public Subscription onAdded(Runnable listener) {
        return listeners.add(Check.notNull("listener", listener));
    }

    private static final class Entry {

        private final long id;
        private final Delivery delivery;
        private final Instant receivedAt;
        private final Instant occurredAt;
        private Instant due;
        private int attempts;
        private Set<String> completedHandlers = Set.of();
        private @Nullable String lastError;
        private Instant failedAt = Instant.EPOCH;

        Entry(long id, Delivery delivery, Instant receivedAt, Instant due) {
            this.id = id;
            this.delivery = delivery;
            this.receivedAt = receivedAt;
            this.occurredAt = delivery.occurredAt() == null ? receivedAt : delivery.occurredAt();
            this.due = due;
        }
    }

    /** The waiting deliveries of one call, and the holder of the first. {@code due} is the time of the next claim or the end of the lease. */
    private static final class Lane {

        private final String name;
        private final TreeSet<Entry> entries = new TreeSet<>(BY_OCCURRENCE);
        private Instant due;
        private @Nullable String holder;

        /** The handler that the next claim must have; null for any claim, and while a claim holds the lane. */
        private @Nullable HandlerRegistration awaited;

        Lane(String name, Instant due) {
            this.name = name;
            this.due = due;
        }
    }

    private record Seen(HandlerRegistration registration, Instant first, Instant last) {}

    private record Handled(List<String> keys, Instant at) {}

    /** Builder of an inbox. Not thread-safe. */
    public static final class Builder {

        private int maxEvents = 10_000;
        private long maxBytes = 64L << 20;
        private Duration retention = Duration.ofDays(1);
        private Duration holdBack = Duration.ZERO;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /**
         * Sets the maximum number of waiting deliveries and dead letters together; 10 000 by default. The keys of at most ten times as
         * many handled deliveries are kept to drop duplicates.
         *
         * @param maxEvents 1 to 100 000 000
         */
        public Builder maxEvents(int maxEvents) {
            this.maxEvents = Check.between("maxEvents", maxEvents, 1, 100_000_000);
            return this;
        }

        /**
         * Sets the maximum size of all bodies together, in bytes; 64 MiB by default. A larger body is never accepted.
         *
         * @param maxBytes at least 1
         */
        public Builder maxBytes(long maxBytes) {
            if (maxBytes < 1) {
                throw new InvalidRequestException("maxBytes", "must be at least 1, was " + maxBytes);
            }
            this.maxBytes = maxBytes;
            return this;
        }

        /**
         * Sets how long the keys of handled deliveries are kept to drop duplicates; one day by default. If more than ten times {@link
         * #maxEvents} deliveries were handled in this time, the oldest keys are dropped earlier.
         */
        public Builder retention(Duration retention) {
            this.retention = Check.between("retention", retention, Duration.ofSeconds(1), Duration.ofDays(3650));
            return this;
        }

        /** Sets how long a delivery waits for earlier events that arrive later; zero by default. */
        public Builder holdBack(Duration holdBack) {
            this.holdBack = Check.between("holdBack", holdBack, Duration.ZERO, Duration.ofMinutes(10));
            return this;
        }

        /** Sets the clock; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Returns the inbox. */
        public MemoryInbox build() {
            return new MemoryInbox(this);
        }
    }
}
