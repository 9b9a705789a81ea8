package io.videoprovider.history.jdbc;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.BroadcastEntry;
import io.videoprovider.history.BroadcastQuery;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.Cursor;
import io.videoprovider.history.HistoryBatch;
import io.videoprovider.history.HistoryCounts;
import io.videoprovider.history.HistoryQuery;
import io.videoprovider.history.HistoryStorage;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.history.SessionMetrics;
import io.videoprovider.history.SessionQuery;
import io.videoprovider.history.TranscriptionEntry;
import io.videoprovider.history.TranscriptionQuery;
import io.videoprovider.inbox.jdbc.JdbcProjection;
import io.videoprovider.internal.jdbc.Schema;
import io.videoprovider.internal.jdbc.Transactions;
import io.videoprovider.recording.RecordingId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * History in a database, shared by any number of instances of one service, whose inboxes have the same group: PostgreSQL, MySQL 8, MariaDB 10.6,
 * H2 2.2, and newer versions. Thread-safe.
 *
 * <p>The tables, whose names begin with {@code videoprovider_}, are created by migrations, by {@link #createTables} or by {@link
 * Builder#createTables}. Without them, each method throws an {@link io.videoprovider.error.UnavailableException} that is not retryable.
 *
 * <p>Texts of vendors are stored without characters that a database rejects, and are cut to the lengths of the columns. An id that a
 * database does not store or compare exactly, such as one with a space at its end, is replaced by its SHA-256 hash.
 *
 * <p>Queries, except {@link #metrics}, access the database on up to 32 threads of the history, so that threads of a web server do not wait
 * for a connection pool whose database is unavailable. Other methods run on the thread of the caller.
 */
public final class JdbcHistory implements HistoryStorage, JdbcProjection {

    private static final Duration MAX_LEASE = Duration.ofDays(1);
    private static final Schema SCHEMA = new Schema(
            "history",
            "JdbcHistory.createTables()",
            List.of(
                    "videoprovider_call",
                    "videoprovider_call_custom",
                    "videoprovider_call_member",
                    "videoprovider_session",
                    "videoprovider_participation",
                    "videoprovider_recording",
                    "videoprovider_transcription",
                    "videoprovider_broadcast",
                    "videoprovider_lease"));

    private static final String COUNTS = """
            SELECT
                (SELECT COUNT(*) FROM videoprovider_call WHERE state = 'RINGING'),
                (SELECT COUNT(*) FROM videoprovider_session WHERE open_since IS NOT NULL),
                (SELECT COUNT(*) FROM videoprovider_call WHERE state = 'UNKNOWN'),
                (SELECT COUNT(*) FROM videoprovider_recording
                    WHERE status IN ('STARTING', 'RECORDING', 'STOPPING', 'PROCESSING', 'UNKNOWN')),
                (SELECT COUNT(*) FROM videoprovider_broadcast WHERE status IN ('STARTING', 'LIVE', 'STOPPING', 'UNKNOWN')),
                (SELECT COUNT(*) FROM videoprovider_recording WHERE deletion_failed_at IS NOT NULL)
            """;

    private final DataSource dataSource;
    private final Transactions transactions;
    private final Clock clock;
    private volatile boolean prepared;
    private final CallTable calls = new CallTable();
    private final SessionTable sessions = new SessionTable();
    private final ParticipationTable participations = new ParticipationTable();
    private final RecordingTable recordings = new RecordingTable();
    private final TranscriptionTable transcriptions = new TranscriptionTable();
    private final BroadcastTable broadcasts = new BroadcastTable();

    private JdbcHistory(Builder builder) {
        this.dataSource = builder.dataSource;
        this.transactions = new Transactions(builder.dataSource, SCHEMA, builder.createTables, builder.timeout);
        this.clock = builder.clock;
    }

    /**
     * Returns a new builder. Performs no I/O.
     *
     * @param dataSource a connection pool, which the history does not close. If it is that of a {@code JdbcInbox}, events are applied in
     *     the transactions that settle their deliveries
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Creates the tables that do not exist. Alternatively, run the SQL files as migrations. */
    public void createTables() {
        transactions.createTables();
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    /** Creates the tables if configured, and verifies once that they exist. */
    @Override
    public void prepare() {
        if (!prepared) {
            transactions.check();
            prepared = true;
        }
    }

    // --- changes --------------------------------------------------------------------------------

    @Override
    public void apply(List<? extends VideoEvent> events) {
        List<VideoEvent> applied = Check.listOf("events", events);
        if (!applied.isEmpty()) {
            transactions.run("apply events", (connection, dialect) -> {
                apply(connection, applied);
                return true;
            });
        }
    }

    @Override
    public void apply(Connection connection, List<? extends VideoEvent> events) throws SQLException {
        Check.notNull("connection", connection);
        HistoryBatch batch = HistoryBatch.of(events);
        Map<String, CallEntry> loaded = calls.lock(connection, batch.calls());
        Parents parents = new Parents();
        for (CallEntry call : loaded.values()) {
            batch.load(call);
            parents.add(call);
        }
        for (SessionEntry session : sessions.load(connection, batch.sessions(), parents)) {
            batch.load(session);
            parents.add(session);
        }
        // Not by open_since, whose index has the open sessions of all calls.
        sessions.load(
                        connection,
                        "t.call_ref IN (%s) AND t.ended_at IS NULL",
                        batch.callsWithOpenSessions(),
                        "",
                        parents)
                .forEach(batch::load);
        Set<String> rung = batch.callsWithParticipations();
        sessions.load(connection, "t.call_ref IN (%s)", rung, "", parents).forEach(parents::add);
        participations.load(connection, "t.call_ref IN (%s)", rung, "", parents).forEach(batch::load);
        participations.load(connection, batch.participations(), parents).forEach(batch::load);
        recordings.load(connection, batch.recordings()).forEach(batch::load);
        transcriptions.load(connection, batch.transcriptions()).forEach(batch::load);
        broadcasts.load(connection, batch.broadcasts()).forEach(batch::load);
        batch.apply(clock.instant());
        calls.write(connection, batch.changedCalls(), loaded);
        sessions.write(connection, batch.changedSessions(), batch::isLoaded);
        participations.write(connection, batch.changedParticipations(), batch::isLoaded);
        recordings.write(connection, batch.changedRecordings(), batch::isLoaded);
        transcriptions.write(connection, batch.changedTranscriptions(), batch::isLoaded);
        broadcasts.write(connection, batch.changedBroadcasts(), batch::isLoaded);
    }

    @Override
    public CallEntry updateCall(ProviderId provider, CallId call, UnaryOperator<CallEntry> change) {
        CallEntry unknown = CallEntry.builder(provider, call).build();
        Check.notNull("change", change);
        return transactions.run("change a call", (connection, dialect) -> {
            Map<String, CallEntry> loaded = calls.lock(connection, List.of(unknown.id()));
            CallEntry before = loaded.get(unknown.id());
            CallEntry changed = change.apply(before == null ? unknown : before);
            if (!changed.equals(before)) {
                calls.write(connection, List.of(changed), loaded);
            }
            return changed;
        });
    }

    @Override
    public Optional<SessionEntry> updateSession(
            ProviderId provider, CallId call, String sessionId, UnaryOperator<SessionEntry> change) {
        String id = SessionTable.id(provider, call, sessionId);
        Check.notNull("change", change);
        return transactions.run(
                "change a session",
                (connection, dialect) -> update(connection, sessions, SessionTable.callId(provider, call), id, change));
    }

    @Override
    public Optional<RecordingEntry> updateRecording(
            ProviderId provider, RecordingId recording, UnaryOperator<RecordingEntry> change) {
        String id = recordingId(provider, recording);
        Check.notNull("change", change);
        return transactions.run("change a recording", (connection, dialect) -> {
            List<RecordingEntry> found = recordings.load(connection, List.of(id));
            return found.isEmpty()
                    ? Optional.empty()
                    : update(
                            connection,
                            recordings,
                            SessionTable.callId(provider, found.get(0).call()),
                            id,
                            change);
        });
    }

    /** Changes an entry of a call, which is locked meanwhile. */
    private <E> Optional<E> update(
            Connection connection, EntryTable<E> table, String callId, String id, UnaryOperator<E> change)
            throws SQLException {
        calls.lock(connection, List.of(callId));
        List<E> found = table.load(connection, List.of(id));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        E changed = change.apply(found.get(0));
        if (!changed.equals(found.get(0))) {
            table.write(connection, List.of(changed), id::equals);
        }
        return Optional.of(changed);
    }

    @Override
    public boolean acquireLease(String name, String holder, Duration duration) {
        Check.atMost("name", Check.text("name", name), 64);
        Check.atMost("holder", Check.text("holder", holder), 64);
        Check.between("duration", duration, Duration.ZERO, MAX_LEASE);
        return transactions.run(
                "acquire a lease",
                (connection, dialect) -> LeaseTable.acquire(connection, name, holder, clock.instant(), duration));
    }

    @Override
    public void releaseLease(String name, String holder) {
        Check.notNull("name", name);
        Check.notNull("holder", holder);
        transactions.run("release a lease", (connection, dialect) -> {
            LeaseTable.release(connection, name, holder);
            return true;
        });
    }

    // --- queries --------------------------------------------------------------------------------

    @Override
    public Optional<CallEntry> call(ProviderId provider, CallId call) {
        return find(calls, CallEntry.builder(provider, call).build().id());
    }

    @Override
    public Optional<SessionEntry> session(ProviderId provider, CallId call, String sessionId) {
        return find(sessions, SessionTable.id(provider, call, sessionId));
    }

    @Override
    public Optional<RecordingEntry> recording(ProviderId provider, RecordingId recording) {
        return find(recordings, recordingId(provider, recording));
    }

    private static String recordingId(ProviderId provider, RecordingId recording) {
        return RecordingEntry.builder(provider, recording, CallId.unchecked("", ""), Instant.EPOCH)
                .build()
                .id();
    }

    private <E> Optional<E> find(EntryTable<E> table, String id) {
        return read("read an entry", connection -> table.load(connection, List.of(id))).stream()
                .findFirst();
    }

    @Override
    public Page<CallEntry> calls(CallEntryQuery query) {
        Check.notNull("query", query);
        boolean planned = query.order() == CallEntryQuery.Order.EARLIEST_START_FIRST;
        return page(
                query,
                new Listing<>(
                        calls, planned ? "starts_at" : calls.time(), planned, Queries.calls(query), "", calls::read),
                query::cursor,
                last -> calls(query.toBuilder().after(last).build()));
    }

    @Override
    public Page<SessionEntry> sessions(SessionQuery query) {
        Check.notNull("query", query);
        // The start of a session that has not ended, in an index of these sessions only.
        String time = Boolean.TRUE.equals(query.open()) ? "open_since" : sessions.time();
        return page(
                query,
                new Listing<>(sessions, time, false, List.of(Queries.sessions(query)), "", sessions::read),
                query::cursor,
                last -> sessions(query.toBuilder().after(last).build()));
    }

    @Override
    public Page<ParticipationEntry> participations(ParticipationQuery query) {
        Check.notNull("query", query);
        return page(
                query,
                new Listing<>(
                        participations,
                        participations.time(),
                        false,
                        List.of(Queries.participations(query)),
                        ", m.role AS member_role",
                        participations::readComplete),
                query::cursor,
                last -> participations(query.toBuilder().after(last).build()));
    }

    @Override
    public Page<RecordingEntry> recordings(RecordingQuery query) {
        Check.notNull("query", query);
        return page(
                query,
                listing(recordings, Queries.recordings(query)),
                query::cursor,
                last -> recordings(query.toBuilder().after(last).build()));
    }

    @Override
    public Page<TranscriptionEntry> transcriptions(TranscriptionQuery query) {
        Check.notNull("query", query);
        return page(
                query,
                listing(transcriptions, Queries.transcriptions(query)),
                query::cursor,
                last -> transcriptions(query.toBuilder().after(last).build()));
    }

    @Override
    public Page<BroadcastEntry> broadcasts(BroadcastQuery query) {
        Check.notNull("query", query);
        return page(
                query,
                listing(broadcasts, Queries.broadcasts(query)),
                query::cursor,
                last -> broadcasts(query.toBuilder().after(last).build()));
    }

    /** Reads an entry. */
    private interface Reader<E> {
        E read(Row row) throws SQLException;
    }

    /**
     * A list of entries.
     *
     * @param columns further columns
     */
    private record Listing<E>(
            EntryTable<E> table,
            String time,
            boolean ascending,
            List<Branch> branches,
            String columns,
            Reader<E> reader) {

        String order(String alias) {
            String direction = ascending ? "" : " DESC";
            return " ORDER BY %1$s.%2$s%3$s, %1$s.id%3$s LIMIT "
                    .formatted(alias, alias.equals("t") ? time : "listed", direction);
        }
    }

    private static <E> Listing<E> listing(EntryTable<E> table, List<Branch> branches) {
        return new Listing<>(table, table.time(), false, branches, "", table::read);
    }

    /** Lists one entry more than the limit, which shows whether a further page exists. */
    private <E> Page<E> page(
            HistoryQuery query, Listing<E> listing, Function<E, Cursor> position, Function<Cursor, Page<E>> next) {
        int limit = query.limit() + 1;
        for (Branch branch : listing.branches) {
            branch.within(query, listing.time).after(query, listing.time, listing.ascending);
        }
        String ids = listing.branches.stream()
                .map(branch -> "(" + branch.select("t.id AS id, t." + listing.time + " AS listed") + listing.order("t")
                        + limit + ")")
                .collect(Collectors.joining(" UNION "));
        String joins = listing.columns.isEmpty() ? "" : ParticipationTable.WITH_MEMBER;
        String sql = "SELECT " + listing.table.selected() + listing.columns + " FROM (" + ids + ") x JOIN "
                + listing.table.source("ON t.id = x.id") + joins + listing.order("x") + limit;
        List<E> found = read("list entries", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int index = 1;
                for (Branch branch : listing.branches) {
                    index = branch.bind(statement, index);
                }
                return readAll(statement, listing.reader);
            }
        });
        if (found.size() < limit) {
            return Page.of(found);
        }
        List<E> items = found.subList(0, query.limit());
        Cursor last = position.apply(items.get(items.size() - 1));
        return new Page<>(items, () -> next.apply(last));
    }

    private static <E> List<E> readAll(PreparedStatement statement, Reader<E> reader) throws SQLException {
        List<E> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            Row row = new Row(rows);
            while (rows.next()) {
                found.add(reader.read(row));
            }
        }
        return found;
    }

    @Override
    public SessionMetrics metrics(SessionQuery query) {
        Check.notNull("query", query);
        Branch branch = Queries.sessions(query).within(query, sessions.time()).and("t.participants IS NOT NULL");
        return transactions.run("sum metrics", (connection, dialect) -> {
            dialect.beginQuery(connection);
            try (PreparedStatement statement = connection.prepareStatement(branch.select(SessionTable.SUMS))) {
                branch.bind(statement, 1);
                return readAll(statement, SessionTable::sum).get(0);
            }
        });
    }

    @Override
    public List<SessionEntry> sessionsWithoutMetrics(Instant changedBefore, int max) {
        Check.notNull("changedBefore", changedBefore);
        return due(sessions, "t.metrics_due_at < ?", "metrics_due_at", changedBefore, max, List.of());
    }

    @Override
    public List<SessionEntry> endedSessions(ProviderId provider, Cursor changedAfter, int max) {
        Check.notNull("provider", provider);
        Check.notNull("changedAfter", changedAfter);
        if (max < 1) {
            return List.of();
        }
        String sql = "SELECT " + sessions.selected() + " FROM " + sessions.source("")
                + " WHERE t.provider = ? AND t.open_since IS NULL AND t.changed_at >= ? AND (t.changed_at > ? OR t.id > ?)"
                + " ORDER BY t.changed_at, t.id LIMIT " + max;
        return read("list ended sessions", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                new Parameters(statement)
                        .word(provider.value())
                        .time(changedAfter.time())
                        .time(changedAfter.time())
                        .id(changedAfter.id());
                return readAll(statement, sessions::read);
            }
        });
    }

    @Override
    public List<CallEntry> ringsDue(Set<ProviderId> providers, Instant now, int max) {
        List<ProviderId> of = List.copyOf(Check.setOf("providers", providers));
        Check.notNull("now", now);
        if (of.isEmpty()) {
            return List.of();
        }
        String condition = "t.ring_due_at <= ? AND t.provider IN (?" + ", ?".repeat(of.size() - 1) + ")";
        return due(calls, condition, "ring_due_at", now, max, of);
    }

    @Override
    public List<RecordingEntry> retentionsDue(Instant now, int max) {
        Check.notNull("now", now);
        return due(
                recordings,
                "t.legal_hold = FALSE AND t.retention_due_at <= ?",
                "retention_due_at",
                now,
                max,
                List.of());
    }

    private <E> List<E> due(
            EntryTable<E> table, String condition, String column, Instant time, int max, List<ProviderId> providers) {
        if (max < 1) {
            return List.of();
        }
        String sql = "SELECT " + table.selected() + " FROM " + table.source("") + " WHERE " + condition + " ORDER BY t."
                + column + " LIMIT " + max;
        return read("list due entries", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Parameters parameters = new Parameters(statement).time(time);
                for (ProviderId provider : providers) {
                    parameters.word(provider.value());
                }
                return readAll(statement, table::read);
            }
        });
    }

    @Override
    public HistoryCounts counts() {
        return read("count entries", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COUNTS);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new HistoryCounts(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
            }
        });
    }

    @Override
    public void check() {
        transactions.availability().call("read the tables", transactions::check);
    }

    /** Statements that change nothing. */
    private interface Read<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T read(String operation, Read<T> read) {
        return transactions
                .availability()
                .call(
                        operation,
                        () -> transactions.run(operation, (connection, dialect) -> {
                            dialect.beginQuery(connection);
                            return read.run(connection);
                        }));
    }

    /** Builder of a history in a database. Not thread-safe. */
    public static final class Builder {

        private final DataSource dataSource;
        private Duration timeout = Duration.ofSeconds(5);
        private boolean createTables;
        private Clock clock = Clock.systemUTC();

        private Builder(DataSource dataSource) {
            this.dataSource = Check.notNull("dataSource", dataSource);
        }

        /**
         * Sets whether the first access to the database creates the tables that do not exist; false by default. Unlike {@link
         * JdbcHistory#createTables}, does not require that the database is available now.
         */
        public Builder createTables(boolean createTables) {
            this.createTables = createTables;
            return this;
        }

        /**
         * Sets how long queries, except {@link JdbcHistory#metrics}, wait for the database; 5 seconds by default. They throw an {@link
         * io.videoprovider.error.UnavailableException} after this time, and at once while the database is known to be unavailable.
         *
         * @param timeout 10 ms to 1 minute
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Check.between("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /** Sets the clock, which must be the same as that of the inbox; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Returns the history. */
        public JdbcHistory build() {
            return new JdbcHistory(this);
        }
    }
}
