package io.videoprovider.history.jdbc;

import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.history.BroadcastEntry;
import io.videoprovider.internal.jdbc.StorableText;
import java.sql.SQLException;
import java.util.List;

/** Statements on the table of broadcasts. */
final class BroadcastTable extends EntryTable<BroadcastEntry> {

    BroadcastTable() {
        super(
                "videoprovider_broadcast",
                List.of(
                        "call_ref",
                        "session_ref",
                        "provider",
                        "broadcast_id",
                        "session_id",
                        "kind",
                        "status",
                        "started_at",
                        "ended_at",
                        "failure",
                        "first_seen_at",
                        "changed_at"),
                "JOIN videoprovider_call c ON c.id = t.call_ref");
    }

    @Override
    String id(BroadcastEntry entry) {
        return entry.id();
    }

    @Override
    String selected() {
        return "t.*, c.call_type, c.call_id";
    }

    @Override
    String time() {
        return "first_seen_at";
    }

    @Override
    void bind(BroadcastEntry one, Parameters parameters) throws SQLException {
        parameters
                .id(SessionTable.callId(one.provider(), one.call()))
                .id(SessionTable.optionalId(one.provider(), one.call(), one.sessionId()))
                .word(one.provider().value())
                .text(one.broadcast().value(), StorableText.MAX_ID)
                .key(one.sessionId())
                .word(one.kind().name())
                .word(one.status().name())
                .time(one.startedAt())
                .time(one.endedAt())
                .text(one.failure())
                .time(one.firstSeenAt())
                .time(one.changedAt());
    }

    @Override
    BroadcastEntry read(Row row) throws SQLException {
        return BroadcastEntry.builder(
                        row.provider(),
                        new BroadcastId(row.text("broadcast_id")),
                        row.call(),
                        row.constant("kind", BroadcastKind.class, BroadcastKind.PUSH),
                        row.time("first_seen_at"))
                .sessionId(row.optionalText("session_id"))
                .status(row.constant("status", BroadcastStatus.class, BroadcastStatus.UNKNOWN))
                .startedAt(row.optionalTime("started_at"))
                .endedAt(row.optionalTime("ended_at"))
                .failure(row.optionalText("failure"))
                .changedAt(row.time("changed_at"))
                .build();
    }
}
