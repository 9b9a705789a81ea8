package io.videoprovider.inbox;

import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An inbox in memory, for one instance: what waits when the process ends is lost. Bounded: when it is full the sender is asked
 * to come again. Thread-safe.
 */
public final class MemoryInbox implements Inbox {

    private static final Comparator<Entry> FIRST_TO_HAPPEN =
            Comparator.<Entry, Instant>comparing(entry -> entry.occurredAt).thenComparingLong(entry -> entry.id);
    private static final Comparator<Lane> FIRST_DUE =
            Comparator.<Lane, Instant>comparing(lane -> lane.due).thenComparing(lane -> lane.name);

    private final int maxEvents;
    private final long maxBytes;
    private final Duration retention;
    private final Duration holdBack;
    private final Clock clock;
    private final Listeners listeners = new Listeners();

    private final Map<Long, Entry> waiting = new HashMap<>();
    private final TreeMap<Long, Entry> dead = new TreeMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final TreeSet<Lane> lanesByDue = new TreeSet<>(FIRST_DUE);
    private final Set<String> known = new HashSet<>();
    private final Deque<Handled> handled = new ArrayDeque<>();
    private long lastId;
    private long bytes;
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

    /** Begins an inbox. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Added add(Delivery delivery) {
        Added added = keep(Check.notNull("delivery", delivery));
        if (added == Added.ACCEPTED) {
            listeners.tell();
        }
        return added;
    }

    private synchronized Added keep(Delivery delivery) {
        List<String> names = names(delivery);
        if (names.stream().anyMatch(known::contains)) {
            duplicates++;
            return Added.DUPLICATE;
        }
        if (waiting.size() + dead.size() >= maxEvents || bytes + delivery.body().length > maxBytes) {
            return Added.FULL;
        }
        known.addAll(names);
        bytes += delivery.body().length;
        accepted++;
        Instant now = clock.instant();
        enqueue(new Entry(++lastId, delivery, now, now.plus(holdBack)));
        return Added.ACCEPTED;
    }

    private static List<String> names(Delivery delivery) {
        String id = delivery.provider() + "/id/" + delivery.id();
        return delivery.deduplicationKey().isEmpty()
                ? List.of(id)
                : List.of(id, delivery.provider() + "/key/" + delivery.deduplicationKey());
    }

    private void enqueue(Entry entry) {
        waiting.put(entry.id, entry);
        Lane lane = lanes.computeIfAbsent(entry.delivery.lane(), name -> new Lane(name, entry.due));
        lane.entries.add(entry);
        reschedule(lane, lane.holder, lane.holder == null && entry.due.isBefore(lane.due) ? entry.due : lane.due);
    }

    private void reschedule(Lane lane, @Nullable String holder, Instant due) {
        // Out before its place in the order changes.
        lanesByDue.remove(lane);
        lane.holder = holder;
        lane.due = due;
        lanesByDue.add(lane);
    }

    @Override
    public synchronized List<Claim> claim(int max, Duration lease) {
        Instant now = clock.instant();
        String holder = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        while (claims.size() < max && !lanesByDue.isEmpty()) {
            Lane lane = lanesByDue.first();
            if (lane.due.isAfter(now)) {
                break;
            }
            Entry head = lane.entries.first();
            if (head.due.isAfter(now)) {
                reschedule(lane, null, head.due);
                continue;
            }
            if (lane.holder != null) {
                head.attempts++;
            }
            reschedule(lane, holder, now.plus(lease));
            claims.add(new Claim(head.id, holder, head.delivery, head.attempts, head.done));
        }
        return claims;
    }

    @Override
    public synchronized Set<Claim> renew(Collection<Claim> claims, Duration lease) {
        Set<Claim> lost = new HashSet<>();
        Instant until = clock.instant().plus(lease);
        for (Claim claim : claims) {
            Lane lane = held(claim);
            if (lane == null) {
                lost.add(claim);
            } else {
                reschedule(lane, lane.holder, until);
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
        Set<Claim> lost = new HashSet<>();
        Instant now = clock.instant();
        for (Settlement settlement : settlements) {
            Claim claim = settlement.claim();
            Lane lane = held(claim);
            Entry entry = waiting.get(claim.id());
            if (lane == null || entry == null) {
                lost.add(claim);
                continue;
            }
            if (settlement.kind() == Settlement.Kind.COMMIT) {
                committed++;
                leave(lane, entry);
                forget(entry, now);
            } else {
                entry.attempts = settlement.attempts();
                entry.done = settlement.done();
                entry.problem = settlement.problem();
                if (settlement.kind() == Settlement.Kind.BURY) {
                    leave(lane, entry);
                    entry.diedAt = now;
                    dead.put(entry.id, entry);
                } else {
                    entry.due = settlement.due();
                }
            }
            if (!lane.entries.isEmpty()) {
                reschedule(lane, null, lane.entries.first().due);
            }
        }
        return lost;
    }

    private void leave(Lane lane, Entry entry) {
        waiting.remove(entry.id);
        lane.entries.remove(entry);
        if (lane.entries.isEmpty()) {
            lanesByDue.remove(lane);
            lanes.remove(lane.name);
        }
    }

    /** Lets the body go and keeps the names, which drop repeats until {@link #purge}. */
    private void forget(Entry entry, Instant now) {
        bytes -= entry.delivery.body().length;
        handled.add(new Handled(names(entry.delivery), now));
        if (handled.size() > 10L * maxEvents) {
            known.removeAll(handled.remove().names);
        }
    }

