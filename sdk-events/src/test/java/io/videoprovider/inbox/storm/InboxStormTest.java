package io.videoprovider.inbox.storm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.InboxMetrics;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends 100 000 deliveries to two instances on one database: 30 % are repeated, 20 % out of order. Handlers fail one time in
 * ten, and each instance is killed once. A history in the same database has each event once. Runs on PostgreSQL if {@code INBOX_POSTGRES_URL} is set, otherwise smaller on H2.
 */
@Timeout(300)
class InboxStormTest {

    private static final int EVENTS_PER_CALL = 70;
    private static final int REPEATS_PER_CALL = 30;
    private static final int SENDERS = 32;
    private static final Instant BEGINNING = Instant.parse("2026-05-04T10:00:00Z");
    private static final LiveKitWebhookSigner SIGNER = new LiveKitWebhookSigner("devkey", "secret");

    private record Sent(String event, int second, String body) {}

    private final AtomicReferenceArray<@Nullable Instance> instances = new AtomicReferenceArray<>(2);
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();

    @Test
    void every_event_is_handled_in_order_and_not_after_its_commit() throws Exception {
        String postgres = System.getenv("INBOX_POSTGRES_URL");
        if (postgres != null) {
            JdbcConnectionPool admin = StormDatabase.pool(postgres);
            String schema = StormDatabase.createSchema(admin);
            try {
                storm(StormDatabase.inSchema(postgres, schema), 1000);
            } finally {
                StormDatabase.execute(admin, "DROP SCHEMA " + schema + " CASCADE");
                admin.dispose();
            }
        } else {
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            try {
                storm("jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:storm;DB_CLOSE_DELAY=-1", 50);
            } finally {
                server.stop();
            }
        }
    }

    private void storm(String url, int calls) throws Exception {
        JdbcConnectionPool pool = StormDatabase.pool(url);
        StormDatabase.execute(
                pool,
                "CREATE TABLE storm_ledger (seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, delivery_id VARCHAR(200),"
                        + " lane VARCHAR(200), started_at BIGINT, instance VARCHAR(20))");
        // The instances keep the database and the processors busy.
        JdbcInbox inbox = JdbcInbox.builder(pool).timeout(Duration.ofMinutes(1)).build();
        inbox.createTables();
        JdbcHistory.builder(pool).build().createTables();
        try {
            instances.set(0, Instance.start(url, "a1"));
            instances.set(1, Instance.start(url, "b1"));
            long start = System.nanoTime();
            List<Future<?>> senders = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
            for (int s = 0; s < SENDERS; s++) {
                int first = s;
                senders.add(threads.submit(() -> {
                    send(first, calls);
                    return null;
                }));
            }
            int total = calls * (EVENTS_PER_CALL + REPEATS_PER_CALL);
            killAndRestart(senders, 0, url, "a2", total / 3);
            killAndRestart(senders, 1, url, "b2", total * 2 / 3);
            for (Future<?> sender : senders) {
                sender.get();
            }
            threads.shutdown();
            long sent = System.nanoTime();
            InboxMetrics metrics = inbox.metrics();
            while (metrics.waiting() + metrics.claimed() > 0) {
                TimeUnit.MILLISECONDS.sleep(50);
                metrics = inbox.metrics();
            }
            long ended = System.nanoTime();
            assertThat(metrics.deadLetters()).isZero();
            verify(pool, calls, Duration.ofNanos(sent - start), Duration.ofNanos(ended - start));
            verifyHistory(pool, calls);
        } finally {
            for (int i = 0; i < 2; i++) {
                Instance instance = instances.get(i);
                if (instance != null) {
                    instance.process.destroyForcibly().waitFor();
                }
            }
            pool.dispose();
        }
    }

