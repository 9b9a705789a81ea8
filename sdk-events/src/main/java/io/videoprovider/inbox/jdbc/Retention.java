package io.videoprovider.inbox.jdbc;

import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.InList;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deletes deliveries that were handled before the retention period. */
final class Retention {

    private final Transactions transactions;
    private final String group;
    private final Clock clock;
    private final Duration period;

    Retention(Transactions transactions, String group, Clock clock, Duration period) {
        this.transactions = transactions;
        this.group = group;
        this.clock = clock;
        this.period = period;
    }

    /** Deletes the oldest deliveries in one transaction. Returns their number. */
    int purge(int max) {
        return transactions.run("purge handled deliveries", (connection, dialect) -> purge(connection, max));
    }

    private int purge(Connection connection, int max) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT id FROM videoprovider_inbox /*! FORCE INDEX (videoprovider_inbox_finished) */
                WHERE consumer_group = ? AND state = 'handled' AND finished_at < ?
                ORDER BY finished_at LIMIT ? FOR UPDATE SKIP LOCKED
                """)) {
            statement.setString(1, group);
            statement.setLong(2, EpochMicros.of(clock.instant().minus(period)));
            statement.setInt(3, max);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        if (!ids.isEmpty()) {
            InList.delete(connection, "DELETE FROM videoprovider_inbox WHERE id = ?", List.of(), ids);
        }
        return ids.size();
    }
}
