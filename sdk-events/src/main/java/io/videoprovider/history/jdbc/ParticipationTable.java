package io.videoprovider.history.jdbc;

import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.TrackKind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Statements on the table of participations. */
final class ParticipationTable extends EntryTable<ParticipationEntry> {

    /** Adds the role of the user as a member of the call. */
    static final String WITH_MEMBER =
            " LEFT JOIN videoprovider_call_member m ON m.call_ref = t.call_ref AND m.user_id = t.user_id";

    private static final int MAX_TRACKS = 500;

    ParticipationTable() {
        super(
                "videoprovider_participation",
                List.of(
                        "call_ref",
                        "session_ref",
                        "provider",
                        "connection_id",
                        "user_id",
                        "kind",
                        "role",
                        "display_name",
                        "joined_at",
                        "join_estimated",
                        "left_at",
                        "left_estimated",
                        "reason",
                        "aborted",
                        "tracks",
                        "changed_at"),
                "JOIN videoprovider_session s ON s.id = t.session_ref JOIN videoprovider_call c ON c.id = t.call_ref");
    }

    @Override
    String id(ParticipationEntry entry) {
        return entry.id();
    }

    @Override
    String selected() {
        return "t.*, s.session_id, s.started_at, s.ended_at, c.call_type, c.call_id";
    }

    @Override
    String time() {
        return "joined_at";
    }

    @Override
    void bind(ParticipationEntry one, Parameters parameters) throws SQLException {
        parameters
                .id(SessionTable.callId(one.provider(), one.call()))
                .id(SessionTable.id(one.provider(), one.call(), one.sessionId()))
                .word(one.provider().value())
                .key(one.connectionId())
                .key(one.userId())
                .word(one.kind().name())
                .word(one.role())
                .text(one.displayName())
                .time(one.joinedAt())
                .flag(one.joinEstimated())
                .time(one.leftAt())
                .flag(one.leftEstimated())
                .text(one.reason())
                .flag(one.aborted())
                .text(tracks(one.tracks()), MAX_TRACKS)
                .time(one.changedAt());
    }

    /** Returns names separated by commas; omits those that do not fit into the column. */
    private static String tracks(Set<TrackKind> tracks) {
        StringBuilder names = new StringBuilder();
        for (String name : new TreeSet<>(tracks.stream().map(TrackKind::name).toList())) {
            if (name.indexOf(',') < 0 && names.length() + name.length() < MAX_TRACKS) {
                names.append(names.isEmpty() ? "" : ",").append(name);
            }
        }
        return names.toString();
    }

    /** Reads the entry as events have reported it. */
    @Override
    ParticipationEntry read(Row row) throws SQLException {
        String kind = row.text("kind");
        return ParticipationEntry.builder(
                        row.provider(),
                        row.call(),
                        row.sessionId(),
                        row.text("connection_id"),
                        row.text("user_id"),
                        row.time("joined_at"))
                .kind(kind.isBlank() ? ParticipantKind.STANDARD : new ParticipantKind(kind))
                .role(row.optionalText("role"))
                .displayName(row.optionalText("display_name"))
                .joinEstimated(row.flag("join_estimated"))
                .leftAt(row.optionalTime("left_at"))
                .leftEstimated(row.flag("left_estimated"))
                .reason(row.optionalText("reason"))
                .aborted(row.flag("aborted"))
                .tracks(Arrays.stream(row.text("tracks").split(","))
                        .filter(name -> !name.isBlank())
                        .map(TrackKind::new)
                        .collect(Collectors.toSet()))
                .changedAt(row.time("changed_at"))
                .build();
    }

    /** Reads the entry with the end of its session, and the role of the user as a member of the call. */
    ParticipationEntry readComplete(Row row) throws SQLException {
        ParticipationEntry reported = read(row);
        SessionEntry session = SessionEntry.builder(
                        reported.provider(), reported.call(), reported.sessionId(), row.time("started_at"))
                .endedAt(row.optionalTime("ended_at"))
                .build();
        ParticipationEntry ended = reported.within(session);
        String role = row.optionalText("member_role");
        return role == null ? ended : ended.toBuilder().role(role).build();
    }
}
