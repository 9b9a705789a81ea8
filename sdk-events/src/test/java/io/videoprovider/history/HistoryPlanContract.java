package io.videoprovider.history;

import static io.videoprovider.history.Story.ACME;
import static io.videoprovider.history.Story.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.PlanRecorder;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each statement reads few rows of large tables: those that change entries whatever the statistics of the tables are, because their plans
 * are kept; queries, which are planned for each user and custom value, with the statistics that automatic maintenance collects.
 */
abstract class HistoryPlanContract {

    /** A page has 51 rows of up to six branches. The large tables have at least four times as many rows. */
    static final long MAX_ROWS = 500;

    private static final int PAST_CALLS = 2000;

    /** State of the statistics, which automatic maintenance does not change during the test. */
    enum Statistics {
        /** Never collected. */
        EMPTY,
        /** Collected when the tables had few rows. */
        STALE,
        /** Collected after the last change. */
        FRESH
    }

    private final MutableClock clock = new MutableClock(second(0));

    @SuppressWarnings("NullAway.Init")
    TestDatabase database;

    abstract TestDatabase database() throws SQLException;

    /** Reports statements that read more than {@link #MAX_ROWS} rows of a table. */
    abstract PlanRecorder.Explain explain();

    /** Returns statements that turn off the automatic maintenance of the statistics of a table. */
    abstract String withoutMaintenance(String table);

    /** Returns the statement that collects the statistics of a table. */
    abstract String analyze(String table);

    @BeforeEach
    void connect() throws SQLException {
        database = database();
        JdbcHistory.builder(database.pool()).build().createTables();
        for (String table : JdbcHistoryContract.TABLES) {
            execute(withoutMaintenance(table));
        }
    }

    @AfterEach
    void disconnect() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void each_statement_reads_few_rows(Statistics statistics) throws SQLException {
        PlanRecorder recorder = new PlanRecorder(database.pool(), explain());
        JdbcHistory history =
                JdbcHistory.builder(recorder.dataSource()).clock(clock).build();
        // Databases keep plans that they made for empty tables.
        runChanges(history, "early");
        if (statistics == Statistics.STALE) {
            analyze();
            runChanges(history, "stale");
        }
        insertPastCalls();
        if (statistics == Statistics.FRESH) {
            analyze();
        }

        runChanges(history, "late");
        if (statistics == Statistics.FRESH) {
            runQueries(history);
        }

        assertThat(recorder.failures).isEmpty();
        assertThat(recorder.statements).hasSizeGreaterThan(statistics == Statistics.FRESH ? 60 : 25);
        assertThat(recorder.scans).isEmpty();
    }

