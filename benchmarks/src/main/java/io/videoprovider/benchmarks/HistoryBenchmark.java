package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.CallState;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.SessionQuery;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * Queries of a history of 200,000 calls, 1,000,000 ended sessions, 5,000,000 participations and 100,000 recordings of 100,000 users, over one
 * year. Requires the variable {@code INBOX_POSTGRES_URL}. The first run fills the schema {@code videoprovider_benchmark} with 3 GB, which takes
 * some minutes; later runs use it again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(value = 1)
public class HistoryBenchmark {

    static final String SCHEMA = "videoprovider_benchmark";

    private static final int CALLS = 200_000;
    private static final int USERS = 100_000;
    private static final Instant START = Instant.ofEpochSecond(1_750_000_000);
    private static final Duration BETWEEN_SESSIONS = Duration.ofMillis(31_500);

    @Param({
        "call",
        "callOfAnyProvider",
        "callsOfUser",
        "callsInState",
        "callsOfTenant",
        "upcoming",
        "past",
        "session",
        "sessionsInRange",
        "sessionsOfTenant",
        "participationsOfUser",
        "participationsOfSession",
        "recording",
        "recordingsOfUser",
        "recordingsOfProvider",
        "recordingsOfTenant",
        "recordingsInStatus",
        "recordingsThatExpire",
        "metricsOfDay",
        "counts"
    })
    String query = "call";

    private final SplittableRandom random = new SplittableRandom(7);
    private JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:unused", "", "");
    private CallHistory history = CallHistory.inMemory();

    /** Connects, and fills the tables if they are empty. */
    @Setup
    public void connect() throws SQLException, IOException {
        pool.dispose();
        pool = postgres(SCHEMA);
        JdbcHistory storage =
                JdbcHistory.builder(pool).timeout(Duration.ofMinutes(1)).build();
        storage.createTables();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            boolean filled;
            try (ResultSet rows = statement.executeQuery("SELECT 1 FROM videoprovider_recording LIMIT 1")) {
                filled = rows.next();
            }
            if (!filled) {
                fill(statement);
                storage.createTables();
                // As automatic maintenance does after some time.
                statement.execute("VACUUM ANALYZE");
            }
        }
        history = CallHistory.of(storage);
    }

    /** Returns connections to a schema of PostgreSQL, which is created if it does not exist. */
    static JdbcConnectionPool postgres(String schema) throws SQLException {
        PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(Objects.requireNonNull(System.getenv("INBOX_POSTGRES_URL"), "INBOX_POSTGRES_URL"));
        postgres.setCurrentSchema(schema);
        JdbcConnectionPool pool = JdbcConnectionPool.create(postgres);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        }
        return pool;
    }

    /** Fills the tables without their indexes, which takes a fraction of the time. */
    private static void fill(Statement statement) throws SQLException, IOException {
        List<String> indexes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT indexname FROM pg_indexes WHERE schemaname = '" + SCHEMA
                + "' AND indexname NOT LIKE '%pkey'")) {
            while (rows.next()) {
                indexes.add(rows.getString(1));
            }
        }
        for (String index : indexes) {
            statement.execute("DROP INDEX " + index);
        }
        try (InputStream file = Objects.requireNonNull(HistoryBenchmark.class.getResourceAsStream("/history.sql"))) {
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        pool.dispose();
    }

    /** Runs the query for a random user, call or time. */
    @Benchmark
    public Object query() {
        int number = random.nextInt(CALLS);
        CallId call = CallId.of("call-" + number);
        String user = "user-" + number % USERS;
        String tenant = "t" + number % 1000;
        String session = "session-" + number * 5;
        Instant from = START.plus(BETWEEN_SESSIONS.multipliedBy(5L * number));
        return switch (query) {
            case "call" -> history.call(ProviderId.LIVEKIT, call).orElseThrow();
            case "callOfAnyProvider" -> history.call(call).orElseThrow();
            case "callsOfUser" ->
                history.calls(CallEntryQuery.builder().user(user).build());
            case "callsInState" ->
                history.calls(CallEntryQuery.builder()
                        .states(Set.of(CallState.ENDED, CallState.MISSED))
                        .before(from.plusSeconds(1000))
                        .build());
            case "callsOfTenant" ->
                history.calls(CallEntryQuery.builder().custom("tenant", tenant).build());
            case "upcoming" -> history.upcoming(user);
            case "past" -> history.past(user);
            case "session" -> history.session(ProviderId.LIVEKIT, call, session).orElseThrow();
            case "sessionsInRange" ->
                history.sessions(SessionQuery.builder()
                        .provider(ProviderId.LIVEKIT)
                        .from(from)
                        .before(from.plusSeconds(86_400))
                        .build());
            case "sessionsOfTenant" ->
                history.sessions(SessionQuery.builder().custom("tenant", tenant).build());
            case "participationsOfUser" ->
                history.participations(ParticipationQuery.builder()
                        .user(user)
                        .from(START)
                        .before(from.plusSeconds(1))
                        .build());
            case "participationsOfSession" ->
                history.participations(ParticipationQuery.builder()
                        .provider(ProviderId.LIVEKIT)
                        .call(call)
                        .sessionId(session)
                        .build());
            case "recording" ->
                history.recording(ProviderId.LIVEKIT, new RecordingId("EG_session-" + number / 2 * 10))
                        .orElseThrow();
            case "recordingsOfUser" ->
                history.recordings(RecordingQuery.builder().user(user).build());
            case "recordingsOfProvider" ->
                history.recordings(RecordingQuery.builder()
                        .provider(ProviderId.LIVEKIT)
                        .from(from)
                        .before(from.plusSeconds(86_400))
                        .build());
            case "recordingsOfTenant" ->
                history.recordings(
                        RecordingQuery.builder().custom("tenant", tenant).build());
            case "recordingsInStatus" ->
                history.recordings(RecordingQuery.builder()
                        .statuses(Set.of(RecordingStatus.READY, RecordingStatus.FAILED))
                        .build());
            case "recordingsThatExpire" ->
                history.recordings(RecordingQuery.builder()
                        .statuses(Set.of(RecordingStatus.READY))
                        .expiresBefore(START.plus(BETWEEN_SESSIONS.multipliedBy(900_500))
                                .plus(Duration.ofDays(30)))
                        .build());
            case "metricsOfDay" ->
                history.metrics(SessionQuery.builder()
                        .from(from)
                        .before(from.plusSeconds(86_400))
                        .build());
            case "counts" -> history.counts();
            default -> throw new IllegalArgumentException(query);
        };
    }
}
