package io.videoprovider.inbox.jdbc;

import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.DeadLetter;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.internal.jdbc.EpochMicros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of {@code videoprovider_inbox} that has a body: waiting or dead. */
record StoredDelivery(
        long id,
        Delivery delivery,
        Instant receivedAt,
        Instant finishedAt,
        long due,
        int attempts,
        Set<String> completedHandlers,
        @Nullable String lastError) {

    /** The columns that {@link #read} needs, of the table alias {@code e}. */
    static final String COLUMNS = """
            e.id, e.provider, e.delivery_id, e.deduplication_key, e.lane, e.event_type, e.occurred_at, e.signed_by,
            e.received_at, e.finished_at, e.due_at, e.attempts, e.completed_handlers, e.last_error, e.trace_parent, e.body
            """;

    static StoredDelivery read(ResultSet row) throws SQLException {
        Delivery delivery = Delivery.builder(
                        new ProviderId(row.getString("provider")), row.getString("delivery_id"), row.getBytes("body"))
                .deduplicationKey(row.getString("deduplication_key"))
                .lane(row.getString("lane"))
                .type(row.getString("event_type"))
                .occurredAt(EpochMicros.toInstant(row.getLong("occurred_at")))
                .signedBy(row.getString("signed_by"))
                .traceParent(row.getString("trace_parent"))
                .build();
        String names = row.getString("completed_handlers");
        return new StoredDelivery(
                row.getLong("id"),
                delivery,
                EpochMicros.toInstant(row.getLong("received_at")),
                EpochMicros.toInstant(row.getLong("finished_at")),
                row.getLong("due_at"),
                row.getInt("attempts"),
                names.isEmpty() ? Set.of() : Set.of(names.split(",")),
                row.getString("last_error"));
    }

    Claim claim(String holder, int previousAttempts) {
        return new Claim(id, holder, delivery, previousAttempts, completedHandlers);
    }

    DeadLetter deadLetter() {
        return new DeadLetter(
                id, delivery, attempts, completedHandlers, lastError == null ? "" : lastError, receivedAt, finishedAt);
    }
}