    private void analyze() throws SQLException {
        for (String table : JdbcHistoryContract.TABLES) {
            execute(analyze(table));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Inserts ended calls of 500 users; every 100th call has custom data. */
    private void insertPastCalls() {
        JdbcHistory history = JdbcHistory.builder(database.pool()).clock(clock).build();
        for (int first = 0; first < PAST_CALLS; first += 500) {
            List<VideoEvent> events = new ArrayList<>();
            for (int i = first; i < first + 500; i++) {
                int start = 100 * (i - PAST_CALLS);
                String user = "user" + i % 500;
                events.addAll(new Story("call" + i, "session" + i)
                        .started(start)
                        .joined(start + 1, user, "a")
                        .joined(start + 1, "user" + (i + 1) % 500, "b")
                        .recording(start + 2, "recording" + i, RecordingStatus.READY, Story.file("file"))
                        .broadcast(start + 2, "broadcast" + i, BroadcastStatus.ENDED)
                        .ended(start + 50)
                        .events());
            }
            history.apply(events);
        }
        for (int i = 7; i < PAST_CALLS; i += 100) {
            history.updateCall(
                    ACME,
                    CallId.of("call" + i),
                    one -> one.toBuilder()
                            .createdBy("user7")
                            .custom(Map.of("tenant", "t7"))
                            .members(List.of(Member.of("user8")))
                            .build());
        }
    }

    private static void runChanges(JdbcHistory history, String prefix) {
        for (int round = 0; round < 2; round++) {
            List<VideoEvent> events = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String session = "s" + round;
                events.addAll(new Story(prefix + i, session)
                        .created(1, "title")
                        .rung(1, "ann", "bob")
                        .accepted(1, "bob")
                        .started(2)
                        .joined(3, "ann", "a")
                        .joined(3, "bob", "b")
                        .published(4, "ann", "a", TrackKind.CAMERA)
                        .recording(5, prefix + i, RecordingStatus.RECORDING)
                        .broadcast(5, prefix + i, BroadcastStatus.LIVE)
                        .left(6, "ann", "a", 3)
                        .events());
            }
            history.apply(events);
            history.apply(new Story(prefix + 0, "s" + round).callEnded(7).events());
            history.apply(new Story(prefix + 1, "s" + round).ended(8).events());
        }
        CallId call = CallId.of(prefix + 2);
        for (int i = 0; i < 2; i++) {
            String value = "v" + i;
            history.updateCall(
                    ACME,
                    call,
                    one -> one.toBuilder()
                            .custom(Map.of("k", value))
                            .members(List.of(Member.of(value)))
                            .build());
        }
        assertThat(history.updateSession(
                        ACME,
                        call,
                        "s1",
                        one -> one.toBuilder().endReason("test").build()))
                .isPresent();
        assertThat(history.updateRecording(
                        ACME,
                        new RecordingId(prefix + 2),
                        one -> one.toBuilder().deletionFailure("test").build()))
                .isPresent();
        history.acquireLease("job", "holder", Duration.ofMinutes(1));
        history.acquireLease("job", "holder", Duration.ofMinutes(1));
        history.releaseLease("job", "holder");
    }

    private static void runQueries(JdbcHistory history) {
        CallId call = CallId.of("call7");
        String user = "user7";
        assertThat(history.call(ACME, call)).isPresent();
        assertThat(history.session(ACME, call, "session7")).isPresent();
        assertThat(history.recording(ACME, new RecordingId("recording7"))).isPresent();

        list(history, CallEntryQuery.builder().build());
        list(history, CallEntryQuery.builder().provider(ACME).build());
        list(history, CallEntryQuery.builder().call(call).build());
        list(history, CallEntryQuery.builder().user(user).build());
        list(history, CallEntryQuery.builder().custom("tenant", "t7").build());
        list(
                history,
                CallEntryQuery.builder()
                        .states(Set.of(CallState.ENDED, CallState.MISSED))
                        .build());
        list(
                history,
                CallEntryQuery.builder()
                        .user(user)
                        .states(Set.of(CallState.SCHEDULED))
                        .from(second(0))
                        .order(CallEntryQuery.Order.EARLIEST_START_FIRST)
                        .build());
        for (SessionQuery query : List.of(
                SessionQuery.builder().build(),
                SessionQuery.builder().provider(ACME).open(false).build(),
                SessionQuery.builder().open(true).build(),
                SessionQuery.builder().call(call).build(),
                SessionQuery.builder().provider(ACME).call(call).build(),
                SessionQuery.builder().user(user).open(false).build(),
                SessionQuery.builder().custom("tenant", "t7").build())) {
            history.sessions(query);
        }
        for (ParticipationQuery query : List.of(
                ParticipationQuery.builder().build(),
                ParticipationQuery.builder()
                        .user(user)
                        .from(second(-86_400_000))
                        .build(),
                ParticipationQuery.builder().user(user).connected(false).build(),
                ParticipationQuery.builder().connected(true).build(),
                ParticipationQuery.builder().call(call).build(),
                ParticipationQuery.builder().sessionId("session7").build(),
                ParticipationQuery.builder()
                        .provider(ACME)
                        .call(call)
                        .sessionId("session7")
                        .build(),
                ParticipationQuery.builder().custom("tenant", "t7").build())) {
            history.participations(query);
        }
        for (RecordingQuery query : List.of(
                RecordingQuery.builder().build(),
                RecordingQuery.builder().provider(ACME).build(),
                RecordingQuery.builder().user(user).build(),
                RecordingQuery.builder().call(call).build(),
                RecordingQuery.builder().sessionId("session7").build(),
                RecordingQuery.builder().custom("tenant", "t7").build(),
                RecordingQuery.builder()
                        .statuses(Set.of(RecordingStatus.READY, RecordingStatus.FAILED))
                        .build(),
                RecordingQuery.builder()
                        .statuses(Set.of(RecordingStatus.READY))
                        .expiresBefore(second(0))
                        .build())) {
            history.recordings(query);
        }
        history.transcriptions(TranscriptionQuery.builder().build());
        history.transcriptions(TranscriptionQuery.builder().user(user).build());
        history.broadcasts(BroadcastQuery.builder().build());
        history.broadcasts(BroadcastQuery.builder().user(user).build());

        history.metrics(SessionQuery.builder().provider(ACME).call(call).build());
        history.metrics(
                SessionQuery.builder().from(second(-3600)).before(second(0)).build());
        history.counts();
        history.sessionsWithoutMetrics(second(0), 50);
        history.endedSessions(ACME, new Cursor(second(-60), "0".repeat(32)), 50);
        history.ringsDue(Set.of(ACME), second(0), 50);
        history.retentionsDue(second(0), 50);
    }

    private static void list(JdbcHistory history, CallEntryQuery query) {
        List<CallEntry> first = history.calls(query).items();
        if (!first.isEmpty()) {
            history.calls(query.toBuilder().after(query.cursor(first.get(0))).build());
        }
    }
}
