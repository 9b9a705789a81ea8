package io.videoprovider.inbox.jdbc;

import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.DeadLetter;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.EventProjection;
import io.videoprovider.inbox.HandlerRegistration;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.InboxListeners;
import io.videoprovider.inbox.InboxMetrics;
import io.videoprovider.inbox.KnownHandler;
import io.videoprovider.inbox.Settlement;
import io.videoprovider.internal.jdbc.Schema;
import io.videoprovider.internal.jdbc.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/**
 * Inbox in a database, shared by any number of instances: PostgreSQL, MySQL 8, MariaDB 10.6, H2 2.2, and newer versions.
 * Accepted deliveries survive the end of the process. Thread-safe.
 *
 * <p>The inbox uses three tables, {@code videoprovider_inbox}, {@code videoprovider_inbox_lane} and {@code videoprovider_inbox_handler}. They are created by
 * migrations, by {@link #createTables} or by {@link Builder#createTables}. Without them, each method throws an
 * {@link io.videoprovider.error.UnavailableException} that is not retryable. Each method runs its own short transactions; none is open while a handler runs.
 *
 * <p>{@link #add}, {@link #metrics} and {@link #check} access the database on up to 32 threads of the inbox, so that threads of a web
 * server do not wait for a connection pool whose database is unavailable. A thread ends after five seconds without an access.
 *
 * <p>Leases are compared with the clocks of all instances, which must not differ by more than a third of the lease.
 */
public final class JdbcInbox implements Inbox {

    private static final Duration MAX_LEASE = Duration.ofDays(1);
    private static final Schema SCHEMA = new Schema(
            "inbox",
            "JdbcInbox.createTables()",
            List.of("videoprovider_inbox", "videoprovider_inbox_lane", "videoprovider_inbox_handler"));

    private final DataSource dataSource;
    private final Transactions transactions;
    private final DeliveryInsert inserts;
    private final Claims claims;
    private final HandlerTable handlers;
    private final Settlements settlements;
    private final DeadLetters deadLetters;
    private final Retention retention;
    private final MetricsQuery metrics;
    private final InboxListeners listeners = new InboxListeners();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder committed = new LongAdder();

    private JdbcInbox(Builder builder) {
        this.dataSource = builder.dataSource;
        this.transactions = new Transactions(builder.dataSource, SCHEMA, builder.createTables, builder.timeout);
        this.inserts = new DeliveryInsert(transactions, builder.group, builder.clock, builder.holdBack);
        this.claims = new Claims(transactions, builder.group, builder.clock);
        this.handlers = new HandlerTable(transactions, builder.group, builder.clock);
        this.settlements = new Settlements(transactions, builder.group, handlers, builder.clock);
        this.deadLetters = new DeadLetters(transactions, builder.group, builder.clock);
        this.retention = new Retention(transactions, builder.group, builder.clock, builder.retention);
        this.metrics = new MetricsQuery(transactions, builder.group, builder.clock);
    }

    /**
     * Returns a new builder. Performs no I/O.
     *
     * @param dataSource a connection pool, which the inbox does not close. A connection is used for one transaction at a time
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Creates the tables that do not exist. Alternatively, run the SQL files as migrations. */
    public void createTables() {
        transactions.createTables();
    }

    @Override
    public AddResult add(Delivery delivery) {
        Check.notNull("delivery", delivery);
        if (!transactions.availability().call("add a delivery", () -> inserts.insert(delivery))) {
            duplicates.increment();
            return AddResult.DUPLICATE;
        }
        accepted.increment();
        listeners.notifyAdded();
        return AddResult.ACCEPTED;
    }

    @Override
    public List<Claim> claim(int max, Duration lease) {
        return claim(max, lease, List.of());
    }

    @Override
    public List<Claim> claim(int max, Duration lease, Collection<HandlerRegistration> own) {
        Check.between("lease", lease, Duration.ZERO, MAX_LEASE);
        Check.listOf("own", own);
        transactions.availability().used();
        return max < 1 ? List.of() : claims.claim(max, lease, own);
    }

    @Override
    public List<KnownHandler> register(Collection<HandlerRegistration> own, Instant since) {
        return handlers.register(Check.listOf("own", own), Check.time("since", since));
    }

    @Override
    public void retire(Collection<KnownHandler> retired) {
        handlers.retire(Check.listOf("retired", retired));
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claimed, Duration lease) {
        Check.listOf("claimed", claimed);
        Check.between("lease", lease, Duration.ZERO, MAX_LEASE);
        return claimed.isEmpty() ? Set.of() : claims.renew(claimed, lease);
    }

