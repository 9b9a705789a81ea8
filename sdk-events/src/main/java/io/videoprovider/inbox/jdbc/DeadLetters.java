package io.videoprovider.inbox.jdbc;

import io.videoprovider.common.Page;
import io.videoprovider.inbox.DeadLetter;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.InList;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists, replays and discards dead letters. */
final class DeadLetters {

    private static final int PAGE_SIZE = 100;

    private final Transactions transactions;
    private final String group;
    private final LaneTable lanes;
    private final Clock clock;

    DeadLetters(Transactions transactions, String group, Clock clock) {
        this.transactions = transactions;
        this.group = group;
        this.lanes = new LaneTable(group);
        this.clock = clock;
    }

    Page<DeadLetter> list() {
        return list(0);
    }

    private Page<DeadLetter> list(long afterId) {
        List<DeadLetter> letters =
                transactions.run("list dead letters", (connection, dialect) -> select(connection, afterId));
        return new Page<>(
                letters,
                letters.size() < PAGE_SIZE
                        ? null
                        : () -> list(letters.get(PAGE_SIZE - 1).id()));
    }

    private List<DeadLetter> select(Connection connection, long afterId) throws SQLException {
        List<DeadLetter> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + StoredDelivery.COLUMNS + """
                FROM videoprovider_inbox e /*! FORCE INDEX (videoprovider_inbox_finished) */
                WHERE e.consumer_group = ? AND e.state = 'dead' AND e.id > ? ORDER BY e.id LIMIT\s""" + PAGE_SIZE)) {
            statement.setString(1, group);
            statement.setLong(2, afterId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(StoredDelivery.read(rows).deadLetter());
                }
            }
        }
        return found;
    }

    boolean replay(long id) {
        return transactions.run("replay a dead letter", (connection, dialect) -> {
            String lane = lock(connection, id);
            if (lane == null) {
                return false;
            }
            long now = EpochMicros.of(clock.instant());
            InList.update(connection, """
                    UPDATE videoprovider_inbox /*! FORCE INDEX (PRIMARY) */
                    SET state = 'waiting', attempts = 0, finished_at = NULL, due_at = ?
                    WHERE id IN (%s)
                    """, List.of(now), Set.of(id));
            lanes.enqueue(connection, dialect, lane, now);
            return true;
        });
    }

    boolean discard(long id) {
        return transactions.run("discard a dead letter", (connection, dialect) -> {
            if (lock(connection, id) == null) {
                return false;
            }
            Settlements.markHandled(connection, Set.of(id), EpochMicros.of(clock.instant()));
            return true;
        });
    }

    /** Returns the lane of a dead letter; null if no dead letter has this id. */
    private @Nullable String lock(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT lane FROM videoprovider_inbox WHERE id = ? AND consumer_group = ? AND state = 'dead' FOR UPDATE")) {
            statement.setLong(1, id);
            statement.setString(2, group);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
