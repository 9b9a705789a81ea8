package io.videoprovider.inbox.jdbc;

import io.videoprovider.inbox.Claim;
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

    private final Transactions transactions;
    private final Clock clock;

    Claims(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    List<Claim> claim(int max, Duration lease) {
        return transactions.run("claim deliveries", (connection, dialect) -> claim(connection, max, lease));
    }

    private List<Claim> claim(Connection connection, int max, Duration lease) throws SQLException {
        Instant now = clock.instant();
        Map<String, Boolean> expiredByLane = LaneTable.lockDue(connection, EpochMicros.of(now), max);
        if (expiredByLane.isEmpty()) {
            return List.of();
        }
        String holder = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        List<Long> takenOver = new ArrayList<>();
        Map<String, Long> dueLater = new HashMap<>();
        Set<String> emptyLanes = new HashSet<>(expiredByLane.keySet());
        for (StoredDelivery first : firstWaiting(connection, expiredByLane.keySet())) {
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
            LaneTable.lease(connection, LaneTable.names(claims), holder, EpochMicros.of(now.plus(lease)));
        }
        if (!dueLater.isEmpty()) {
            LaneTable.postpone(connection, dueLater);
        }
        if (!emptyLanes.isEmpty()) {
            // Lanes are empty only if rows of deliveries were deleted by hand.
            LaneTable.delete(connection, emptyLanes);
        }
        if (!takenOver.isEmpty()) {
            InList.update(
                    connection, "UPDATE videoprovider_inbox SET attempts = attempts + 1 WHERE id IN (%s)", takenOver);
        }
        return claims;
    }

    /** Returns the first waiting delivery of each lane. */
    private static List<StoredDelivery> firstWaiting(Connection connection, Set<String> lanes) throws SQLException {
        List<StoredDelivery> found = new ArrayList<>();
        InList names = new InList(lanes);
        try (PreparedStatement statement = names.prepare(connection, "SELECT " + StoredDelivery.COLUMNS + """
                FROM videoprovider_inbox_lane l JOIN videoprovider_inbox e ON e.id = (
                    SELECT h.id FROM videoprovider_inbox h
                    WHERE h.lane = l.lane AND h.state = 'waiting'
                    ORDER BY h.occurred_at, h.id LIMIT 1)
                WHERE l.lane IN (%s)
                """)) {
            names.bind(statement, 1);
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
            Set<Claim> held = LaneTable.lockHeld(connection, claims).keySet();
            Map<String, List<Claim>> byHolder = held.stream().collect(Collectors.groupingBy(Claim::holder));
            long until = EpochMicros.of(clock.instant().plus(lease));
            for (Map.Entry<String, List<Claim>> holder : byHolder.entrySet()) {
                LaneTable.lease(connection, LaneTable.names(holder.getValue()), holder.getKey(), until);
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