    /** Kills an instance with SIGKILL after the given number of deliveries and starts a new one in its place. */
    private void killAndRestart(List<Future<?>> senders, int index, String url, String name, int after)
            throws Exception {
        while (deliveries.get() < after) {
            for (Future<?> sender : senders) {
                if (sender.isDone()) {
                    sender.get();
                }
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        Instance old = Objects.requireNonNull(instances.getAndSet(index, null));
        old.process.destroyForcibly().waitFor();
        assertThat(old.process.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
        instances.set(index, Instance.start(url, name));
    }

    // Sending

    /** Sends the events of every 32nd call. Calls are interleaved; each keeps the order of its queue. */
    private void send(int first, int calls) throws Exception {
        List<List<Sent>> queues = new ArrayList<>();
        for (int call = first; call < calls; call += SENDERS) {
            queues.add(deliveriesOf(call));
        }
        Line line = new Line(first % 2);
        for (int i = 0; i < EVENTS_PER_CALL + REPEATS_PER_CALL; i++) {
            for (List<Sent> queue : queues) {
                deliver(line, queue.get(i));
            }
        }
        line.close();
    }

    private void deliver(Line line, Sent sent) throws Exception {
        String authorization = SIGNER.authorization(sent.body);
        byte[] body = sent.body.getBytes(UTF_8);
        while (true) {
            int status = line.post(authorization, body);
            if (status == 200) {
                acknowledged.putIfAbsent(sent.event, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
                deliveries.incrementAndGet();
                return;
            }
            // Like a load balancer, the connection switches to the other instance after a kill.
            assertThat(status).isIn(0, 503);
            refused.incrementAndGet();
        }
    }

    /** 70 events, a fifth of them overtaken by the next, and 30 repeats; egresses repeat with a new id. */
    private List<Sent> deliveriesOf(int call) {
        Random random = new Random(call);
        List<Sent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS_PER_CALL; i++) {
            events.add(event(call, i, ""));
        }
        for (int swap = 0; swap < EVENTS_PER_CALL / 10; swap++) {
            int i = swap * 10 + random.nextInt(9);
            Collections.swap(events, i, i + 1);
        }
        for (int repeat = 0; repeat < REPEATS_PER_CALL; repeat++) {
            int i = random.nextInt(events.size());
            Sent original = events.get(i);
            boolean egress = original.second % 10 == 5;
            Sent again = egress ? event(call, original.second, "-again" + repeat) : original;
            events.add(Math.min(events.size(), i + 1 + random.nextInt(6)), again);
            repeated.incrementAndGet();
        }
        return events;
    }

    private static Sent event(int call, int i, String suffix) {
        String event = call + "-" + i;
        String id = "EV_" + event + suffix;
        String room = "\"name\":\"storm-" + call + "\",\"sid\":\"RM_" + call + "\"";
        String content;
        if (i % 10 == 5) {
            content = "\"event\":\"egress_updated\",\"egressInfo\":{\"egressId\":\"EG_" + event
                    + "\",\"roomName\":\"storm-" + call + "\",\"roomId\":\"RM_" + call
                    + "\",\"status\":\"EGRESS_ACTIVE\",\"fileResults\":[]}";
        } else {
            content = "\"event\":\"participant_joined\",\"room\":{" + room + ",\"emptyTimeout\":300,\"turnPassword\":\""
                    + "p".repeat(40) + "\",\"metadata\":\"" + "m".repeat(400) + "\"},\"participant\":{\"sid\":\"PA_"
                    + event
                    + "\",\"identity\":\"user" + i + "\",\"state\":\"ACTIVE\"}";
        }
        long second = BEGINNING.getEpochSecond() + i;
        String body = "{" + content + ",\"id\":\"" + id + "\",\"createdAt\":\"" + second + "\"}";
        return new Sent(event, i, body);
    }

    /** A connection to one instance, or to the other one if the first is not running. */
    private final class Line {

        private int index;
        private @Nullable Socket socket;
        private @Nullable DataInputStream in;
        private @Nullable DataOutputStream out;

        Line(int index) {
            this.index = index;
        }

        /** Returns the status; 0 without a response. */
        int post(String authorization, byte[] body) throws Exception {
            try {
                connect();
                DataOutputStream to = Objects.requireNonNull(out);
                to.writeInt(authorization.length());
                to.writeBytes(authorization);
                to.writeInt(body.length);
                to.write(body);
                to.flush();
                return Objects.requireNonNull(in).readShort();
            } catch (IOException broken) {
                close();
                index = 1 - index;
                TimeUnit.MILLISECONDS.sleep(5);
                return 0;
            }
        }

        private void connect() throws IOException {
            if (socket != null) {
                return;
            }
            Instance instance = instances.get(index);
            if (instance == null) {
                throw new IOException("instance was killed");
            }
            Socket fresh = new Socket(InetAddress.getLoopbackAddress(), instance.port);
            fresh.setTcpNoDelay(true);
            in = new DataInputStream(fresh.getInputStream());
            out = new DataOutputStream(new BufferedOutputStream(fresh.getOutputStream()));
            socket = fresh;
        }

        void close() throws IOException {
            if (socket != null) {
                socket.close();
                socket = null;
            }
        }
    }

    private record Instance(Process process, int port) {

        static Instance start(String url, String name) throws IOException {
            String path = String.join(
                    File.pathSeparator,
                    Path.of("target", "test-classes").toString(),
                    System.getProperty("jdk.module.path", ""),
                    System.getProperty("java.class.path", ""));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            path,
                            StormInstance.class.getName(),
                            url,
                            name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String port = process.inputReader().readLine();
            assertThat(port).as("the port of instance " + name).isNotNull();
            return new Instance(process, Integer.parseInt(port));
        }
    }

    // Verification

    /** The history has each event once, in spite of the kills: of ten events, nine are those of participants and one of a recording. */
    private static void verifyHistory(JdbcConnectionPool pool, int calls) throws SQLException {
        Map<String, Integer> counts = Map.of(
                "videoprovider_call",
                calls,
                "videoprovider_session WHERE open_since IS NOT NULL",
                calls,
                "videoprovider_participation",
                calls * EVENTS_PER_CALL / 10 * 9,
                "videoprovider_recording WHERE status = 'RECORDING'",
                calls * EVENTS_PER_CALL / 10);
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + count.getKey())) {
                row.next();
                assertThat(row.getInt(1)).as(count.getKey()).isEqualTo(count.getValue());
            }
        }
    }

