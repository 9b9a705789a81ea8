package io.videoprovider.inbox;

import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An inbox in a database, shared by any number of instances: PostgreSQL, MySQL 8, MariaDB 10.6, H2 2.2 and newer. What it
 * accepted survives the end of the process. Thread-safe.
 *
 * <p>It uses two tables, {@code videoprovider_inbox} and {@code videoprovider_inbox_lane}, which migrations make, or
 * {@link #createTables}. Its transactions are short and its own: none is open while a handler works.
 *
 * <p>Leases compare the clocks of instances: keep them within a third of the lease.
 */
public final class JdbcInbox implements Inbox {

    private static final int PAGE = 100;
    private static final int PURGE = 1000;

    private static final String ENTRY =
            "e.id, e.provider, e.delivery_id, e.deduplication_key, e.lane, e.event_type, e.occurred_at, e.received_at, e.finished_at,"
                    + " e.due_at, e.attempts, e.done, e.problem, e.body";

    private final Database database;
    private final Duration retention;
    private final Duration holdBack;
    private final Clock clock;
    private final Listeners listeners = new Listeners();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder committed = new LongAdder();

    private JdbcInbox(Builder builder) {
        this.database = new Database(builder.dataSource);
        this.retention = builder.retention;
        this.holdBack = builder.holdBack;
        this.clock = builder.clock;
    }

    /**
     * Begins an inbox; does no I/O.
     *
     * @param dataSource a pool; connections are borrowed for one transaction. Whoever made it closes it
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Makes the tables where they are missing; for tests and small applications. Others run the SQL as migrations. */
    public void createTables() {
        database.run("create its tables", (connection, dialect) -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : dialect.schema()) {
                    statement.execute(sql);
                }
            }
            return true;
        });
    }

    @Override
    public Added add(Delivery delivery) {
        Check.notNull("delivery", delivery);
        boolean added = database.run(
                "add a delivery",
                dialect -> dialect != Dialect.POSTGRESQL,
                (connection, dialect) -> dialect == Dialect.POSTGRESQL
                        ? insertInOneStatement(connection, delivery)
                        : insert(connection, dialect, delivery));
        if (!added) {
            duplicates.increment();
            return Added.DUPLICATE;
        }
        accepted.increment();
        listeners.tell();
        return Added.ACCEPTED;
    }

    private static final String INSERT =
            "INSERT INTO videoprovider_inbox (provider, delivery_id, deduplication_key, lane, event_type, occurred_at, received_at,"
                    + " due_at, body, state, attempts, done) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '')";

    /** Without an error for a duplicate, which PostgreSQL would log, and locking the lane for no longer than one round trip. */
    private boolean insertInOneStatement(Connection connection, Delivery delivery) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("WITH added AS (" + INSERT
                + " ON CONFLICT DO NOTHING RETURNING lane, due_at)"
                + " INSERT INTO videoprovider_inbox_lane AS l (lane, waiting, due_at) SELECT lane, 1, due_at FROM added"
                + " ON CONFLICT (lane) DO UPDATE SET waiting = l.waiting + 1, due_at ="
                + " CASE WHEN l.holder IS NULL THEN LEAST(l.due_at, excluded.due_at) ELSE l.due_at END")) {
            bind(statement, delivery);
            return statement.executeUpdate() == 1;
        }
    }

    private boolean insert(Connection connection, Dialect dialect, Delivery delivery) throws SQLException {
        long due;
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            due = bind(statement, delivery);
            statement.executeUpdate();
        } catch (SQLException e) {
            if (dialect.isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
        enqueue(connection, delivery.lane(), due);
        return true;
    }

    private long bind(PreparedStatement statement, Delivery delivery) throws SQLException {
        Instant now = clock.instant();
        long received = micros(now);
        long due = micros(now.plus(holdBack));
        statement.setString(1, delivery.provider().value());
        statement.setString(2, delivery.id());
        if (delivery.deduplicationKey().isEmpty()) {
            statement.setNull(3, Types.VARCHAR);
        } else {
            statement.setString(3, delivery.deduplicationKey());
        }
        statement.setString(4, delivery.lane());
        statement.setString(5, delivery.type());
        statement.setLong(6, delivery.occurredAt().equals(Instant.EPOCH) ? received : micros(delivery.occurredAt()));
        statement.setLong(7, received);
        statement.setLong(8, due);
        statement.setBytes(9, delivery.body());
        return due;
    }

    /** One more waits in a lane. When two make the same lane, one fails with a duplicate key and is run again. */
    private static void enqueue(Connection connection, String lane, long due) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE videoprovider_inbox_lane SET"
                + " waiting = waiting + 1, due_at = CASE WHEN holder IS NULL AND due_at > ? THEN ? ELSE due_at END"
                + " WHERE lane = ?")) {
            statement.setLong(1, due);
            statement.setLong(2, due);
            statement.setString(3, lane);
            if (statement.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO videoprovider_inbox_lane (lane, waiting, due_at) VALUES (?, 1, ?)")) {
            statement.setString(1, lane);
            statement.setLong(2, due);
            statement.executeUpdate();
        }
    }

    @Override
    public List<Claim> claim(int max, Duration lease) {
        return max < 1
                ? List.of()
                : database.run("claim deliveries", (connection, dialect) -> claim(connection, max, lease));
    }

    private List<Claim> claim(Connection connection, int max, Duration lease) throws SQLException {
        Instant now = clock.instant();
        Set<String> lanes = new HashSet<>();
        Set<String> abandoned = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT lane, holder FROM videoprovider_inbox_lane"
                        + " WHERE due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED")) {
            statement.setLong(1, micros(now));
            statement.setInt(2, max);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lanes.add(rows.getString(1));
                    if (rows.getString(2) != null) {
                        abandoned.add(rows.getString(1));
                    }
                }
            }
        }
        if (lanes.isEmpty()) {
            return List.of();
        }
        String holder = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        Map<String, Long> later = new HashMap<>();
        for (Row head : heads(connection, lanes)) {
            Delivery delivery = head.delivery;
            if (head.due > micros(now)) {
                later.put(delivery.lane(), head.due);
            } else {
                int attempts = abandoned.contains(delivery.lane()) ? head.attempts + 1 : head.attempts;
                claims.add(new Claim(head.id, holder, delivery, attempts, head.done));
            }
        }
        hold(connection, laneNames(claims), holder, micros(now.plus(lease)));
        if (!later.isEmpty()) {
            postpone(connection, later);
        }
        lanes.removeAll(laneNames(claims));
        lanes.removeAll(later.keySet());
        if (!lanes.isEmpty()) {
            // Only somebody who deletes rows by hand leaves a lane in which nothing waits.
            delete(connection, lanes);
        }
        List<Long> takenOver = claims.stream()
                .filter(claim -> abandoned.contains(claim.delivery().lane()))
                .map(Claim::id)
                .toList();
        if (!takenOver.isEmpty()) {
            execute(
                    connection,
                    "UPDATE videoprovider_inbox SET attempts = attempts + 1 WHERE id IN " + places(takenOver.size()),
                    takenOver);
        }
        return claims;
    }

    /** Has lanes looked at when the first that waits in them is due. */
    private static void postpone(Connection connection, Map<String, Long> dueByLane) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE videoprovider_inbox_lane SET holder = NULL, due_at = ? WHERE lane = ?")) {
            for (Map.Entry<String, Long> lane : dueByLane.entrySet()) {
                statement.setLong(1, lane.getValue());
                statement.setString(2, lane.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The first that waits in each lane. */
    private static List<Row> heads(Connection connection, Collection<String> lanes) throws SQLException {
        List<Row> heads = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + ENTRY
                + " FROM videoprovider_inbox_lane l JOIN videoprovider_inbox e ON e.id ="
                + " (SELECT h.id FROM videoprovider_inbox h WHERE h.lane = l.lane AND h.state = 'waiting'"
                + " ORDER BY h.occurred_at, h.id LIMIT 1) WHERE l.lane IN " + places(lanes.size()))) {
            bind(statement, 1, lanes);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    heads.add(new Row(rows));
                }
            }
        }
        return heads;
    }

    private static void hold(Connection connection, Collection<String> lanes, String holder, long due)
            throws SQLException {
        if (lanes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE videoprovider_inbox_lane SET holder = ?, due_at = ? WHERE lane IN " + places(lanes.size()))) {
            statement.setString(1, holder);
            statement.setLong(2, due);
            bind(statement, 3, lanes);
            statement.executeUpdate();
        }
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claims, Duration lease) {
        if (claims.isEmpty()) {
            return Set.of();
        }
        return database.run("renew claims", (connection, dialect) -> {
            Set<Claim> held = held(connection, claims).keySet();
            for (Map.Entry<String, Set<String>> holder : byHolder(held).entrySet()) {
                hold(
                        connection,
                        holder.getValue(),
                        holder.getKey(),
                        micros(clock.instant().plus(lease)));
            }
            return lost(claims, held);
        });
    }

    private static Set<Claim> lost(Collection<Claim> claims, Set<Claim> held) {
        Set<Claim> lost = new HashSet<>(claims);
        lost.removeAll(held);
        return lost;
    }

    private static Map<String, Set<String>> byHolder(Collection<Claim> claims) {
        Map<String, Set<String>> lanes = new HashMap<>();
        for (Claim claim : claims) {
            lanes.computeIfAbsent(claim.holder(), holder -> new HashSet<>())
                    .add(claim.delivery().lane());
        }
        return lanes;
    }

    /** Locks the lanes of claims, and tells which of the claims still hold them, and how many wait in each of these lanes. */
    private static Map<Claim, Integer> held(Connection connection, Collection<Claim> claims) throws SQLException {
        Map<Claim, Integer> held = new HashMap<>();
        // In one order, so that no two wait for each other.
        Set<String> lanes = new TreeSet<>(laneNames(claims));
        Map<String, String> holders = new HashMap<>();
        Map<String, Integer> waiting = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT lane, holder, waiting FROM videoprovider_inbox_lane WHERE lane IN "
                        + places(lanes.size()) + " ORDER BY lane FOR UPDATE")) {
            bind(statement, 1, lanes);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String holder = rows.getString(2);
                    if (holder != null) {
                        holders.put(rows.getString(1), holder);
                        waiting.put(rows.getString(1), rows.getInt(3));
                    }
                }
            }
        }
        for (Claim claim : claims) {
            String lane = claim.delivery().lane();
            if (claim.holder().equals(holders.get(lane))) {
                held.put(claim, waiting.getOrDefault(lane, 0));
            }
        }
        return held;
    }

    private static Set<String> laneNames(Collection<Claim> claims) {
        Set<String> lanes = new HashSet<>();
        claims.forEach(claim -> lanes.add(claim.delivery().lane()));
        return lanes;
    }

    @Override
    public Set<Claim> settle(Collection<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return Set.of();
        }
        List<Settlement> settled = new ArrayList<>();
        Set<Claim> lost = database.run("settle claims", (connection, dialect) -> {
            settled.clear();
            List<Claim> claims = settlements.stream().map(Settlement::claim).toList();
            Map<Claim, Integer> held = held(connection, claims);
            settlements.stream()
                    .filter(settlement -> held.containsKey(settlement.claim()))
                    .forEach(settled::add);
            settle(connection, settled, held);
            return lost(claims, held.keySet());
        });
        committed.add(settled.stream()
                .filter(settlement -> settlement.kind() == Settlement.Kind.COMMIT)
                .count());
        return lost;
    }

    private void settle(Connection connection, List<Settlement> settlements, Map<Claim, Integer> waiting)
            throws SQLException {
        long now = micros(clock.instant());
        List<Settlement> failed = new ArrayList<>();
        List<Settlement> released = new ArrayList<>();
        Set<Long> handled = new HashSet<>();
        Set<String> shorter = new HashSet<>();
        Set<String> empty = new HashSet<>();
        for (Settlement settlement : settlements) {
            Claim claim = settlement.claim();
            if (settlement.kind() == Settlement.Kind.COMMIT) {
                handled.add(claim.id());
            } else {
                failed.add(settlement);
            }
            if (settlement.kind() == Settlement.Kind.RELEASE) {
                released.add(settlement);
            } else {
                (waiting.getOrDefault(claim, 0) > 1 ? shorter : empty)
                        .add(claim.delivery().lane());
            }
        }
        if (!failed.isEmpty()) {
            fail(connection, failed, now);
        }
        if (!released.isEmpty()) {
            release(connection, released, now);
        }
        if (!handled.isEmpty()) {
            handled(connection, handled, now);
        }
        if (!shorter.isEmpty()) {
            execute(
                    connection,
                    "UPDATE videoprovider_inbox_lane SET holder = NULL, waiting = waiting - 1, due_at = ? WHERE lane IN "
                            + places(shorter.size()),
                    now,
                    shorter);
        }
        if (!empty.isEmpty()) {
            delete(connection, empty);
        }
    }

    private static void delete(Connection connection, Collection<String> lanes) throws SQLException {
        execute(connection, "DELETE FROM videoprovider_inbox_lane WHERE lane IN " + places(lanes.size()), lanes);
    }

    /** The body goes: it is large, and may hold passwords. */
    private static void handled(Connection connection, Collection<Long> ids, long now) throws SQLException {
        execute(
                connection,
                "UPDATE videoprovider_inbox SET state = 'handled', body = NULL, problem = NULL, finished_at = ? WHERE id IN "
                        + places(ids.size()),
                now,
                ids);
    }

    private static void fail(Connection connection, List<Settlement> settlements, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE videoprovider_inbox SET state = ?,"
                + " finished_at = ?, due_at = ?, attempts = ?, done = ?, problem = ? WHERE id = ?")) {
            for (Settlement settlement : settlements) {
                boolean dead = settlement.kind() == Settlement.Kind.BURY;
                statement.setString(1, dead ? "dead" : "waiting");
                statement.setObject(2, dead ? now : null, Types.BIGINT);
                statement.setLong(3, micros(settlement.due()));
                statement.setInt(4, settlement.attempts());
                statement.setString(5, String.join(",", new TreeSet<>(settlement.done())));
                statement.setString(6, settlement.problem());
                statement.setLong(7, settlement.claim().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Lets lanes go that are as long as before. What came meanwhile may have happened first: then they are looked at now. */
    private static void release(Connection connection, List<Settlement> settlements, long now) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE videoprovider_inbox_lane SET holder = NULL,"
                        + " due_at = CASE WHEN waiting > 1 THEN ? ELSE ? END WHERE lane = ?")) {
            for (Settlement settlement : settlements) {
                statement.setLong(1, now);
                statement.setLong(2, micros(settlement.due()));
                statement.setString(3, settlement.claim().delivery().lane());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Override
    public Page<DeadLetter> deadLetters() {
        return deadLetters(0);
    }

    private Page<DeadLetter> deadLetters(long after) {
        List<DeadLetter> letters = database.run("list dead letters", (connection, dialect) -> {
            List<DeadLetter> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + ENTRY
                    + " FROM videoprovider_inbox e WHERE e.state = 'dead' AND e.id > ? ORDER BY e.id LIMIT " + PAGE)) {
                statement.setLong(1, after);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Row(rows).deadLetter());
                    }
                }
            }
            return found;
        });
        return new Page<>(
                letters,
                letters.size() < PAGE
                        ? null
                        : () -> deadLetters(letters.get(PAGE - 1).id()));
    }

    @Override
    public boolean replay(long id) {
        boolean replayed = database.run("replay a dead letter", (connection, dialect) -> {
            String lane = lockDeadLetter(connection, id);
            if (lane == null) {
                return false;
            }
            long now = micros(clock.instant());
            execute(
                    connection,
                    "UPDATE videoprovider_inbox SET state = 'waiting', attempts = 0, finished_at = NULL, due_at = ? WHERE id = ?",
                    now,
                    Set.of(id));
            enqueue(connection, lane, now);
            return true;
        });
        if (replayed) {
            listeners.tell();
        }
        return replayed;
    }

    @Override
    public boolean discard(long id) {
        return database.run("discard a dead letter", (connection, dialect) -> {
            if (lockDeadLetter(connection, id) == null) {
                return false;
            }
            handled(connection, Set.of(id), micros(clock.instant()));
            return true;
        });
    }

    private static @Nullable String lockDeadLetter(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT lane FROM videoprovider_inbox WHERE id = ? AND state = 'dead' FOR UPDATE")) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    @Override
    public int purge() {
        int total = 0;
        int count;
        // In small transactions, so that nobody waits for a large one.
        do {
            count = database.run("purge what was handled", (connection, dialect) -> purge(connection));
            total += count;
        } while (count == PURGE);
        return total;
    }

    private int purge(Connection connection) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM videoprovider_inbox"
                + " WHERE state = 'handled' AND finished_at < ? ORDER BY finished_at LIMIT " + PURGE
                + " FOR UPDATE SKIP LOCKED")) {
            statement.setLong(1, micros(clock.instant().minus(retention)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        if (!ids.isEmpty()) {
            execute(connection, "DELETE FROM videoprovider_inbox WHERE id IN " + places(ids.size()), ids);
        }
        return ids.size();
    }

    @Override
    public InboxMetrics metrics() {
        return database.run("tell its metrics", (connection, dialect) -> {
            Instant now = clock.instant();
            try (PreparedStatement statement = connection.prepareStatement("SELECT"
                    + " (SELECT COALESCE(SUM(waiting), 0) FROM videoprovider_inbox_lane),"
                    + " (SELECT COUNT(*) FROM videoprovider_inbox_lane WHERE holder IS NOT NULL AND due_at > ?),"
                    + " (SELECT COUNT(*) FROM videoprovider_inbox WHERE state = 'dead'),"
                    + " (SELECT MIN(received_at) FROM videoprovider_inbox WHERE state = 'waiting')")) {
                statement.setLong(1, micros(now));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long claimed = row.getLong(2);
                    long oldest = row.getLong(4);
                    Duration age = row.wasNull() ? Duration.ZERO : Duration.between(instant(oldest), now);
                    return new InboxMetrics(
                            row.getLong(1) - claimed,
                            claimed,
                            row.getLong(3),
                            age,
                            accepted.sum(),
                            duplicates.sum(),
                            committed.sum());
                }
            }
        });
    }

    @Override
    public Subscription onAdded(Runnable listener) {
        return listeners.add(Check.notNull("listener", listener));
    }

    /** Runs a statement whose parameters are all values of one list. */
    private static void execute(Connection connection, String sql, Collection<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 1, values);
            statement.executeUpdate();
        }
    }

    /** Runs a statement whose first parameter is a time, and the others all values of one list. */
    private static void execute(Connection connection, String sql, long time, Collection<?> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, time);
            bind(statement, 2, values);
            statement.executeUpdate();
        }
    }

    /** Places for so many values, rounded up to a power of two: few different statements, which databases keep prepared. */
    private static String places(int count) {
        int size = count < 2 ? 1 : Integer.highestOneBit(count - 1) << 1;
        return "(" + "?, ".repeat(size - 1) + "?)";
    }

    /** Fills the places from one on with values, and those that are too many with the last value once more. */
    private static void bind(PreparedStatement statement, int from, Collection<?> values) throws SQLException {
        int size = values.size() < 2 ? 1 : Integer.highestOneBit(values.size() - 1) << 1;
        int place = from;
        Object last = null;
        for (Object value : values) {
            statement.setObject(place++, value);
            last = value;
        }
        while (place < from + size) {
            statement.setObject(place++, last);
        }
    }

    private static long micros(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
        } catch (ArithmeticException beyond) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static final class Row {

        private final long id;
        private final Delivery delivery;
        private final Instant receivedAt;
        private final Instant finishedAt;
        private final long due;
        private final int attempts;
        private final Set<String> done;
        private final String problem;

        Row(ResultSet row) throws SQLException {
            this.id = row.getLong("id");
            String deduplicationKey = row.getString("deduplication_key");
            this.delivery = new Delivery(
                    new ProviderId(row.getString("provider")),
                    row.getString("delivery_id"),
                    deduplicationKey == null ? "" : deduplicationKey,
                    row.getString("lane"),
                    row.getString("event_type"),
                    instant(row.getLong("occurred_at")),
                    row.getBytes("body"));
            this.receivedAt = instant(row.getLong("received_at"));
            this.finishedAt = instant(row.getLong("finished_at"));
            this.due = row.getLong("due_at");
            this.attempts = row.getInt("attempts");
            String names = row.getString("done");
            this.done = names.isEmpty() ? Set.of() : Set.of(names.split(","));
            String said = row.getString("problem");
            this.problem = said == null ? "" : said;
        }

        DeadLetter deadLetter() {
            return new DeadLetter(id, delivery, attempts, done, problem, receivedAt, finishedAt);
        }
    }

    /** Builds an inbox. Not thread-safe. */
    public static final class Builder {

        private final DataSource dataSource;
        private Duration retention = Duration.ofDays(7);
        private Duration holdBack = Duration.ZERO;
        private Clock clock = Clock.systemUTC();

        private Builder(DataSource dataSource) {
            this.dataSource = Check.notNull("dataSource", dataSource);
        }

        /** How long handled deliveries are remembered, so that repeats are dropped; 7 days unless said otherwise. */
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
        public JdbcInbox build() {
            return new JdbcInbox(this);
        }
    }
}
