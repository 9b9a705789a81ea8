package io.videoprovider.history.jdbc;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.history.SessionMetrics;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements on the table of sessions. */
final class SessionTable extends EntryTable<SessionEntry> {

    /** The sums of the metrics, in the order of {@link #sum}. */
    static final String SUMS = """
            COUNT(t.participants) AS sessions, SUM(t.participants) AS participants,
            MAX(t.peak_participants) AS peak_participants, SUM(t.viewers) AS viewers, MAX(t.peak_viewers) AS peak_viewers,
            SUM(t.connections) AS connections, SUM(t.aborted_connections) AS aborted_connections,
            SUM(t.rejoined_participants) AS rejoined_participants, SUM(t.early_leavers) AS early_leavers,
            SUM(t.recordings) AS recordings, SUM(t.failed_recordings) AS failed_recordings, SUM(t.duration) AS duration,
            SUM(t.watch_time) AS watch_time, SUM(t.rung_sessions) AS rung_sessions, SUM(t.time_to_join) AS time_to_join
            """;

    SessionTable() {
        super(
                "videoprovider_session",
                List.of(
                        "call_ref",
                        "provider",
                        "session_id",
                        "started_at",
                        "start_estimated",
                        "ended_at",
                        "end_estimated",
                        "end_reason",
                        "open_since",
                        "metrics_due_at",
                        "changed_at",
                        "participants",
                        "peak_participants",
                        "viewers",
                        "peak_viewers",
                        "connections",
                        "aborted_connections",
                        "rejoined_participants",
                        "early_leavers",
                        "recordings",
                        "failed_recordings",
                        "duration",
                        "watch_time",
                        "rung_sessions",
                        "time_to_join"),
                "JOIN videoprovider_call c ON c.id = t.call_ref");
    }

    /** Returns the id of the session with a key. */
    static String id(ProviderId provider, CallId call, String sessionId) {
        return SessionEntry.builder(provider, call, sessionId, Instant.EPOCH)
                .build()
                .id();
    }

    /** Returns the id of a session that may be unknown. */
    static @Nullable String optionalId(ProviderId provider, CallId call, @Nullable String sessionId) {
        return sessionId == null ? null : id(provider, call, sessionId);
    }

    @Override
    String id(SessionEntry entry) {
        return entry.id();
    }

    @Override
    String selected() {
        return "t.*, c.call_type, c.call_id";
    }

    @Override
    String time() {
        return "started_at";
    }

    @Override
    void bind(SessionEntry session, Parameters parameters) throws SQLException {
        SessionMetrics metrics = session.metrics();
        parameters
                .id(callId(session.provider(), session.call()))
                .word(session.provider().value())
                .key(session.sessionId())
                .time(session.startedAt())
                .flag(session.startEstimated())
                .time(session.endedAt())
                .flag(session.endEstimated())
                .text(session.endReason())
                .time(session.open() ? session.startedAt() : null)
                .time(session.open() || metrics != null ? null : session.changedAt())
                .time(session.changedAt())
                .number(metrics == null ? null : metrics.participants())
                .number(metrics == null ? null : metrics.peakParticipants())
                .number(metrics == null ? null : metrics.viewers())
                .number(metrics == null ? null : metrics.peakViewers())
                .number(metrics == null ? null : metrics.connections())
                .number(metrics == null ? null : metrics.abortedConnections())
                .number(metrics == null ? null : metrics.rejoinedParticipants())
                .number(metrics == null ? null : metrics.earlyLeavers())
                .number(metrics == null ? null : metrics.recordings())
                .number(metrics == null ? null : metrics.failedRecordings())
                .duration(metrics == null ? null : metrics.duration())
                .duration(metrics == null ? null : metrics.watchTime())
                .number(metrics == null ? null : metrics.rungSessions())
                .duration(metrics == null ? null : metrics.timeToJoin());
    }

    /** Returns the id of a call. */
    static String callId(ProviderId provider, CallId call) {
        return CallEntry.builder(provider, call).build().id();
    }

    @Override
    SessionEntry read(Row row) throws SQLException {
        return SessionEntry.builder(row.provider(), row.call(), row.text("session_id"), row.time("started_at"))
                .startEstimated(row.flag("start_estimated"))
                .endedAt(row.optionalTime("ended_at"))
                .endEstimated(row.flag("end_estimated"))
                .endReason(row.optionalText("end_reason"))
                .metrics(row.isNull("participants") ? null : metrics(row, 1))
                .changedAt(row.time("changed_at"))
                .build();
    }

    /** Reads the result of {@link #SUMS}. */
    static SessionMetrics sum(Row row) throws SQLException {
        return metrics(row, row.number("sessions"));
    }

    private static SessionMetrics metrics(Row row, long sessions) throws SQLException {
        return new SessionMetrics(
                sessions,
                row.number("participants"),
                row.number("peak_participants"),
                row.number("viewers"),
                row.number("peak_viewers"),
                row.number("connections"),
                row.number("aborted_connections"),
                row.number("rejoined_participants"),
                row.number("early_leavers"),
                row.number("recordings"),
                row.number("failed_recordings"),
                row.duration("duration"),
                row.duration("watch_time"),
                row.number("rung_sessions"),
                row.duration("time_to_join"));
    }
}
