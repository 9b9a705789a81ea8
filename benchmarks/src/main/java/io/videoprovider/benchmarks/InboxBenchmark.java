package io.videoprovider.benchmarks;

import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Claim;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * Deliveries of 1.5 kB per second on one thread, each for a different call: added, claimed and committed; or added and dispatched.
 * PostgreSQL requires the variable {@code INBOX_POSTGRES_URL}; without it, run with {@code -p store=memory,h2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class InboxBenchmark {

    private static final String POSTGRES = "INBOX_POSTGRES_URL";

    private static final int BATCH = 50;

    @Param({"memory", "h2", "postgresql"})
    String store = "memory";

    private final byte[] body = Sample.liveKitEvent(1500);
    private final LiveKitVideoProvider video = LiveKitVideoProvider.builder()
            .url("ws://127.0.0.1:7880")
            .apiKey(Sample.KEY)
            .apiSecret(Sample.SECRET)
            .build();
    private Inbox inbox = MemoryInbox.builder().build();
    private Runnable close = () -> {};

    /** Connects and creates the tables. */
    @Setup
    public void connect() {
        inbox = switch (store) {
            case "memory" ->
                MemoryInbox.builder().retention(Duration.ofSeconds(1)).build();
            case "h2" -> jdbc(JdbcConnectionPool.create("jdbc:h2:mem:inbox;DB_CLOSE_DELAY=-1", "", ""));
            case "postgresql" -> {
                PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
                postgres.setUrl(Objects.requireNonNull(System.getenv(POSTGRES), POSTGRES));
                yield jdbc(JdbcConnectionPool.create(postgres));
            }
            default -> throw new IllegalArgumentException(store);
        };
    }

    private Inbox jdbc(JdbcConnectionPool pool) {
        close = pool::dispose;
        JdbcInbox jdbc = JdbcInbox.builder(pool).build();
        jdbc.createTables();
        return jdbc;
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        close.run();
        video.close();
    }

    private void add() {
        String id = UUID.randomUUID().toString();
        inbox.add(Delivery.builder(ProviderId.LIVEKIT, id, body)
                .lane("livekit/default:" + id)
                .type("participant_joined")
                .occurredAt(Instant.now())
                .build());
    }

    /** Adds, claims and commits. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int claims() {
        for (int i = 0; i < BATCH; i++) {
            add();
        }
        int done = 0;
        while (done < BATCH) {
            List<Claim> claims = inbox.claim(BATCH, Duration.ofSeconds(30));
            inbox.settle(claims.stream().map(Claim::commit).toList());
            done += claims.size();
        }
        return done;
    }

    /** Adds, and waits for a handler that does nothing. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long dispatched() throws InterruptedException {
        CountDownLatch handled = new CountDownLatch(BATCH);
        try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(ProviderId.LIVEKIT, video.webhooks())
                .on(VideoEvent.class, "count", event -> handled.countDown())
                .build()) {
            dispatcher.start();
            for (int i = 0; i < BATCH; i++) {
                add();
            }
            handled.await();
        }
        return handled.getCount();
    }
}
