package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.Settlement;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Deliveries of 1.5 kB that are added, claimed and committed in PostgreSQL, without and with the history in the same transactions, in turns.
 * 50 calls are active at the same time; each has 19 events: six users join, publish a track and leave. Requires the variable {@code
 * INBOX_POSTGRES_URL}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 10, time = 3)
@Fork(value = 1)
public class ProjectionBenchmark {

    static final String SCHEMA = "videoprovider_projection";

    static final int BATCH = 50;
    private static final int EVENTS_PER_CALL = 19;

    /** The tables, and the calls whose events are added with and without the history. */
    @State(Scope.Benchmark)
    public static class Tables {

        private final byte[] body = Sample.liveKitEvent(1500);
        private JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:unused", "", "");
        private Inbox inbox = JdbcInbox.builder(pool).build();
        private JdbcHistory history = JdbcHistory.builder(pool).build();
        private String run = "";
        private int round;

        /** Connects and creates the tables. */
        @Setup
        public void connect() throws SQLException {
            pool.dispose();
            pool = HistoryBenchmark.postgres(SCHEMA);
            JdbcInbox jdbc = JdbcInbox.builder(pool)
                    .group("bench-" + UUID.randomUUID())
                    .timeout(Duration.ofMinutes(1))
                    .build();
            jdbc.createTables();
            inbox = jdbc;
            history = JdbcHistory.builder(pool).build();
            history.createTables();
            run = UUID.randomUUID().toString();
        }

        /** Disconnects. */
        @TearDown
        public void close() {
            pool.dispose();
        }
    }

    /** Time of each variant in nanoseconds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Nanos {

        public long inbox;
        public long history;
    }

    /** Adds, claims and commits one event of each call, twice. */
    @Benchmark
    @OperationsPerInvocation(2 * BATCH)
    public int projection(Tables tables, Nanos nanos) {
        boolean historyFirst = tables.round % 2 == 1;
        long start = System.nanoTime();
        int first = events(tables, historyFirst);
        long between = System.nanoTime();
        int second = events(tables, !historyFirst);
        long end = System.nanoTime();
        nanos.inbox += historyFirst ? end - between : between - start;
        nanos.history += historyFirst ? between - start : end - between;
        tables.round++;
        return first + second;
    }

    private static int events(Tables tables, boolean history) {
        int step = tables.round % EVENTS_PER_CALL;
        Map<String, VideoEvent> events = new HashMap<>();
        for (int i = 0; i < BATCH; i++) {
            String name = tables.run + (history ? "-h-" : "-i-") + tables.round / EVENTS_PER_CALL + "-" + i;
            VideoEvent event = event(CallId.of(name), step);
            String id = name + "-" + step;
            events.put(id, event);
            tables.inbox.add(Delivery.builder(ProviderId.LIVEKIT, id, tables.body)
                    .lane("livekit/" + event.call())
                    .type(event.type())
                    .occurredAt(event.occurredAt())
                    .build());
        }
        int done = 0;
        while (done < BATCH) {
            List<Claim> claims = tables.inbox.claim(BATCH, Duration.ofSeconds(30));
            List<Settlement> settlements = new ArrayList<>();
            for (Claim claim : claims) {
                VideoEvent event =
                        Objects.requireNonNull(events.get(claim.delivery().id()));
                settlements.add(history ? claim.commit().projecting(event, "history") : claim.commit());
            }
            tables.inbox.settle(settlements, history ? List.of(tables.history) : List.of());
            done += claims.size();
        }
        return done;
    }

    private static VideoEvent event(CallId call, int step) {
        Instant at = Instant.now();
        EventInfo info = EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                .type("event")
                .call(call)
                .sessionId("RM_" + call.id())
                .occurredAt(at)
                .build();
        if (step == EVENTS_PER_CALL - 1) {
            return new CallEnded(info);
        }
        String user = "user-" + step % 6;
        String connection = "PA_" + step % 6;
        Participant participant = new Participant(
                user,
                connection,
                "Name",
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                null,
                Json.EMPTY);
        return switch (step / 6) {
            case 0 -> new ParticipantJoined(info, participant);
            case 1 -> new TrackPublished(info, user, connection, new Track("TR", TrackKind.CAMERA, false, Json.EMPTY));
            default -> new ParticipantLeft(info, participant, "left");
        };
    }
}
