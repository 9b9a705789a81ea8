package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.HandlerRegistration;
import io.videoprovider.inbox.KnownHandler;
import io.videoprovider.internal.jdbc.Dialect;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Statements on {@code videoprovider_inbox_handler}: the handlers of a consumer group, of all instances. */
final class HandlerTable {

    private record Row(HandlerRegistration registration, long firstSeen, long lastSeen) {}

    private final Transactions transactions;
    private final String group;
    private final LaneTable lanes;
    private final Clock clock;

    HandlerTable(Transactions transactions, String group, Clock clock) {
        this.transactions = transactions;
        this.group = group;
        this.lanes = new LaneTable(group);
        this.clock = clock;
    }

    /** Returns the known handlers, after the registration. */
    List<KnownHandler> register(Collection<HandlerRegistration> handlers, Instant since) {
        return transactions.run(
                "register handlers",
                (connection, dialect) -> register(connection, dialect, handlers, EpochMicros.of(since)));
    }

    private List<KnownHandler> register(
            Connection connection, Dialect dialect, Collection<HandlerRegistration> handlers, long since)
            throws SQLException {
        Map<String, Row> rows = read(connection);
        // All transactions write in the same order, so that they do not deadlock.
        List<HandlerRegistration> ordered = handlers.stream()
                .sorted(Comparator.comparing(HandlerRegistration::name))
                .toList();
        long now = EpochMicros.of(clock.instant());
        for (HandlerRegistration handler : ordered) {
            Row row = rows.get(handler.name());
            if (row == null) {
                insert(connection, dialect, handler, since, now);
                rows.put(handler.name(), new Row(handler, since, now));
            } else {
                boolean replaced = !row.registration.equals(handler) && row.firstSeen <= since;
                Row seen = replaced ? new Row(handler, since, now) : new Row(row.registration, row.firstSeen, now);
                update(connection, seen);
                rows.put(handler.name(), seen);
            }
        }
        Map<HandlerRegistration, Long> waiting = endUnknownWaiting(connection, registrations(rows));
        List<KnownHandler> known = new ArrayList<>();
        for (Row row : rows.values()) {
            known.add(new KnownHandler(
                    row.registration,
                    EpochMicros.toInstant(row.firstSeen),
                    EpochMicros.toInstant(row.lastSeen),
                    waiting.getOrDefault(row.registration, 0L)));
        }
        return known;
    }

    private Map<String, Row> read(Connection connection) throws SQLException {
        Map<String, Row> rows = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT name, event_type, first_seen, last_seen
                FROM videoprovider_inbox_handler /*! FORCE INDEX (PRIMARY) */
                WHERE consumer_group = ?
                """)) {
            statement.setString(1, group);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    HandlerRegistration handler = new HandlerRegistration(found.getString(1), found.getString(2));
                    rows.put(handler.name(), new Row(handler, found.getLong(3), found.getLong(4)));
                }
            }
        }
        return rows;
    }

    /** Returns the handlers that are known now, in the current transaction. */
    Set<HandlerRegistration> known(Connection connection) throws SQLException {
        return registrations(read(connection));
    }

    private static Set<HandlerRegistration> registrations(Map<String, Row> rows) {
        return rows.values().stream().map(Row::registration).collect(Collectors.toSet());
    }

    /** Does nothing if another transaction has inserted the row; the next registration updates it. */
    private void insert(Connection connection, Dialect dialect, HandlerRegistration handler, long since, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.orIgnoreDuplicate("""
                INSERT INTO videoprovider_inbox_handler (consumer_group, name, event_type, first_seen, last_seen)
                VALUES (?, ?, ?, ?, ?)
                """))) {
            statement.setString(1, group);
            statement.setString(2, handler.name());
            statement.setString(3, handler.eventType());
            statement.setLong(4, since);
            statement.setLong(5, now);
            statement.executeUpdate();
        }
    }

    private void update(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE videoprovider_inbox_handler SET event_type = ?, first_seen = ?, last_seen = ?
                WHERE consumer_group = ? AND name = ?
                """)) {
            statement.setString(1, row.registration.eventType());
            statement.setLong(2, row.firstSeen);
            statement.setLong(3, row.lastSeen);
            statement.setString(4, group);
            statement.setString(5, row.registration.name());
            statement.executeUpdate();
        }
    }

    /** Deletes handlers unless they were registered again. */
    void retire(Collection<KnownHandler> handlers) {
        transactions.run("retire handlers", (connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    DELETE FROM videoprovider_inbox_handler WHERE consumer_group = ? AND name = ? AND last_seen = ?
                    """)) {
                for (KnownHandler handler : handlers) {
                    statement.setString(1, group);
                    statement.setString(2, handler.registration().name());
                    statement.setLong(3, EpochMicros.of(handler.lastSeen()));
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            return endUnknownWaiting(connection, known(connection));
        });
    }

    /**
     * Ends the waiting for handlers that are not known, or no longer with this event type. Returns the numbers of deliveries in lanes
     * that wait for the known ones.
     */
    private Map<HandlerRegistration, Long> endUnknownWaiting(Connection connection, Set<HandlerRegistration> known)
            throws SQLException {
        Map<HandlerRegistration, Long> waiting = lanes.waitingByHandler(connection);
        for (HandlerRegistration handler : waiting.keySet()) {
            if (!known.contains(handler)) {
                lanes.endWaiting(connection, handler);
            }
        }
        return waiting;
    }
}
