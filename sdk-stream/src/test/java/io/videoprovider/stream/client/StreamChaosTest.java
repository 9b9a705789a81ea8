package io.videoprovider.stream.client;

import static io.videoprovider.resilience.RetryClass.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.stream.client.Trouble.Meaning;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation in every trouble, once and for good: how often it was sent, how often it was done, and whether what the
 * caller was told is true. All of it is run side by side at first, since most of it is waiting, and judged one by one.
 */
class StreamChaosTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final CallId ROOM = CallId.of("room");
    private static final CallId OTHER = CallId.of("other");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    /** Preparing TLS, which nothing here speaks, would take longer than all the rest. */
    private static final Consumer<OkHttpClient.Builder> CLEARTEXT =
            http -> http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));

    private static final Json RTMP = json("{'name':'push','stream_url':'rtmp://example.com/live','stream_key':'key'}");

    private static final Duration LATE = Duration.ofSeconds(30);

    /** One operation: how it is asked for, and how often its effect is there afterwards. */
    private record Scenario(Consumer<Stage> act, ToIntFunction<Stage> effects) {}

    private static Scenario reads(Consumer<Stage> act) {
        return new Scenario(act, stage -> 0);
    }

    private static Scenario makes(Consumer<Stage> act, ToIntFunction<Stage> count) {
        return new Scenario(act, count);
    }

    private static Scenario turns(Consumer<Stage> act, Predicate<Stage> done) {
        return new Scenario(act, stage -> done.test(stage) ? 1 : 0);
    }

    /** Complete, or it does not compile. */
    private static Scenario scenario(StreamOperation operation) {
        return switch (operation) {
            case QUERY_USERS ->
                reads(stage ->
                        assertThat(stage.client.queryUsers(user("alice"))).hasSize(1));
            case UPSERT_USERS ->
                makes(
                        stage -> stage.client.upsertUsers(List.of(json("{'id':'bob'}"))),
                        stage -> stage.judge.queryUsers(user("bob")).size());
            case UPDATE_USERS ->
                turns(
                        stage -> stage.client.revokeUserTokens("alice", LONG_AGO),
                        stage -> stage.judge.queryUsers(user("alice")).get(0).has("revoke_tokens_issued_before"));
            case UPDATE_APP ->
                turns(
                        stage -> stage.client.revokeAllTokens(LONG_AGO),
                        stage -> stage.judge
                                .request("GET", "app", null)
                                .object("app")
                                .has("revoke_tokens_issued_before"));
            case GET_TASK ->
                reads(stage -> assertThat(
                                stage.client.awaitTask(stage.task, LATE).write())
                        .contains("ok"));
            case GET_OR_CREATE_CALL ->
                makes(
                        stage -> stage.client.getOrCreateCall(
                                CallId.of("new"), json("{'data':{'created_by_id':'alice'}}")),
                        stage -> stage.calls("default:new"));
            case GET_CALL ->
                reads(stage -> assertThat(
                                stage.client.getCall(CallId.of("room")).cid())
                        .isEqualTo("default:room"));
            case QUERY_CALLS ->
                reads(stage -> assertThat(stage.client.queryCalls(Json.EMPTY).objects("calls"))
                        .isNotEmpty());
            case UPDATE_CALL ->
                turns(
                        stage -> stage.client.updateCall(CallId.of("room"), json("{'custom':{'a':'b'}}")),
                        stage -> stage.call().custom().has("a"));
            case END_CALL ->
                turns(
                        stage -> stage.client.endCall(CallId.of("room")),
                        stage -> stage.call().endedAt() != null);
            case DELETE_CALL ->
                turns(
                        stage -> stage.client.deleteCall(CallId.of("room"), false),
                        stage -> stage.calls("default:room") == 0);
            case QUERY_MEMBERS ->
                reads(stage -> assertThat(stage.client
                                .queryMembers(CallId.of("room"), Json.EMPTY)
                                .objects("members"))
                        .isNotNull());
            case UPDATE_MEMBERS ->
                makes(
                        stage -> stage.client.updateMembers(
                                CallId.of("room"), json("{'update_members':[{'user_id':'carol'}]}")),
                        stage -> (int)
                                stage.judge.queryMembers(CallId.of("room"), Json.EMPTY).objects("members").stream()
                                        .filter(member ->
                                                member.string("user_id").equals("carol"))
                                        .count());
            case QUERY_PARTICIPANTS ->
                reads(stage -> assertThat(StreamClient.participants(
                                stage.client.queryParticipants(CallId.of("room"), Json.EMPTY)))
                        .hasSize(1));
            case KICK_USER ->
                turns(
                        stage -> stage.client.kickUser(CallId.of("room"), "alice", false),
                        stage -> !stage.alice.connected());
            case MUTE_USERS ->
                turns(
                        stage -> stage.client.muteUsers(
                                CallId.of("room"), json("{'user_ids':['alice'],'video':true,'muted_by_id':'carol'}")),
                        stage -> stage.alice.muted(stage.track));
            case UPDATE_PERMISSIONS ->
                turns(
                        stage -> stage.client.updatePermissions(
                                CallId.of("room"), "alice", List.of(), List.of("send-audio")),
                        stage -> !stage.alice.capabilities().contains("send-audio"));
            // Each one that the server goes about is one more event to everybody.
            case SEND_EVENT ->
                makes(stage -> stage.client.sendEvent(CallId.of("room"), "alice", json("{'a':'b'}")), Stage::processed);
            case START_RECORDING ->
                turns(stage -> stage.client.startRecording(CallId.of("room"), "composite", null), Stage::recording);
            case STOP_RECORDING ->
                turns(
                        stage -> stage.client.stopRecording(CallId.of("other"), "composite"),
                        stage -> !stage.judge.getCall(CallId.of("other")).recording());
            case LIST_RECORDINGS ->
                reads(stage -> assertThat(stage.client.listRecordings(CallId.of("room")))
                        .isEmpty());
            case START_HLS_BROADCASTING ->
                turns(
                        stage -> stage.client.startHlsBroadcasting(CallId.of("room")),
                        stage -> stage.broadcasting("room"));
            case STOP_HLS_BROADCASTING ->
                turns(
                        stage -> stage.client.stopHlsBroadcasting(CallId.of("other")),
                        stage -> !stage.broadcasting("other"));
            case START_RTMP_BROADCASTS ->
                makes(
                        stage -> stage.client.startRtmpBroadcast(CallId.of("room"), RTMP),
                        stage -> stage.call().rtmpBroadcasts().size());
            case STOP_RTMP_BROADCAST ->
                turns(
                        stage -> stage.client.stopRtmpBroadcast(CallId.of("other"), "push"),
                        stage -> stage.judge
                                .getCall(CallId.of("other"))
                                .rtmpBroadcasts()
                                .isEmpty());
        };
    }

    private static Json user(String id) {
        return json("{'filter_conditions':{'id':{'$in':['" + id + "']}},'limit':10}");
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /**
     * An emulator with a call and alice in it with a camera, and another call, where what is to be stopped goes on; and two ways to it, only
     * one of them troubled.
     */
    private static final class Stage implements AutoCloseable {

        final StreamEmulator emulator;
        final StreamVideoProvider untroubled;
        final StreamClient judge;
        final StreamVideoProvider video;
        final StreamClient client;
        final StreamParticipant alice;
        final String track;
        final String task;
        final ConnectionPool connections = new ConnectionPool();
        final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();
        private final String troubled;
        private final StreamVideoProvider provider;
        private final AtomicInteger unreachable = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();

        /**
         * @param troubled the operation
         * @param path how its path ends; {@code ""} if nothing else is asked for
         */
        Stage(StreamOperation troubled, String path, Trouble trouble) {
            this.troubled = troubled.operationName();
            emulator = StreamEmulator.builder()
                    .apiKey("key", SECRET)
                    .user("carol")
                    .delays(Delays.SHORT)
                    .manualRecordings(true)
                    .start();
            untroubled = provider().build();
            judge = untroubled.unwrap(StreamClient.class);
            alice = join(ROOM);
            track = alice.publish("camera");
            task = troubled == StreamOperation.GET_TASK ? finishedTask() : "";
            join(OTHER);
            switch (troubled) {
                case STOP_RECORDING -> judge.startRecording(CallId.of("other"), "composite", null);
                case STOP_HLS_BROADCASTING -> {
                    String unused = judge.startHlsBroadcasting(CallId.of("other"));
                }
                case STOP_RTMP_BROADCAST -> judge.startRtmpBroadcast(CallId.of("other"), RTMP);
                default -> {
                    // nothing is to be stopped
                }
            }
            provider = provider()
                    .resilience(Resilience.builder()
                            .retry(RetryPolicy.builder()
                                    .delays(Duration.ofMillis(1), Duration.ofMillis(5))
                                    .attemptTimeout(trouble == Trouble.SLOW ? Trouble.PATIENCE : LATE)
                                    .build())
                            .build())
                    .operationListener(outcomes::add)
                    .http(CLEARTEXT.andThen(http -> http.connectionPool(connections)
                            .addInterceptor(chain -> {
                                if (chain.request().url().encodedPath().endsWith(path)) {
                                    if (unreachable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                                        throw new ConnectException("no way there");
                                    }
                                    sent.incrementAndGet();
                                }
                                return chain.proceed(chain.request());
                            })))
                    .build();
            // By which the server's journal tells its requests from those that prepare and judge.
            video = provider.with(
                    RequestOptions.builder().header("x-chaos", "1").build());
            client = video.unwrap(StreamClient.class);
        }

        private StreamVideoProvider.Builder provider() {
            return StreamVideoProvider.builder()
                    .url(emulator.url().toString())
                    .apiKey("key")
                    .apiSecret(SECRET)
                    .http(CLEARTEXT);
        }

        private StreamParticipant join(CallId call) {
            untroubled.calls().getOrCreate(CallRequest.of(call));
            return emulator.join(untroubled
                    .tokens()
                    .mint(TokenRequest.builder("alice", call).build())
                    .token());
        }

        private String finishedTask() {
            String begun = judge.deleteCall(CallId.of("room"), true);
            while (!judge.request("GET", "tasks/" + begun, null)
                    .string("status")
                    .equals("completed")) {
                LockSupport.parkNanos(1_000_000);
            }
            return begun;
        }

        void trouble(Trouble trouble, int times) {
            trouble.fault()
                    .ifPresentOrElse(
                            fault -> emulator.faults().inject(troubled, times, fault), () -> unreachable.set(times));
        }

        void peace() {
            emulator.faults().clear();
            unreachable.set(0);
        }

        List<StreamRequest> requests() {
            return requests(emulator.requests());
        }

        private List<StreamRequest> requests(List<? extends StreamRequest> all) {
            return all.stream()
                    .filter(request -> request.operation().equals(troubled)
                            && request.headers().containsKey("x-chaos"))
                    .map(StreamRequest.class::cast)
                    .toList();
        }

        int processed() {
            return (int) requests().stream().filter(StreamRequest::processed).count();
        }

        CallResponse call() {
            return judge.getCall(CallId.of("room"));
        }

        int calls(String cid) {
            return judge.queryCalls(json("{'filter_conditions':{'cid':'" + cid + "'}}"))
                    .objects("calls")
                    .size();
        }

        boolean broadcasting(String id) {
            String status = judge.getCall(CallId.of(id)).hlsStatus();
            return !status.isEmpty() && !status.equals("stopped");
        }

        boolean recording() {
            return call().recording();
        }

        /** Waits until the server has seen whatever was sent: what nobody waited for any longer comes late. */
        void awaitLate() {
            List<StreamRequest> unused =
                    emulator.awaitRequests(all -> requests(all).size() >= sent.get(), LATE);
        }

        @Nullable
        VideoException failureOf(Runnable act) {
            try {
                act.run();
                return null;
            } catch (VideoException e) {
                return e;
            }
        }

        int connectionsInUse() {
            return connections.connectionCount() - connections.idleConnectionCount();
        }

        @Override
        public void close() {
            provider.close();
            untroubled.close();
            emulator.close();
        }
    }

    // What happened -------------------------------------------------------------------------------------------------

    /** @param always whether the trouble stays; otherwise it is gone after one request */
    record Experiment(StreamOperation operation, Trouble trouble, boolean always) {
        @Override
        public String toString() {
            return operation.operationName() + ", " + trouble.title + (always ? ", always" : ", once");
        }
    }

    /** @param requests those that the server saw */
    private record Facts(
            List<StreamRequest> requests,
            int effects,
            int attempts,
            @Nullable VideoException failure,
            boolean interrupted,
            int connectionsInUse) {

        int processed() {
            return (int) requests.stream().filter(StreamRequest::processed).count();
        }
    }

    private static final Map<Experiment, Facts> SEEN = new LinkedHashMap<>();

    private static Facts facts(Experiment experiment) {
        return Objects.requireNonNull(SEEN.get(experiment));
    }

    static List<Experiment> experiments() {
        return Arrays.stream(StreamOperation.values())
                .flatMap(operation -> Arrays.stream(Trouble.values())
                        .flatMap(trouble ->
                                Stream.of(false, true).map(always -> new Experiment(operation, trouble, always))))
                .toList();
    }

    @BeforeAll
    static void run_everything() throws Exception {
        // The long waits come last, side by side: by then the machine is warm, and an attempt in time is in time.
        Map<Experiment, Future<Facts>> running = new LinkedHashMap<>();
        ExecutorService few = Executors.newFixedThreadPool(4);
        ExecutorService many = Executors.newFixedThreadPool(40);
        try {
            experiments().stream()
                    .filter(each -> !each.trouble().waits())
                    .forEach(each -> running.put(each, few.submit(() -> run(each))));
            for (Future<Facts> each : running.values()) {
                each.get();
            }
            experiments().stream()
                    .filter(each -> each.trouble().waits())
                    .forEach(each -> running.put(each, many.submit(() -> run(each))));
            for (Experiment each : experiments()) {
                SEEN.put(each, Objects.requireNonNull(running.get(each)).get());
            }
        } finally {
            few.shutdownNow();
            many.shutdownNow();
        }
    }

    private static Facts run(Experiment experiment) {
        try (Stage stage = new Stage(experiment.operation(), "", experiment.trouble())) {
            Scenario scenario = scenario(experiment.operation());
            stage.trouble(experiment.trouble(), experiment.always() ? Integer.MAX_VALUE : 1);
            VideoException failure = stage.failureOf(() -> scenario.act().accept(stage));
            boolean interrupted = Thread.interrupted();
            int inUse = stage.connectionsInUse();
            OperationOutcome outcome = stage.outcomes.get(0);
            stage.awaitLate();
            stage.peace();
            // What came late is written down just before it is done.
            int expected = experiment.operation().retryClass() == READ ? 0 : Math.min(1, stage.processed());
            long deadline = System.nanoTime() + LATE.toNanos();
            while (scenario.effects().applyAsInt(stage) < expected && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
            return new Facts(
                    stage.requests(),
                    scenario.effects().applyAsInt(stage),
                    outcome.attempts(),
                    failure,
                    interrupted,
                    inUse);
        }
    }

    // What ought to have happened -----------------------------------------------------------------------------------

    private enum Told {
        DONE("✓"),
        NOT_DONE("✗"),
        UNKNOWN("?");

        private final String sign;

        Told(String sign) {
            this.sign = sign;
        }
    }

    private record Expected(int attempts, Told told) {}

    private static Expected expected(Experiment experiment) {
        StreamOperation operation = experiment.operation();
        Trouble trouble = experiment.trouble();
        Told perhaps = operation.retryClass() == READ ? Told.NOT_DONE : Told.UNKNOWN;
        return switch (trouble.meaning) {
            case NOT_DONE -> experiment.always() ? new Expected(3, Told.NOT_DONE) : new Expected(2, Told.DONE);
            case NOT_DONE_FOR_LONG -> new Expected(1, Told.NOT_DONE);
            case FINAL -> new Expected(1, perhaps);
            case LOST -> {
                if (!operation.retryClass().repeatable()) {
                    yield new Expected(1, perhaps);
                }
                yield experiment.always() ? new Expected(3, perhaps) : new Expected(2, Told.DONE);
            }
        };
    }

    private static Told told(@Nullable VideoException failure) {
        if (failure == null) {
            return Told.DONE;
        }
        return failure.outcomeUnknown() ? Told.UNKNOWN : Told.NOT_DONE;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("experiments")
    void is_tried_as_often_as_its_class_allows_done_once_at_most_and_the_caller_told_the_truth(Experiment experiment) {
        Facts facts = facts(experiment);
        Trouble trouble = experiment.trouble();
        boolean changes = experiment.operation().retryClass() != READ;

        // The wire.
        Expected expected = expected(experiment);
        assertThat(facts.attempts()).as("attempts").isEqualTo(expected.attempts());
        int troubled = experiment.always() ? facts.attempts() : 1;
        int unsent = trouble == Trouble.NO_CONNECTION ? troubled : 0;
        assertThat(facts.requests()).as("requests").hasSize(facts.attempts() - unsent);
        assertThat(facts.processed())
                .as("processed")
                .isEqualTo(trouble.processed ? facts.attempts() : facts.attempts() - troubled);
        assertThat(facts.requests())
                .extracting(request -> request.headers().get("x-client-request-id"))
                .as("one id for all attempts")
                .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSizeLessThan(2));
        if (trouble == Trouble.BUSY_A_SECOND) {
            for (int i = 1; i < facts.requests().size(); i++) {
                assertThat(Duration.between(
                                facts.requests().get(i - 1).at(),
                                facts.requests().get(i).at()))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
        }

        // The effect.
        assertThat(facts.effects()).as("effects").isEqualTo(changes ? Math.min(1, facts.processed()) : 0);

        // What the caller was told.
        VideoException failure = facts.failure();
        assertThat(told(failure)).as("told: " + failure).isEqualTo(expected.told());
        if (changes && told(failure) == Told.DONE) {
            assertThat(facts.effects()).as("done").isEqualTo(1);
        }
        if (told(failure) == Told.NOT_DONE) {
            assertThat(facts.effects()).as("not done").isZero();
        }
        if (failure != null) {
            assertThat(failure).isExactlyInstanceOf(trouble.type);
            assertThat(failure.operation()).isEqualTo(experiment.operation().operationName());
            assertThat(failure.attempts()).isEqualTo(facts.attempts());
            assertThat(failure.retryable()).as("retryable").isEqualTo(trouble.meaning != Meaning.FINAL);
            assertThat(failure.retryAfter())
                    .isEqualTo(
                            trouble == Trouble.BUSY_A_MINUTE
                                    ? Duration.ofSeconds(60)
                                    : trouble == Trouble.BUSY_A_SECOND ? Duration.ofSeconds(1) : null);
        }

        // What is left behind.
        assertThat(facts.connectionsInUse()).as("connections in use").isZero();
        assertThat(facts.interrupted()).as("interrupted").isFalse();
    }

    @Test
    void the_page_says_what_was_seen() throws IOException {
        String table = table();
        assertThat(RetriesPage.read("stream", table)).isEqualTo(table);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("\n| operation | class");
        for (Trouble trouble : Trouble.values()) {
            table.append(" | ").append(trouble.title);
        }
        table.append(" |\n|---|---")
                .append("|---".repeat(Trouble.values().length))
                .append("|\n");
        for (StreamOperation operation : StreamOperation.values()) {
            table.append("| `").append(operation.operationName()).append("` | ").append(operation.retryClass());
            for (Trouble trouble : Trouble.values()) {
                table.append(" | ")
                        .append(cell(new Experiment(operation, trouble, false)))
                        .append(' ')
                        .append(cell(new Experiment(operation, trouble, true)));
            }
            table.append(" |\n");
        }
        return table.append('\n').toString();
    }

    private static String cell(Experiment experiment) {
        Facts facts = facts(experiment);
        return facts.attempts() + told(facts.failure()).sign;
    }

    @Test
    void no_thread_is_left_behind() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("stream"))
                .allSatisfy(thread -> thread.join(LATE.toMillis()))
                .noneMatch(Thread::isAlive);
    }

    // A recording's start is more than one request ------------------------------------------------------------------

    /** @param look whether the look at what goes on fails too, after the first one */
    record Start(String kind, RecordingRequest request, Trouble trouble, boolean always, boolean look) {
        @Override
        public String toString() {
            return kind + ", " + trouble.title + (always ? ", always" : ", once")
                    + (look ? ", the look after it too" : "");
        }
    }

    static List<Start> starts() {
        RecordingRequest composite = RecordingRequest.composite().build();
        RecordingRequest grid = RecordingRequest.composite().layout(Layout.GRID).build();
        List<Start> starts = new ArrayList<>();
        for (Trouble trouble : Trouble.values()) {
            for (boolean always : List.of(false, true)) {
                starts.add(new Start("composite", composite, trouble, always, false));
                starts.add(new Start("composite with settings", grid, trouble, always, false));
            }
            starts.add(new Start("composite", composite, trouble, true, true));
        }
        return starts;
    }

    @Test
    void a_recording_is_started_once_or_not_and_its_caller_told_the_truth() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            Map<Start, Future<?>> running = new LinkedHashMap<>();
            starts().stream()
                    .sorted(Comparator.comparing(each -> each.trouble() != Trouble.SLOW))
                    .forEach(each -> running.put(each, threads.submit(() -> start(each))));
            SoftAssertions all = new SoftAssertions();
            running.forEach((each, verdict) ->
                    all.assertThatCode(verdict::get).as(each.toString()).doesNotThrowAnyException());
            all.assertAll();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void start(Start start) {
        try (Stage stage = new Stage(StreamOperation.START_RECORDING, "/start", start.trouble())) {
            stage.trouble(start.trouble(), start.always() ? Integer.MAX_VALUE : 1);
            if (start.look()) {
                stage.emulator.faults().inject("GetCall", StreamFault.delay(Duration.ZERO));
                start.trouble()
                        .fault()
                        .ifPresent(fault -> stage.emulator.faults().inject("GetCall", Integer.MAX_VALUE, fault));
            }
            AtomicReference<@Nullable Recording> started = new AtomicReference<>();
            VideoException failure =
                    stage.failureOf(() -> started.set(stage.video.recordings().start(ROOM, start.request())));
            assertThat(stage.connectionsInUse()).isZero();
            int done = stage.processed();
            stage.awaitLate();
            stage.peace();
            int processed = stage.processed();
            assertThat(processed).as("starts that the server went about").isLessThan(2);
            while (processed == 1 && !stage.recording()) {
                LockSupport.parkNanos(1_000_000);
            }

            boolean recording = stage.recording();

            assertThat(recording).isEqualTo(processed == 1);
            if (started.get() != null) {
                assertThat(recording).isTrue();
            } else {
                assertThat(Objects.requireNonNull(failure).outcomeUnknown() || !recording)
                        .as("the truth of: " + failure)
                        .isTrue();
                assertThat(done == 0 || start.look())
                        .as("it went on, and was not found")
                        .isTrue();
            }
            // Whoever asks again gets the one that there is.
            Recording again = stage.video.recordings().start(ROOM, start.request());
            assertThat(again.sessionId()).isEqualTo(stage.alice.sessionId());
            assertThat(stage.processed())
                    .as("starts that the server went about")
                    .isEqualTo(1);
        }
    }
}
