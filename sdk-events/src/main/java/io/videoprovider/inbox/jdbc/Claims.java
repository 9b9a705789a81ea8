package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.HandlerRegistration;
import io.videoprovider.internal.jdbc.Dialect;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.InList;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Claims deliveries and renews the leases. */
final class Claims {

    /** A join with this condition, which databases without LATERAL need, is in PostgreSQL sometimes a hash join with a scan. */
    private static final String POSTGRESQL_FIRST_WAITING = """
            SELECT e.* FROM videoprovider_inbox_lane l CROSS JOIN LATERAL (
                SELECT %s FROM videoprovider_inbox e
                WHERE e.consumer_group = l.consumer_group AND e.lane = l.lane AND e.state = 'waiting'
                ORDER BY e.occurred_at, e.id LIMIT 1) e
            WHERE l.consumer_group = ? AND l.lane IN (%%s)
            """.formatted(StoredDelivery.COLUMNS);

    private static final String FIRST_WAITING = """
            SELECT /*! STRAIGHT_JOIN */ %s
            FROM videoprovider_inbox_lane l /*! FORCE INDEX (PRIMARY) */
            JOIN videoprovider_inbox e /*! FORCE INDEX (PRIMARY) */ ON e.id = (
                SELECT h.id FROM videoprovider_inbox h /*! FORCE INDEX (videoprovider_inbox_waiting) */
                WHERE h.consumer_group = l.consumer_group AND h.lane = l.lane AND h.state = 'waiting'
                ORDER BY h.occurred_at, h.id LIMIT 1)
            WHERE l.consumer_group = ? AND l.lane IN (%%s) ORDER BY l.lane
            """.formatted(StoredDelivery.COLUMNS);

    private final Transactions transactions;
    private final String group;
    private final LaneTable lanes;
    private final Clock clock;

    Claims(Transactions transactions, String group, Clock clock) {
        this.transactions = transactions;
        this.group = group;
        this.lanes = new LaneTable(group);
        this.clock = clock;
    }

    /** Claims lanes, those that wait for one of the handlers first. */
    List<Claim> claim(int max, Duration lease, Collection<HandlerRegistration> handlers) {
        return transactions.run(
                "claim deliveries", (connection, dialect) -> claim(connection, dialect, max, lease, handlers));
    }

    private List<Claim> claim(
            Connection connection, Dialect dialect, int max, Duration lease, Collection<HandlerRegistration> handlers)
            throws SQLException {
        Instant now = clock.instant();
        Map<String, Boolean> expiredByLane = new HashMap<>();
        if (!handlers.isEmpty()) {
            lanes.lockAwaiting(connection, handlers, EpochMicros.of(now), max)
                    .forEach(lane -> expiredByLane.put(lane, false));
        }
        if (expiredByLane.size() < max) {
            expiredByLane.putAll(lanes.lockDue(connection, EpochMicros.of(now), max - expiredByLane.size()));
        }
        if (expiredByLane.isEmpty()) {
            return List.of();
        }
        String holder = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        List<Long> takenOver = new ArrayList<>();
        Map<String, Long> dueLater = new HashMap<>();
        Set<String> emptyLanes = new HashSet<>(expiredByLane.keySet());
        for (StoredDelivery first : firstWaiting(connection, dialect, expiredByLane.keySet())) {
            String lane = first.delivery().lane();
            emptyLanes.remove(lane);
            if (first.due() > EpochMicros.of(now)) {
                dueLater.put(lane, first.due());
            } else if (expiredByLane.getOrDefault(lane, false)) {
                takenOver.add(first.id());
                claims.add(first.claim(holder, first.attempts() + 1));
            } else {
                claims.add(first.claim(holder, first.attempts()));
            }
        }
        if (!claims.isEmpty()) {
            lanes.lease(connection, LaneTable.names(claims), holder, EpochMicros.of(now.plus(lease)));
        }
        if (!dueLater.isEmpty()) {
            lanes.postpone(connection, dueLater);
        }
        if (!emptyLanes.isEmpty()) {
            // Lanes are empty only if rows of deliveries were deleted by hand.
            lanes.delete(connection, emptyLanes);
        }
        if (!takenOver.isEmpty()) {
            countAttempt(connection, takenOver);
        }
        return claims;
    }

    private static void countAttempt(Connection connection, List<Long> ids) throws SQLException {
        InList list = new InList(ids);
        try (PreparedStatement statement = list.prepare(connection, """
                UPDATE videoprovider_inbox /*! FORCE INDEX (PRIMARY) */ SET attempts = attempts + 1 WHERE id IN (%s)
                """)) {
            list.bind(statement, 1);
            statement.executeUpdate();
        }
    }

    /** Returns the first waiting delivery of each lane. */
    private List<StoredDelivery> firstWaiting(Connection connection, Dialect dialect, Set<String> dueLanes)
            throws SQLException {
        List<StoredDelivery> found = new ArrayList<>();
        InList names = new InList(dueLanes);
        try (PreparedStatement statement =
                names.prepare(connection, dialect == Dialect.POSTGRESQL ? POSTGRESQL_FIRST_WAITING : FIRST_WAITING)) {
            statement.setString(1, group);
            names.bind(statement, 2);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(StoredDelivery.read(rows));
                }
            }
        }
        return found;
    }

    /** Returns the lost claims. */
    Set<Claim> renew(Collection<Claim> claims, Duration lease) {
        return transactions.run("renew claims", (connection, dialect) -> {
            Set<Claim> held = lanes.lockHeld(connection, claims).keySet();
            Map<String, List<Claim>> byHolder = held.stream().collect(Collectors.groupingBy(Claim::holder));
            long until = EpochMicros.of(clock.instant().plus(lease));
            for (Map.Entry<String, List<Claim>> holder : byHolder.entrySet()) {
                lanes.lease(connection, LaneTable.names(holder.getValue()), holder.getKey(), until);
            }
            return lost(claims, held);
        });
    }

    static Set<Claim> lost(Collection<Claim> claims, Set<Claim> held) {
        Set<Claim> lost = new HashSet<>(claims);
        lost.removeAll(held);
        return lost;
    }
}