    @Override
    public Set<Claim> settle(Collection<Settlement> ended) {
        return settle(Check.listOf("ended", ended), List.of());
    }

    /**
     * Projections into the database of this {@code DataSource} are applied in the transaction, others before it.
     *
     * @throws InvalidRequestException if the database rejects a value of a projection; no claim has ended then
     */
    @Override
    public Set<Claim> settle(Collection<Settlement> ended, Collection<EventProjection> projections) {
        List<EventProjection> all = Check.listOf("projections", projections);
        List<VideoEvent> events = Check.<Settlement>listOf("ended", ended).stream()
                .map(Settlement::event)
                .filter(Objects::nonNull)
                .toList();
        if (ended.isEmpty()) {
            return Set.of();
        }
        List<JdbcProjection> inTransaction = new ArrayList<>();
        if (!events.isEmpty()) {
            for (EventProjection projection : all) {
                if (projection instanceof JdbcProjection jdbc
                        && jdbc.dataSource().equals(dataSource)) {
                    jdbc.prepare();
                    inTransaction.add(jdbc);
                } else {
                    projection.apply(events);
                }
            }
        }
        Settlements.Result result = settlements.settle(ended, inTransaction);
        committed.add(result.committed());
        return result.lost();
    }

    @Override
    public Page<DeadLetter> deadLetters() {
        return deadLetters.list();
    }

    @Override
    public boolean replay(long id) {
        boolean replayed = deadLetters.replay(id);
        if (replayed) {
            listeners.notifyAdded();
        }
        return replayed;
    }

    @Override
    public boolean discard(long id) {
        return deadLetters.discard(id);
    }

    @Override
    public int purge(int max) {
        return retention.purge(Check.between("max", max, 1, 10_000));
    }

    @Override
    public InboxMetrics metrics() {
        return transactions
                .availability()
                .call("read metrics", () -> metrics.read(accepted.sum(), duplicates.sum(), committed.sum()));
    }

    @Override
    public void check() {
        transactions.availability().call("read the tables", transactions::check);
    }

    @Override
    public Subscription onAdded(Runnable listener) {
        return listeners.add(Check.notNull("listener", listener));
    }

    /** Builder of an inbox. Not thread-safe. */
    public static final class Builder {

        private final DataSource dataSource;
        private String group = "default";
        private Duration timeout = Duration.ofMillis(1500);
        private boolean createTables;
        private Duration retention = Duration.ofDays(7);
        private Duration holdBack = Duration.ZERO;
        private Clock clock = Clock.systemUTC();

        private Builder(DataSource dataSource) {
            this.dataSource = Check.notNull("dataSource", dataSource);
        }

        /**
         * Sets the consumer group; {@code default} by default. Deliveries, dead letters, metrics and handlers of a group are not
         * visible to others: services with different groups share the tables and each receives all of its own deliveries.
         *
         * @param group 1 to 64 letters, digits and {@code . _ -}
         */
        public Builder group(String group) {
            if (!Check.text("group", group).matches("[A-Za-z0-9._-]{1,64}")) {
                throw new InvalidRequestException(
                        "group", "must be 1 to 64 letters, digits, dots, underscores or dashes");
            }
            this.group = group;
            return this;
        }

        /**
         * Sets whether the first access to the database creates the tables that do not exist; false by default. Unlike
         * {@link JdbcInbox#createTables}, does not require that the database is available now.
         */
        public Builder createTables(boolean createTables) {
            this.createTables = createTables;
            return this;
        }

        /** Sets how long handled deliveries are kept to drop duplicates; 7 days by default. */
        public Builder retention(Duration retention) {
            this.retention = Check.between("retention", retention, Duration.ofSeconds(1), Duration.ofDays(3650));
            return this;
        }

        /** Sets how long a delivery waits for earlier events that arrive later; zero by default. */
        public Builder holdBack(Duration holdBack) {
            this.holdBack = Check.between("holdBack", holdBack, Duration.ZERO, Duration.ofMinutes(10));
            return this;
        }

        /**
         * Sets how long {@link JdbcInbox#add}, {@link JdbcInbox#metrics} and {@link JdbcInbox#check} wait for the database; 1.5
         * seconds by default. These methods throw an {@link io.videoprovider.error.UnavailableException} after this time, and at
         * once while the database is known to be unavailable. A delivery whose addition timed out may still be stored.
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Check.between("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /** Sets the clock; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Returns the inbox. */
        public JdbcInbox build() {
            return new JdbcInbox(this);
        }
    }
}
