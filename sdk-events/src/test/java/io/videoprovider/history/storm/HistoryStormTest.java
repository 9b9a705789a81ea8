package io.videoprovider.history.storm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.ParticipantEvent;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.history.SessionQuery;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.inbox.storm.StormDatabase;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two instances follow 1,000 sessions of both vendors: 10 % of the webhooks are lost, and all those of every third recording; 30 % are
 * repeated and 20 % late. Each instance is killed once.
 * The database is down for 30 s, and the providers for 60 s. In the end the history equals the log of the emulators. Runs on PostgreSQL if {@code
 * INBOX_POSTGRES_URL} is set, otherwise smaller on H2.
 *
 * <p>Of each connection at least one webhook arrives: nothing else shows a connection that has ended.
 */
@Timeout(480)
class HistoryStormTest {

    private static final String STREAM_SECRET = "a-secret-of-at-least-32-characters";
    private static final List<String> HEADERS = List.of(
            "Authorization",
            "X-Signature",
            "X-Api-Key",
            "X-Webhook-Id",
            "X-Webhook-Attempt",
            "Content-Type",
            "Content-Encoding");

    private final AtomicReferenceArray<@Nullable Instance> instances = new AtomicReferenceArray<>(2);
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    static LiveKitVideoProvider livekit(String url) {
        return LiveKitVideoProvider.builder()
                .url(url)
                .apiKey("devkey")
                .apiSecret("secret")
                .build();
    }

    static StreamVideoProvider stream(String url) {
        return StreamVideoProvider.builder()
                .url(url)
                .apiKey("key")
                .apiSecret(STREAM_SECRET)
                .build();
    }