    @Override
    public synchronized Page<DeadLetter> deadLetters() {
        return Page.of(dead.values().stream()
                .map(entry -> new DeadLetter(
                        entry.id,
                        entry.delivery,
                        entry.attempts,
                        entry.done,
                        entry.problem,
                        entry.receivedAt,
                        entry.diedAt))
                .toList());
    }

    @Override
    public boolean replay(long id) {
        boolean replayed = revive(id);
        if (replayed) {
            listeners.tell();
        }
        return replayed;
    }

    private synchronized boolean revive(long id) {
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
            forget(entry, clock.instant());
        }
        return entry != null;
    }

    @Override
    public synchronized int purge() {
        Instant end = clock.instant().minus(retention);
        int count = 0;
        while (!handled.isEmpty() && handled.peek().at.isBefore(end)) {
            known.removeAll(handled.remove().names);
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
        private Set<String> done = Set.of();
        private String problem = "";
        private Instant diedAt = Instant.EPOCH;

        Entry(long id, Delivery delivery, Instant receivedAt, Instant due) {
            this.id = id;
            this.delivery = delivery;
            this.receivedAt = receivedAt;
            this.occurredAt = delivery.occurredAt().equals(Instant.EPOCH) ? receivedAt : delivery.occurredAt();
            this.due = due;
        }
    }

    /** The events of one call that wait, and who handles the first of them. It is looked at when it is due. */
    private static final class Lane {

        private final String name;
        private final TreeSet<Entry> entries = new TreeSet<>(FIRST_TO_HAPPEN);
        private Instant due;
        private @Nullable String holder;

        Lane(String name, Instant due) {
            this.name = name;
            this.due = due;
        }
    }

    private record Handled(List<String> names, Instant at) {}

    /** Builds an inbox. Not thread-safe. */
    public static final class Builder {

        private int maxEvents = 10_000;
        private long maxBytes = 64L << 20;
        private Duration retention = Duration.ofDays(1);
        private Duration holdBack = Duration.ZERO;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** How many deliveries may wait or be dead; 10 000 unless said otherwise. Ten times as many handled ones are remembered. */
        public Builder maxEvents(int maxEvents) {
            this.maxEvents = Check.between("maxEvents", maxEvents, 1, 100_000_000);
            return this;
        }

        /** How many bytes their bodies may have together; 64 MiB unless said otherwise. */
        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        /** How long handled deliveries are remembered, so that repeats are dropped; a day unless said otherwise. */
        public Builder retention(Duration retention) {
            this.retention = Check.between("retention", retention, Duration.ofSeconds(1), Duration.ofDays(3650));
            return this;
        }

        /** How long each delivery waits for others that happened before it; not at all unless said otherwise. */
        public Builder holdBack(Duration holdBack) {
            this.holdBack = Check.between("holdBack", holdBack, Duration.ZERO, Duration.ofMinutes(10));
            return this;
        }

        /** Where the time comes from; the system's clock unless said otherwise. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** The inbox. */
        public MemoryInbox build() {
            return new MemoryInbox(this);
        }
    }
}
