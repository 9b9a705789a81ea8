package io.videoprovider.history.jdbc;

import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.Visibility;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import java.sql.SQLException;
import java.util.List;

/** Statements on the table of recordings. */
final class RecordingTable extends EntryTable<RecordingEntry> {

    RecordingTable() {
        super(
                "videoprovider_recording",
                List.of(
                        "call_ref",
                        "session_ref",
                        "provider",
                        "recording_id",
                        "session_id",
                        "kind",
                        "status",
                        "truncated",
                        "started_at",
                        "ended_at",
                        "files",
                        "failure",
                        "first_seen_at",
                        "listed_at",
                        "visibility",
                        "password_hash",
                        "expires_at",
                        "expiry_fixed",
                        "legal_hold",
                        "deletable_at",
                        "deleted_at",
                        "deletion_attempts",
                        "retention_due_at",
                        "deletion_failure",
                        "deletion_failed_at",
                        "changed_at"),
                "JOIN videoprovider_call c ON c.id = t.call_ref");
    }

    @Override
    String id(RecordingEntry entry) {
        return entry.id();
    }

    @Override
    String selected() {
        return "t.*, c.call_type, c.call_id";
    }

    @Override
    String time() {
        return "listed_at";
    }

    @Override
    void bind(RecordingEntry one, Parameters parameters) throws SQLException {
        parameters
                .id(SessionTable.callId(one.provider(), one.call()))
                .id(SessionTable.optionalId(one.provider(), one.call(), one.sessionId()))
                .word(one.provider().value())
                .text(one.recording().value(), StorableText.MAX_ID)
                .key(one.sessionId())
                .word(one.kind().name())
                .word(one.status().name())
                .flag(one.truncated())
                .time(one.startedAt())
                .time(one.endedAt())
                .json(Files.write(one.files()))
                .text(one.failure())
                .time(one.firstSeenAt())
                .time(one.listedAt())
                .word(one.visibility().name())
                .text(one.passwordHash())
                .time(one.expiresAt())
                .flag(one.expiryFixed())
                .flag(one.legalHold())
                .time(one.legalHold() ? null : one.expiresAt())
                .time(one.deletedAt())
                .number((long) one.deletionAttempts())
                .time(one.retentionDueAt())
                .text(one.deletionFailure())
                .time(one.deletionFailure() == null ? null : one.changedAt())
                .time(one.changedAt());
    }

    @Override
    RecordingEntry read(Row row) throws SQLException {
        return RecordingEntry.builder(
                        row.provider(),
                        new RecordingId(row.text("recording_id")),
                        row.call(),
                        row.time("first_seen_at"))
                .sessionId(row.optionalText("session_id"))
                .kind(row.constant("kind", RecordingKind.class, RecordingKind.UNKNOWN))
                .status(row.constant("status", RecordingStatus.class, RecordingStatus.UNKNOWN))
                .truncated(row.flag("truncated"))
                .startedAt(row.optionalTime("started_at"))
                .endedAt(row.optionalTime("ended_at"))
                .files(Files.read(row.optionalText("files")))
                .failure(row.optionalText("failure"))
                // The most restrictive one, if a newer version has written another.
                .visibility(row.constant("visibility", Visibility.class, Visibility.HOSTS))
                .passwordHash(row.optionalText("password_hash"))
                .expiresAt(row.optionalTime("expires_at"))
                .expiryFixed(row.flag("expiry_fixed"))
                .legalHold(row.flag("legal_hold"))
                .deletedAt(row.optionalTime("deleted_at"))
                .deletionAttempts((int) row.number("deletion_attempts"))
                .retentionDueAt(row.optionalTime("retention_due_at"))
                .deletionFailure(row.optionalText("deletion_failure"))
                .changedAt(row.time("changed_at"))
                .build();
    }
}
