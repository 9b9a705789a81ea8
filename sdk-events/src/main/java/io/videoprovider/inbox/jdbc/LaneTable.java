package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.HandlerRegistration;
import io.videoprovider.internal.jdbc.Dialect;
import io.videoprovider.internal.jdbc.InList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the rows of {@code videoprovider_inbox_lane} that belong to a consumer group. A row exists for each lane in which deliveries wait. Its {@code due_at} is
 * the time of the next claim, or the end of the lease if the lane has a holder. A lane without a holder may wait for a handler, in {@code
 * awaits}: then only instances with this handler claim it.
 */
final class LaneTable {

    /** A lane that loses its holder but no delivery. It may wait for a handler. */
    record Release(String name, long due, @Nullable HandlerRegistration awaited) {}

    private final String group;

    LaneTable(String group) {
        this.group = group;
    }

    /**
     * Counts one more delivery in a lane. On H2, if two transactions create the same lane, one fails with a duplicate key and is
     * repeated. The drivers of other databases would log that.
     */
    void enqueue(Connection connection, Dialect dialect, String lane, long due) throws SQLException {
        if (update(connection, lane, due)) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(dialect.orIgnoreDuplicate("""
                INSERT INTO videoprovider_inbox_lane (consumer_group, lane, waiting, due_at, awaits) VALUES (?, ?, 1, ?, '')
                """))) {
            statement.setString(1, group);
            statement.setString(2, lane);
            statement.setLong(3, due);
            if (statement.executeUpdate() == 1) {
                return;
            }
        }
        // Another transaction has created the lane.
        if (!update(connection, lane, due)) {
            throw new SQLTransactionRollbackException("the lane was deleted after it was created", "40001");
        }
    }

    /** Counts one more delivery in an existing lane. */
    private boolean update(Connection connection, String lane, long due) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE videoprovider_inbox_lane
                SET waiting = waiting + 1, due_at = CASE WHEN holder IS NULL AND due_at > ? THEN ? ELSE due_at END
                WHERE consumer_group = ? AND lane = ?
                """)) {
            statement.setLong(1, due);
            statement.setLong(2, due);
            statement.setString(3, group);
            statement.setString(4, lane);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Locks lanes that are due, wait for no handler and are not locked by another transaction.
     *
     * @return for each lane whether it has a holder, whose lease is expired
     */
    Map<String, Boolean> lockDue(Connection connection, long now, int max) throws SQLException {
        Map<String, Boolean> expired = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT lane, holder FROM videoprovider_inbox_lane /*! FORCE INDEX (videoprovider_inbox_lane_due) */
                WHERE consumer_group = ? AND awaits = '' AND due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED
                """)) {
            statement.setString(1, group);
            statement.setLong(2, now);
            statement.setInt(3, max);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    expired.put(rows.getString(1), rows.getString(2) != null);
                }
            }
        }
        return expired;
    }

    /** Locks lanes that are due, wait for one of these handlers and are not locked by another transaction. */
    Set<String> lockAwaiting(Connection connection, Collection<HandlerRegistration> handlers, long now, int max)
            throws SQLException {
        Set<String> due = new HashSet<>();
        InList keys = new InList(handlers.stream().map(LaneTable::key).sorted().toList());
        try (PreparedStatement statement = keys.prepare(connection, """
                SELECT lane FROM videoprovider_inbox_lane /*! FORCE INDEX (videoprovider_inbox_lane_due) */
                WHERE consumer_group = ? AND awaits IN (%s) AND due_at <= ? LIMIT ? FOR UPDATE SKIP LOCKED
                """)) {
            statement.setString(1, group);
            int next = keys.bind(statement, 2);
            statement.setLong(next, now);
            statement.setInt(next + 1, max);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(rows.getString(1));
                }
            }
        }
        return due;
    }

    /** Returns the numbers of deliveries in lanes that wait for handlers. */
    Map<HandlerRegistration, Long> waitingByHandler(Connection connection) throws SQLException {
        Map<HandlerRegistration, Long> waiting = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT awaits, SUM(waiting)
                FROM videoprovider_inbox_lane /*! FORCE INDEX (videoprovider_inbox_lane_due) */
                WHERE consumer_group = ? AND awaits > '' GROUP BY awaits
                """)) {
            statement.setString(1, group);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String[] handler = rows.getString(1).split(" ", 2);
                    waiting.put(new HandlerRegistration(handler[0], handler[1]), rows.getLong(2));
                }
            }
        }
        return waiting;
    }

    /** Ends the waiting for a handler. */
    void endWaiting(Connection connection, HandlerRegistration handler) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE videoprovider_inbox_lane /*! FORCE INDEX (videoprovider_inbox_lane_due) */ SET awaits = ''
                WHERE consumer_group = ? AND awaits = ?
                """)) {
            statement.setString(1, group);
            statement.setString(2, key(handler));
            statement.executeUpdate();
        }
    }

    private static String key(HandlerRegistration handler) {
        return handler.name() + " " + handler.eventType();
    }

    /**
     * Locks the lanes of claims.
     *
     * @return the claims that still hold their lanes, each with the number of deliveries in the lane
     */
    Map<Claim, Integer> lockHeld(Connection connection, Collection<Claim> claims) throws SQLException {
        record Lane(@Nullable String holder, int waiting) {}
        Map<String, Lane> lanes = new HashMap<>();
        // All transactions lock in the same order, so that they do not deadlock.
        InList names = new InList(new TreeSet<>(names(claims)));
        try (PreparedStatement statement = names.prepare(connection, """
                SELECT lane, holder, waiting FROM videoprovider_inbox_lane /*! FORCE INDEX (PRIMARY) */
                WHERE consumer_group = ? AND lane IN (%s) ORDER BY lane FOR UPDATE
                """)) {
            statement.setString(1, group);
            names.bind(statement, 2);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lanes.put(rows.getString(1), new Lane(rows.getString(2), rows.getInt(3)));
                }
            }
        }
        Map<Claim, Integer> held = new HashMap<>();
        for (Claim claim : claims) {
            Lane lane = lanes.get(claim.delivery().lane());
            if (lane != null && claim.holder().equals(lane.holder)) {
                held.put(claim, lane.waiting);
            }
        }
        return held;
    }

    static Set<String> names(Collection<Claim> claims) {
        return claims.stream().map(claim -> claim.delivery().lane()).collect(Collectors.toCollection(HashSet::new));
    }

    void lease(Connection connection, Collection<String> lanes, String holder, long until) throws SQLException {
        InList.update(connection, """
                UPDATE videoprovider_inbox_lane /*! FORCE INDEX (PRIMARY) */
                SET holder = ?, due_at = ?, awaits = ''
                WHERE consumer_group = ? AND lane IN (%s)
                """, List.of(holder, until, group), lanes);
    }

    /** Makes unclaimed lanes due when their first deliveries are due. */
    void postpone(Connection connection, Map<String, Long> dueByLane) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE videoprovider_inbox_lane SET holder = NULL, due_at = ? WHERE consumer_group = ? AND lane = ?")) {
            for (Map.Entry<String, Long> lane : dueByLane.entrySet()) {
                statement.setLong(1, lane.getValue());
                statement.setString(2, group);
                statement.setString(3, lane.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Ends leases without removing deliveries. Lanes in which further deliveries wait are due now, because one that arrived
     * during the lease may come first.
     */
    void release(Connection connection, Collection<Release> released, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE videoprovider_inbox_lane
                SET holder = NULL, due_at = CASE WHEN waiting > 1 THEN ? ELSE ? END, awaits = ?
                WHERE consumer_group = ? AND lane = ?
                """)) {
            for (Release lane : released) {
                statement.setLong(1, now);
                statement.setLong(2, lane.due);
                statement.setString(3, lane.awaited == null ? "" : key(lane.awaited));
                statement.setString(4, group);
                statement.setString(5, lane.name);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Ends leases of lanes that lose one delivery and keep others, which are due now. */
    void dequeue(Connection connection, Collection<String> lanes, long now) throws SQLException {
        InList.update(connection, """
                UPDATE videoprovider_inbox_lane /*! FORCE INDEX (PRIMARY) */
                SET holder = NULL, waiting = waiting - 1, due_at = ?
                WHERE consumer_group = ? AND lane IN (%s)
                """, List.of(now, group), lanes);
    }

    void delete(Connection connection, Collection<String> lanes) throws SQLException {
        InList.delete(
                connection,
                "DELETE FROM videoprovider_inbox_lane WHERE consumer_group = ? AND lane = ?",
                List.of(group),
                lanes);
    }
}
