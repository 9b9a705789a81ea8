package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.Delivery;
import io.videoprovider.internal.jdbc.Dialect;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Adds deliveries. */
final class DeliveryInsert {

    private static final String INSERT = """
            INSERT INTO videoprovider_inbox (consumer_group, provider, delivery_id, deduplication_key, lane, event_type,
                occurred_at, received_at, due_at, signed_by, trace_parent, body, state, attempts, completed_handlers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '')
            """;

    /**
     * Inserts the delivery and updates its lane in one round trip, which keeps the lock on the lane short. A duplicate causes
     * no error, which PostgreSQL would log.
     */
    private static final String POSTGRESQL_INSERT_AND_ENQUEUE = """
            WITH added AS (%s ON CONFLICT DO NOTHING RETURNING consumer_group, lane, due_at)
            INSERT INTO videoprovider_inbox_lane AS l (consumer_group, lane, waiting, due_at, awaits)
            SELECT consumer_group, lane, 1, due_at, '' FROM added
            ON CONFLICT (consumer_group, lane) DO UPDATE SET waiting = l.waiting + 1,
                due_at = CASE WHEN l.holder IS NULL THEN LEAST(l.due_at, excluded.due_at) ELSE l.due_at END
            """.formatted(INSERT);

    private final Transactions transactions;
    private final String group;
    private final LaneTable lanes;
    private final Clock clock;
    private final Duration holdBack;

    DeliveryInsert(Transactions transactions, String group, Clock clock, Duration holdBack) {
        this.transactions = transactions;
        this.group = group;
        this.lanes = new LaneTable(group);
        this.clock = clock;
        this.holdBack = holdBack;
    }

    /** Returns whether the delivery was inserted; false if it is a duplicate. */
    boolean insert(Delivery delivery) {
        return transactions.run(
                "add a delivery",
                dialect -> dialect != Dialect.POSTGRESQL,
                (connection, dialect) -> dialect == Dialect.POSTGRESQL
                        ? insertInOneStatement(connection, delivery)
                        : insert(connection, dialect, delivery));
    }

    private boolean insertInOneStatement(Connection connection, Delivery delivery) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSTGRESQL_INSERT_AND_ENQUEUE)) {
            bind(statement, delivery);
            return statement.executeUpdate() == 1;
        }
    }

    private boolean insert(Connection connection, Dialect dialect, Delivery delivery) throws SQLException {
        long due;
        try (PreparedStatement statement = connection.prepareStatement(dialect.orIgnoreDuplicate(INSERT))) {
            due = bind(statement, delivery);
            if (statement.executeUpdate() == 0) {
                return false;
            }
        } catch (SQLException e) {
            if (dialect.isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
        lanes.enqueue(connection, dialect, delivery.lane(), due);
        return true;
    }

    /** Returns the due time. */
    private long bind(PreparedStatement statement, Delivery delivery) throws SQLException {
        Instant now = clock.instant();
        long received = EpochMicros.of(now);
        long due = EpochMicros.of(now.plus(holdBack));
        Instant occurredAt = delivery.occurredAt();
        statement.setString(1, group);
        statement.setString(2, delivery.provider().value());
        statement.setString(3, delivery.id());
        statement.setString(4, delivery.deduplicationKey());
        statement.setString(5, delivery.lane());
        statement.setString(6, delivery.type());
        statement.setLong(7, occurredAt == null ? received : EpochMicros.of(occurredAt));
        statement.setLong(8, received);
        statement.setLong(9, due);
        statement.setString(10, delivery.signedBy());
        statement.setString(11, delivery.traceParent());
        statement.setBytes(12, delivery.body());
        return due;
    }
}
