package io.videoprovider.inbox.jdbc;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.HandlerRegistration;
import io.videoprovider.inbox.Settlement;
import io.videoprovider.inbox.Settlement.Kind;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.InList;
import io.videoprovider.internal.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Ends claims by commit, release or dead letter. */
final class Settlements {

    /**
     * Result of a transaction.
     *
     * @param lost the claims that were lost before
     * @param committed the number of committed deliveries
     */
    record Result(Set<Claim> lost, long committed) {}

    private static final int MAX_NAMES = 4000;

    private final Transactions transactions;
    private final LaneTable lanes;
    private final HandlerTable handlers;
    private final Clock clock;

    Settlements(Transactions transactions, String group, HandlerTable handlers, Clock clock) {
        this.transactions = transactions;
        this.lanes = new LaneTable(group);
        this.handlers = handlers;
        this.clock = clock;
    }

    /**
     * Ends claims.
     *
     * @param projections apply the events of the claims that are not lost, in the same transaction
     */
    Result settle(Collection<Settlement> settlements, List<JdbcProjection> projections) {
        List<Claim> claims = settlements.stream().map(Settlement::claim).toList();
        return transactions.run("settle claims", (connection, dialect) -> {
            Map<Claim, Integer> held = lanes.lockHeld(connection, claims);
            List<VideoEvent> events = settlements.stream()
                    .filter(settlement -> held.containsKey(settlement.claim()))
                    .map(Settlement::event)
                    .filter(Objects::nonNull)
                    .toList();
            if (!events.isEmpty()) {
                for (JdbcProjection projection : projections) {
                    projection.apply(connection, events);
                }
            }
            int committed = settle(connection, settlements, held);
            return new Result(Claims.lost(claims, held.keySet()), committed);
        });
    }

    /** Returns the number of commits. */
    private int settle(Connection connection, Collection<Settlement> settlements, Map<Claim, Integer> waitingByClaim)
            throws SQLException {
        long now = EpochMicros.of(clock.instant());
        Set<HandlerRegistration> known = handlers.known(connection);
        List<Settlement> unhandled = new ArrayList<>();
        List<LaneTable.Release> released = new ArrayList<>();
        Set<Long> handled = new HashSet<>();
        Set<String> shortenedLanes = new HashSet<>();
        Set<String> emptiedLanes = new HashSet<>();
        for (Settlement settlement : settlements) {
            Integer waiting = waitingByClaim.get(settlement.claim());
            if (waiting == null) {
                continue;
            }
            String lane = settlement.claim().delivery().lane();
            HandlerRegistration awaited = settlement.awaited(known);
            boolean remains = settlement.kind() == Kind.RELEASE || awaited != null;
            if (settlement.kind() == Kind.COMMIT && !remains) {
                handled.add(settlement.claim().id());
            } else {
                unhandled.add(settlement);
            }
            if (remains) {
                released.add(new LaneTable.Release(lane, due(settlement, now), awaited));
            } else {
                (waiting > 1 ? shortenedLanes : emptiedLanes).add(lane);
            }
        }
        if (!unhandled.isEmpty()) {
            updateUnhandled(connection, unhandled, known, now);
        }
        if (!released.isEmpty()) {
            lanes.release(connection, released, now);
        }
        if (!handled.isEmpty()) {
            markHandled(connection, handled, now);
        }
        if (!shortenedLanes.isEmpty()) {
            lanes.dequeue(connection, shortenedLanes, now);
        }
        if (!emptiedLanes.isEmpty()) {
            lanes.delete(connection, emptiedLanes);
        }
        return handled.size();
    }

    private static void updateUnhandled(
            Connection connection, List<Settlement> settlements, Set<HandlerRegistration> known, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE videoprovider_inbox
                SET state = ?, finished_at = ?, due_at = ?, attempts = ?, completed_handlers = ?, last_error = ?
                WHERE id = ?
                """)) {
            for (Settlement settlement : settlements) {
                boolean dead = settlement.kind() == Kind.DEAD_LETTER;
                statement.setString(1, dead ? "dead" : "waiting");
                statement.setObject(2, dead ? now : null, Types.BIGINT);
                statement.setLong(3, due(settlement, now));
                statement.setInt(4, settlement.attempts());
                statement.setString(5, completedHandlers(settlement, known));
                statement.setString(6, settlement.lastError());
                statement.setLong(7, settlement.claim().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Returns names separated by commas. Omits handlers that are no longer known, and more than fit into the column: they would be
     * called again.
     */
    private static String completedHandlers(Settlement settlement, Set<HandlerRegistration> known) {
        StringBuilder names = new StringBuilder();
        for (String name : new TreeSet<>(settlement.completedHandlers())) {
            boolean kept = known.isEmpty()
                    || known.stream().anyMatch(handler -> handler.name().equals(name));
            if (kept && names.length() + name.length() < MAX_NAMES) {
                names.append(names.isEmpty() ? "" : ",").append(name);
            }
        }
        return names.toString();
    }

    private static long due(Settlement settlement, long now) {
        Instant due = settlement.due();
        return due == null ? now : EpochMicros.of(due);
    }

    /** Marks deliveries as handled. Their bodies are deleted: they are large and may contain passwords. */
    static void markHandled(Connection connection, Collection<Long> ids, long now) throws SQLException {
        InList.update(connection, """
                UPDATE videoprovider_inbox /*! FORCE INDEX (PRIMARY) */
                SET state = 'handled', body = NULL, trace_parent = NULL, last_error = NULL, finished_at = ?
                WHERE id IN (%s)
                """, List.of(now), ids);
    }
}