    @Test
    void the_history_equals_the_log_of_the_vendors_after_reconciliation() throws Exception {
        String postgres = System.getenv("INBOX_POSTGRES_URL");
        if (postgres != null) {
            URI address = URI.create(postgres.substring("jdbc:".length()));
            JdbcConnectionPool admin = StormDatabase.pool(postgres);
            String schema = StormDatabase.createSchema(admin);
            String url = StormDatabase.inSchema(postgres, schema);
            try (DatabaseProxy proxy = new DatabaseProxy(address.getHost(), address.getPort())) {
                storm(
                        url,
                        url.replace(address.getHost() + ":" + address.getPort(), "127.0.0.1:" + proxy.port()),
                        proxy,
                        500,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60));
            } finally {
                StormDatabase.execute(admin, "DROP SCHEMA " + schema + " CASCADE");
                admin.dispose();
            }
        } else {
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            try (DatabaseProxy proxy = new DatabaseProxy("127.0.0.1", server.getPort())) {
                String url = "jdbc:h2:tcp://127.0.0.1:%d/mem:history;DB_CLOSE_DELAY=-1";
                storm(
                        url.formatted(server.getPort()),
                        url.formatted(proxy.port()),
                        proxy,
                        50,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5));
            } finally {
                server.stop();
            }
        }
    }

    /** The vendors, and what they have sent. */
    private record Vendors(
            LiveKitEmulator livekit,
            StreamEmulator stream,
            Map<ProviderId, VideoProvider> providers,
            Map<ProviderId, WebhookReceiver> receivers,
            List<List<SimulatedParticipant>> open) {

        void down() {
            livekit.faults().inject("*", Integer.MAX_VALUE, LiveKitFault.twirp(503, "unavailable", "down"));
            stream.faults().inject("*", Integer.MAX_VALUE, StreamFault.text(503, "down"));
        }

        void up() {
            livekit.faults().clear();
            stream.faults().clear();
        }

        VideoProvider provider(ProviderId id) {
            return Objects.requireNonNull(providers.get(id));
        }

        int sent() {
            return livekit.webhooks().size() + stream.webhooks().size();
        }

        SimulatedParticipant join(VideoProvider video, CallId call, String user) {
            String token = video.tokens()
                    .mint(TokenRequest.builder(user, call).build())
                    .token();
            return video.id().equals(ProviderId.LIVEKIT) ? livekit.join(token) : stream.join(token);
        }

        /** Returns the history of everything that happened. */
        CallHistory log() {
            CallHistory log = CallHistory.inMemory(100_000, Clock.systemUTC());
            Map<String, VideoEvent> events = new LinkedHashMap<>();
            livekit.webhooks()
                    .forEach(sent -> events.put(
                            sent.id(),
                            provider(ProviderId.LIVEKIT)
                                    .webhooks()
                                    .parseWithoutVerification(sent.body().getBytes(UTF_8), sent.id(), null)));
            stream.webhooks()
                    .forEach(sent -> events.put(
                            sent.id(),
                            provider(ProviderId.STREAM)
                                    .webhooks()
                                    .parseWithoutVerification(sent.body().getBytes(UTF_8), sent.id(), null)));
            log.projection().apply(List.copyOf(events.values()));
            return log;
        }
    }

    private void storm(
            String url,
            String proxied,
            DatabaseProxy proxy,
            int sessionsPerVendor,
            Duration databaseOutage,
            Duration providerOutage)
            throws Exception {
        long start = System.nanoTime();
        JdbcConnectionPool pool = StormDatabase.pool(url);
        // The instances keep the database and the processors busy.
        JdbcInbox inbox = JdbcInbox.builder(pool).timeout(Duration.ofMinutes(1)).build();
        inbox.createTables();
        JdbcHistory storage =
                JdbcHistory.builder(pool).timeout(Duration.ofMinutes(1)).build();
        storage.createTables();
        CallHistory history = CallHistory.of(storage);
        ScheduledExecutorService senders = Executors.newScheduledThreadPool(16);
        try (WebhookReceiver livekitWebhooks = WebhookReceiver.start();
                WebhookReceiver streamWebhooks = WebhookReceiver.start();
                LiveKitEmulator livekit = LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .delays(Delays.SHORT)
                        .webhook(livekitWebhooks.url(), "devkey")
                        .start();
                StreamEmulator stream = StreamEmulator.builder()
                        .apiKey("key", STREAM_SECRET)
                        .delays(Delays.SHORT)
                        .webhook(streamWebhooks.url())
                        .start();
                VideoProvider livekitVideo = livekit(livekit.url().toString());
                VideoProvider streamVideo = stream(stream.url().toString())) {
            Vendors vendors = new Vendors(
                    livekit,
                    stream,
                    Map.of(ProviderId.LIVEKIT, livekitVideo, ProviderId.STREAM, streamVideo),
                    Map.of(ProviderId.LIVEKIT, livekitWebhooks, ProviderId.STREAM, streamWebhooks),
                    new ArrayList<>());
            String[] addresses = {
                proxied, livekit.url().toString(), stream.url().toString()
            };
            instances.set(0, Instance.start(addresses));
            instances.set(1, Instance.start(addresses));
            Thread forwarder = new Thread(() -> forward(vendors, senders), "forwarder");
            forwarder.setDaemon(true);
            forwarder.start();

            drive(vendors, 0, sessionsPerVendor / 3);
            killAndRestart(0, addresses);
            drive(vendors, sessionsPerVendor / 3, sessionsPerVendor * 2 / 3);
            killAndRestart(1, addresses);
            long databaseDown = System.nanoTime();
            proxy.down();
            drive(vendors, sessionsPerVendor * 2 / 3, sessionsPerVendor);
            long providersDown = System.nanoTime();
            vendors.down();
            leave(vendors);
            sleepUntil(databaseDown + databaseOutage.toNanos());
            proxy.up();
            sleepUntil(providersDown + providerOutage.toNanos());
            // The lease of a killed instance may expire later than that.
            while (history.counts().unreachableCalls() == 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            vendors.up();
            long driven = System.nanoTime();

            int sent = vendors.sent();
            Map<String, Object> expected = state(vendors.log());
            Map<String, Object> actual = state(history);
            // Fails with the differences before the timeout of the test.
            while ((waiting.get() > 0 || !actual.equals(expected))
                    && System.nanoTime() - driven < TimeUnit.SECONDS.toNanos(150)) {
                TimeUnit.SECONDS.sleep(1);
                if (vendors.sent() != sent) {
                    sent = vendors.sent();
                    expected = state(vendors.log());
                }
                actual = state(history);
            }
            System.out.printf(
                    "history storm: %d sessions, %d webhooks delivered, %d repeated, %d late, %d lost, %d refused; driven in %.1f s,"
                            + " equal after %.1f s%n",
                    2 * sessionsPerVendor,
                    delivered.get(),
                    repeated.get(),
                    late.get(),
                    lost.get(),
                    refused.get(),
                    (driven - start) / 1e9,
                    (System.nanoTime() - start) / 1e9);
            assertThat(differences(expected, actual)).isEmpty();
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            assertReportedTimesAreExact(vendors.log(), history);
            assertThat(history.counts().unreachableCalls()).isZero();
            assertThat(inbox.metrics().deadLetters()).isZero();
            assertThat(refused).hasPositiveValue();
        } finally {
            senders.shutdownNow();
            for (int i = 0; i < 2; i++) {
                Instance instance = instances.get(i);
                if (instance != null) {
                    instance.process.destroyForcibly().waitFor();
                }
            }
            pool.dispose();
        }
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }

    /** Starts sessions with participants and recordings; seven of ten end. */
    private static void drive(Vendors vendors, int from, int to) {
        for (int i = from; i < to; i++) {
            for (VideoProvider video : vendors.providers().values()) {
                Random random = new Random(i);
                CallId call = CallId.of("storm-" + i);
                video.calls()
                        .getOrCreate(
                                CallRequest.builder(call).title("Storm " + i).build());
                List<SimulatedParticipant> connected = new ArrayList<>();
                int users = 1 + random.nextInt(4);
                for (int user = 0; user < users; user++) {
                    connected.add(vendors.join(video, call, "user-" + i + "-" + user));
                }
                if (i % 10 == 0) {
                    video.recordings().start(call, RecordingRequest.composite().build());
                }
                if (random.nextInt(10) < 7) {
                    connected.forEach(SimulatedParticipant::leave);
                    video.calls().end(call);
                } else {
                    if (users > 1) {
                        connected.remove(0).leave();
                    }
                    vendors.open().add(connected);
                }
            }
        }
    }

    /** Of each three open sessions, one participant leaves the first one, all leave the second one, and all stay in the third one. */
    private static void leave(Vendors vendors) {
        for (int i = 0; i < vendors.open().size(); i++) {
            List<SimulatedParticipant> connected = vendors.open().get(i);
            switch (i % 3) {
                case 0 -> connected.remove(0).leave();
                case 1 -> connected.forEach(SimulatedParticipant::leave);
                default -> {
                    // All stay.
                }
            }
        }
    }

    private void killAndRestart(int index, String[] addresses) throws Exception {
        Instance old = instances.getAndSet(index, null);
        assertThat(old).isNotNull();
        old.process.destroyForcibly().waitFor();
        assertThat(old.process.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
        instances.set(index, Instance.start(addresses));
    }

    // Webhooks

    /** Forwards webhooks to the instances, except lost ones. */
    private void forward(Vendors vendors, ScheduledExecutorService senders) {
        Map<ProviderId, Integer> read = new HashMap<>();
        Set<String> lostConnections = new HashSet<>();
        Random random = new Random(1);
        try {
            while (true) {
                for (ProviderId provider : vendors.receivers().keySet()) {
                    List<WebhookRequest> received =
                            vendors.receivers().get(provider).received();
                    for (WebhookRequest request : received.subList(read.getOrDefault(provider, 0), received.size())) {
                        VideoEvent event = vendors.provider(provider).webhooks().parse(request);
                        String connection = event instanceof ParticipantEvent one
                                ? one.participant().connectionId()
                                : null;
                        // Every ninth one, because the second one of a connection arrives.
                        if (isOfLostRecording(event)
                                || (random.nextInt(9) == 0
                                        && (connection == null || lostConnections.add(connection)))) {
                            lost.incrementAndGet();
                            continue;
                        }
                        int times = random.nextInt(10) < 3 ? 2 : 1;
                        repeated.addAndGet(times - 1);
                        for (int i = 0; i < times; i++) {
                            int delay = random.nextInt(10) < 2 ? 100 + random.nextInt(1000) : 0;
                            late.addAndGet(delay > 0 ? 1 : 0);
                            waiting.incrementAndGet();
                            ScheduledFuture<?> unused =
                                    senders.schedule(() -> deliver(provider, request), delay, TimeUnit.MILLISECONDS);
                        }
                    }
                    read.put(provider, received.size());
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException | RuntimeException e) {
            // The test has ended.
        }
    }

    /** Of every third recording, no event arrives. */
    private static boolean isOfLostRecording(VideoEvent event) {
        return event instanceof RecordingEvent one && one.recording().id().hashCode() % 3 == 0;
    }

    private void deliver(ProviderId provider, WebhookRequest request) {
        try {
            for (int attempt = request.hashCode() & 1; send(instances.get(attempt % 2), provider, request) != 200; ) {
                refused.incrementAndGet();
                attempt++;
                TimeUnit.MILLISECONDS.sleep(200);
            }
            delivered.incrementAndGet();
        } catch (InterruptedException e) {
            // The test has ended.
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Returns the status; 0 without a response. */
    private static int send(@Nullable Instance instance, ProviderId provider, WebhookRequest request) {
        if (instance == null) {
            return 0;
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), instance.port)) {
            DataOutputStream to = new DataOutputStream(socket.getOutputStream());
            List<String> present = HEADERS.stream()
                    .filter(name -> !request.header(name).isEmpty())
                    .toList();
            to.writeUTF(provider.value());
            to.writeInt(present.size());
            for (String name : present) {
                to.writeUTF(name);
                to.writeUTF(request.header(name).get(0));
            }
            to.writeInt(request.body().length);
            to.write(request.body());
            to.flush();
            return new DataInputStream(socket.getInputStream()).readShort();
        } catch (IOException killed) {
            return 0;
        }
    }

    // State

    /** Returns calls, sessions, connections and recordings without times. */
    private static Map<String, Object> state(CallHistory history) {
        Map<String, Object> state = new TreeMap<>();
        history.calls(CallEntryQuery.builder().limit(500).build())
                .forEach(one -> state.put("call " + one.provider() + " " + one.call(), one.state()));
        history.sessions(SessionQuery.builder().limit(500).build())
                .forEach(one -> state.put(key(one), one.open() ? "open" : "ended"));
        history.participations(ParticipationQuery.builder().limit(500).build())
                .forEach(one -> state.put(key(one), one.userId() + (one.leftAt() == null ? " connected" : " left")));
        history.recordings(RecordingQuery.builder().limit(500).build())
                .forEach(one -> state.put(
                        "recording " + one.provider() + " " + one.recording(),
                        one.status() + " "
                                + one.files().stream().map(RecordingFile::name).collect(Collectors.toSet())));
        return state;
    }

    private static String key(SessionEntry one) {
        return "session " + one.provider() + " " + one.call() + " " + one.sessionId();
    }

    private static String key(ParticipationEntry one) {
        return "connection " + one.provider() + " " + one.call() + " " + one.sessionId() + " " + one.connectionId();
    }

    private static List<String> differences(Map<String, Object> expected, Map<String, Object> actual) {
        List<String> differences = new ArrayList<>();
        expected.forEach((key, value) -> {
            if (!value.equals(actual.get(key))) {
                differences.add(key + ": " + value + " is " + actual.get(key));
            }
        });
        return differences;
    }

    private static void assertReportedTimesAreExact(CallHistory log, CallHistory history) {
        Map<String, Instant> reported = new HashMap<>();
        log.participations(ParticipationQuery.builder().limit(500).build()).forEach(one -> {
            reported.put(key(one) + " joined", one.joinedAt());
            if (one.leftAt() != null) {
                reported.put(key(one) + " left", one.leftAt());
            }
        });
        history.participations(ParticipationQuery.builder().limit(500).build()).forEach(one -> {
            if (!one.joinEstimated()) {
                assertThat(one.joinedAt()).as(key(one)).isEqualTo(reported.get(key(one) + " joined"));
            }
            if (one.leftAt() != null && !one.leftEstimated()) {
                assertThat(one.leftAt()).as(key(one)).isEqualTo(reported.get(key(one) + " left"));
            }
        });
    }

    private record Instance(Process process, int port) {

        static Instance start(String[] addresses) throws IOException {
            String path = String.join(
                    File.pathSeparator,
                    Path.of("target", "test-classes").toString(),
                    System.getProperty("jdk.module.path", ""),
                    System.getProperty("java.class.path", ""));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-cp",
                    path,
                    HistoryStormInstance.class.getName()));
            command.addAll(List.of(addresses));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String port = process.inputReader().readLine();
            assertThat(port).as("the port of an instance").isNotNull();
            return new Instance(process, Integer.parseInt(port));
        }
    }
}
