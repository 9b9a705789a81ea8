package io.videoprovider.history.jdbc;

import io.videoprovider.history.TranscriptionEntry;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import java.sql.SQLException;
import java.util.List;

/** Statements on the table of transcriptions. */
final class TranscriptionTable extends EntryTable<TranscriptionEntry> {

    TranscriptionTable() {
        super(
                "videoprovider_transcription",
                List.of(
                        "call_ref",
                        "session_ref",
                        "provider",
                        "transcription_id",
                        "session_id",
                        "status",
                        "started_at",
                        "ended_at",
                        "files",
                        "failure",
                        "first_seen_at",
                        "changed_at"),
                "JOIN videoprovider_call c ON c.id = t.call_ref");
    }

    @Override
    String id(TranscriptionEntry entry) {
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
    void bind(TranscriptionEntry one, Parameters parameters) throws SQLException {
        parameters
                .id(SessionTable.callId(one.provider(), one.call()))
                .id(SessionTable.optionalId(one.provider(), one.call(), one.sessionId()))
                .word(one.provider().value())
                .text(one.transcription().value(), StorableText.MAX_ID)
                .key(one.sessionId())
                .word(one.status().name())
                .time(one.startedAt())
                .time(one.endedAt())
                .json(Files.write(one.files()))
                .text(one.failure())
                .time(one.firstSeenAt())
                .time(one.changedAt());
    }

    @Override
    TranscriptionEntry read(Row row) throws SQLException {
        return TranscriptionEntry.builder(
                        row.provider(),
                        new TranscriptionId(row.text("transcription_id")),
                        row.call(),
                        row.time("first_seen_at"))
                .sessionId(row.optionalText("session_id"))
                .status(row.constant("status", TranscriptionStatus.class, TranscriptionStatus.UNKNOWN))
                .startedAt(row.optionalTime("started_at"))
                .endedAt(row.optionalTime("ended_at"))
                .files(Files.read(row.optionalText("files")))
                .failure(row.optionalText("failure"))
                .changedAt(row.time("changed_at"))
                .build();
    }
}
