package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.InboxMetrics;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Reads the metrics that all instances of a consumer group share. */
final class MetricsQuery {

    private static final String SELECT = """
            SELECT
                unhandled.number,
                (SELECT COUNT(*) FROM videoprovider_inbox_lane /*! FORCE INDEX (videoprovider_inbox_lane_due) */
                    WHERE consumer_group = ? AND awaits = '' AND holder IS NOT NULL AND due_at > ?),
                (SELECT COUNT(*) FROM videoprovider_inbox /*! FORCE INDEX (videoprovider_inbox_finished) */
                    WHERE consumer_group = ? AND state = 'dead'),
                unhandled.oldest
            FROM (SELECT COUNT(*) AS number, MIN(received_at) AS oldest
                FROM videoprovider_inbox /*! FORCE INDEX (videoprovider_inbox_finished) */
                WHERE consumer_group = ? AND state = 'waiting') unhandled
            """;

    private final Transactions transactions;
    private final String group;
    private final Clock clock;

    MetricsQuery(Transactions transactions, String group, Clock clock) {
        this.transactions = transactions;
        this.group = group;
        this.clock = clock;
    }

    /** Returns the shared metrics together with the counters of one inbox object. */
    InboxMetrics read(long accepted, long duplicates, long committed) {
        return transactions.run("read metrics", (connection, dialect) -> {
            Instant now = clock.instant();
            try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
                statement.setString(1, group);
                statement.setLong(2, EpochMicros.of(now));
                statement.setString(3, group);
                statement.setString(4, group);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long unhandled = row.getLong(1);
                    long claimed = row.getLong(2);
                    long deadLetters = row.getLong(3);
                    long oldest = row.getLong(4);
                    Duration oldestAge =
                            row.wasNull() ? Duration.ZERO : Duration.between(EpochMicros.toInstant(oldest), now);
                    return new InboxMetrics(
                            unhandled - claimed, claimed, deadLetters, oldestAge, accepted, duplicates, committed);
                }
            }
        });
    }
}