    private record Handled(
            String delivery, String event, int second, long startedAt, long receivedAt, long committedAt) {}

    private void verify(JdbcConnectionPool pool, int calls, Duration sending, Duration whole) throws SQLException {
        Map<String, List<Handled>> byLane = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        int rows = 0;
        int afterCommit = 0;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT l.delivery_id, l.lane, l.started_at, i.received_at, i.finished_at"
                                + " FROM storm_ledger l JOIN videoprovider_inbox i ON i.delivery_id = l.delivery_id"
                                + " WHERE i.state = 'handled' ORDER BY l.seq")) {
            while (found.next()) {
                rows++;
                String id = found.getString(1);
                String event = id.substring(3).replaceAll("-again.*", "");
                Handled handled = new Handled(
                        id,
                        event,
                        Integer.parseInt(event.substring(event.indexOf('-') + 1)),
                        found.getLong(3),
                        found.getLong(4),
                        found.getLong(5));
                byLane.computeIfAbsent(found.getString(2), lane -> new ArrayList<>())
                        .add(handled);
                times.merge(event, 1, Integer::sum);
                if (handled.startedAt > handled.committedAt) {
                    afterCommit++;
                }
            }
        }
        int events = calls * EVENTS_PER_CALL;
        int late = 0;
        List<String> disorder = new ArrayList<>();
        long holdBack = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(StormInstance.HOLD_BACK));
        for (List<Handled> lane : byLane.values()) {
            for (int i = 1; i < lane.size(); i++) {
                Handled after = lane.get(i);
                long arrived = Objects.requireNonNull(acknowledged.get(after.event));
                List<Handled> overtook = lane.subList(0, i).stream()
                        .filter(before -> before.second > after.second)
                        .toList();
                // An event that arrives after the hold-back of the others may be handled late.
                overtook.stream()
                        .filter(before -> arrived <= before.receivedAt + holdBack)
                        .forEach(before -> disorder.add(before.delivery + " before " + after.delivery));
                late += overtook.isEmpty() ? 0 : 1;
            }
        }
        int again = rows - times.size();
        System.out.printf(
                "storm: %d deliveries of %d events (%d repeats) to 2 instances, 2 kills, %d refused; sent in %.1f s (%.0f/s);"
                        + " handled %d, %d of them again after a kill, %d after a commit, %d late, %d out of order; all in %.1f s"
                        + " (%.0f events/s, %.0f deliveries/s)%n",
                deliveries.get(),
                events,
                repeated.get(),
                refused.get(),
                sending.toMillis() / 1e3,
                deliveries.get() * 1e3 / sending.toMillis(),
                rows,
                again,
                afterCommit,
                late,
                disorder.size(),
                whole.toMillis() / 1e3,
                events * 1e3 / whole.toMillis(),
                deliveries.get() * 1e3 / whole.toMillis());
        assertThat(times).as("events handled").hasSize(events);
        assertThat(disorder).as("out of order").isEmpty();
        assertThat(afterCommit).as("handled again after the commit").isZero();
        assertThat(again).as("handled again because of two kills").isLessThanOrEqualTo(2 * StormInstance.CONCURRENCY);
    }
}
