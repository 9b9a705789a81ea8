package io.videoprovider.livekit.client;

import static io.videoprovider.resilience.RetryClass.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.livekit.client.Trouble.Meaning;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
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
class LiveKitChaosTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final CallId ROOM = CallId.of("room");

    /** Preparing TLS, which nothing here speaks, would take longer than all the rest. */
    private static final Consumer<OkHttpClient.Builder> CLEARTEXT =
            http -> http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));

    private static final Json INGRESS =
            json("{'input_type':'RTMP_INPUT','room_name':'room','participant_identity':'obs'}");

    private static final Duration LATE = Duration.ofSeconds(30);

    /** What the server tries for seconds by itself before it says {@code unavailable}: the next time would be no other. */
    private static final Set<LiveKitOperation> ASKED_LONG_ENOUGH = EnumSet.of(
            LiveKitOperation.MUTE_PUBLISHED_TRACK,
            LiveKitOperation.UPDATE_SUBSCRIPTIONS,
            LiveKitOperation.SEND_DATA,
            LiveKitOperation.PERFORM_RPC,
            LiveKitOperation.START_EGRESS,
            LiveKitOperation.START_ROOM_COMPOSITE_EGRESS,
            LiveKitOperation.START_PARTICIPANT_EGRESS,
            LiveKitOperation.START_TRACK_EGRESS);

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

    /** What changes nothing that could be seen: that the server did it is all there is to know. */
    private static Scenario unseen(Consumer<Stage> act) {
        return new Scenario(act, stage -> Math.min(1, stage.processed()));
    }

    /** Complete, or it does not compile. */
    private static Scenario scenario(LiveKitOperation operation) {
        return switch (operation) {
            case CREATE_ROOM ->
                makes(
                        stage -> stage.client.createRoom(json("{'name':'new'}")),
                        stage -> stage.judge.listRooms(List.of("new")).size());
            case LIST_ROOMS ->
                reads(stage -> assertThat(stage.client.listRooms(List.of())).hasSize(1));
            case DELETE_ROOM ->
                turns(
                        stage -> stage.client.deleteRoom("room"),
                        stage -> stage.judge.listRooms(List.of("room")).isEmpty());
            case UPDATE_ROOM_METADATA ->
                turns(
                        stage -> stage.client.updateRoomMetadata("room", "changed"),
                        stage -> stage.judge
                                .listRooms(List.of("room"))
                                .get(0)
                                .metadata()
                                .equals("changed"));
            case LIST_PARTICIPANTS ->
                reads(stage -> assertThat(stage.client.listParticipants("room")).hasSize(1));
            case GET_PARTICIPANT ->
                reads(stage -> assertThat(
                                stage.client.getParticipant("room", "alice").sid())
                        .isEqualTo(stage.alice.sid()));
            case REMOVE_PARTICIPANT ->
                turns(stage -> stage.client.removeParticipant("room", "alice"), stage -> !stage.alice.connected());
            case UPDATE_PARTICIPANT ->
                turns(
                        stage -> stage.client.updateParticipant("room", "alice", json("{'name':'Alicia'}")),
                        stage -> stage.alice.name().equals("Alicia"));
            case MUTE_PUBLISHED_TRACK ->
                turns(
                        stage -> stage.client.mutePublishedTrack("room", "alice", stage.track, true),
                        stage -> stage.alice.muted(stage.track));
            case UPDATE_SUBSCRIPTIONS ->
                unseen(stage -> stage.client.updateSubscriptions("room", "alice", List.of(stage.track), false));
            case SEND_DATA ->
                makes(
                        stage -> stage.client.sendData("room", "chat", new byte[] {1}, List.of()),
                        stage -> stage.alice.received().size());
            case PERFORM_RPC ->
                makes(
                        stage -> stage.client.performRpc("room", "alice", "count", "", Duration.ofSeconds(1)),
                        stage -> stage.rpcs.get());
            case LIST_EGRESS ->
                reads(stage -> assertThat(LiveKitClient.egresses(stage.client.listEgress(Json.EMPTY)))
                        .hasSize(1));
            case STOP_EGRESS ->
                turns(
                        stage -> stage.client.stopEgress(stage.egress),
                        stage -> stage.egress().status().equals("EGRESS_ENDING"));
            // The emulator's recorder is no participant to be told of a layout, as on a server without a real one.
            case UPDATE_LAYOUT ->
                unseen(stage -> {
                    try {
                        stage.client.updateLayout(stage.egress, "grid");
                    } catch (NotFoundException theAnswer) {
                        assertThat(theAnswer).hasMessageContaining("participant");
                    }
                });
            case UPDATE_STREAM ->
                makes(
                        stage -> stage.client.updateStream(
                                stage.egress, List.of("rtmp://example.com/live/key"), List.of()),
                        stage -> stage.egress().raw().objects("stream_results").size());
            case START_EGRESS ->
                makes(
                        stage -> stage.client.startEgress(
                                json("{'room_name':'room','template':{},'outputs':[{'file':{'filepath':'a.mp4'}}]}")),
                        Stage::moreEgresses);
            case START_ROOM_COMPOSITE_EGRESS ->
                makes(
                        stage -> stage.client.startRoomCompositeEgress(
                                json("{'room_name':'room','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            case START_PARTICIPANT_EGRESS ->
                makes(
                        stage -> stage.client.startParticipantEgress(
                                json("{'room_name':'room','identity':'alice','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            case START_TRACK_EGRESS ->
                makes(
                        stage -> stage.client.startTrackEgress(
                                json("{'room_name':'room','track_id':'TR_1','file':{'filepath':'a.mp4'}}")),
                        Stage::moreEgresses);
            case CREATE_INGRESS ->
                makes(
                        stage -> stage.client.createIngress(INGRESS),
                        stage -> stage.ingresses().size() - 1);
            case UPDATE_INGRESS ->
                turns(
                        stage -> stage.client.updateIngress(stage.ingress, json("{'name':'changed'}")),
                        stage -> stage.ingresses().get(0).raw().string("name").equals("changed"));
            case LIST_INGRESS ->
                reads(stage -> assertThat(LiveKitClient.ingresses(stage.client.listIngress(Json.EMPTY)))
                        .hasSize(1));
            case DELETE_INGRESS ->
                turns(
                        stage -> stage.client.deleteIngress(stage.ingress),
                        stage -> stage.ingresses().isEmpty());
        };
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /** An emulator with a room, alice in it with a camera, and an egress; and two ways to it, only one of them troubled. */
    private static final class Stage implements AutoCloseable {

        final LiveKitEmulator emulator;
        final LiveKitVideoProvider untroubled;
        final LiveKitClient judge;
        final LiveKitVideoProvider video;
        final LiveKitClient client;
        final LiveKitParticipant alice;
        final String track;
        final String egress;
        final String ingress;
        final AtomicInteger rpcs = new AtomicInteger();
        final ConnectionPool connections = new ConnectionPool();
        final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();
        private final String troubled;
        private final LiveKitVideoProvider provider;
        private final AtomicInteger unreachable = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();

        /** @param troubled the method's name */
        Stage(String troubled, boolean unified, Trouble trouble) {
            this.troubled = troubled;
            emulator = LiveKitEmulator.builder()
                    .apiKey("devkey", SECRET)
                    .delays(Delays.SHORT)
                    .manualRecordings(true)
                    .unifiedEgress(unified)
                    .start();
            untroubled = provider().build();
            judge = untroubled.unwrap(LiveKitClient.class);
            untroubled.calls().getOrCreate(CallRequest.of(ROOM));
            alice = emulator.join(untroubled
                    .tokens()
                    .mint(TokenRequest.builder("alice", ROOM).build())
                    .token());
            track = alice.publish("camera");
            alice.answerRpc("count", payload -> Integer.toString(rpcs.incrementAndGet()));
            egress = judge.startRoomCompositeEgress(
                            json("{'room_name':'room','stream_outputs':[{'protocol':'RTMP','urls':[]}]}"))
                    .egressId();
            ingress = judge.createIngress(INGRESS).ingressId();
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
                                if (concerned(chain.request().url().encodedPath())) {
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
            client = video.unwrap(LiveKitClient.class);
        }

        private LiveKitVideoProvider.Builder provider() {
            return LiveKitVideoProvider.builder()
                    .url(emulator.url().toString())
                    .apiKey("devkey")
                    .apiSecret(SECRET)
                    .http(CLEARTEXT);
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

        private boolean concerned(String path) {
            return path.endsWith("/" + troubled);
        }

        List<LiveKitRequest> requests() {
            return requests(emulator.requests());
        }

        private List<LiveKitRequest> requests(List<? extends LiveKitRequest> all) {
            return all.stream()
                    .filter(request ->
                            concerned(request.path()) && request.headers().containsKey("x-chaos"))
                    .map(LiveKitRequest.class::cast)
                    .toList();
        }

        int processed() {
            return (int) requests().stream().filter(LiveKitRequest::processed).count();
        }

        EgressInfo egress() {
            return LiveKitClient.egresses(judge.listEgress(
                            Json.builder().put("egress_id", egress).build()))
                    .get(0);
        }

        List<IngressInfo> ingresses() {
            return LiveKitClient.ingresses(judge.listIngress(Json.EMPTY));
        }

        List<EgressInfo> egresses() {
            return LiveKitClient.egresses(judge.listEgress(Json.EMPTY)).stream()
                    .filter(info -> !info.egressId().equals(egress))
                    .toList();
        }

        int moreEgresses() {
            return egresses().size();
        }

        /** Waits until the server has seen whatever was sent: what nobody waited for any longer comes late. */
        void awaitLate() {
            List<LiveKitRequest> unused =
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
    record Experiment(LiveKitOperation operation, Trouble trouble, boolean always) {
        @Override
        public String toString() {
            return operation.operationName() + ", " + trouble.title + (always ? ", always" : ", once");
        }
    }

    /** @param requests those that the server saw */
    private record Facts(
            List<LiveKitRequest> requests,
            int effects,
            int attempts,
            @Nullable VideoException failure,
            boolean interrupted,
            int connectionsInUse) {

        int processed() {
            return (int) requests.stream().filter(LiveKitRequest::processed).count();
        }
    }

    private static final Map<Experiment, Facts> SEEN = new LinkedHashMap<>();

    private static Facts facts(Experiment experiment) {
        return Objects.requireNonNull(SEEN.get(experiment));
    }

    static List<Experiment> experiments() {
        return Arrays.stream(LiveKitOperation.values())
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
        try (Stage stage = new Stage(experiment.operation().operationName(), true, experiment.trouble())) {
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
        LiveKitOperation operation = experiment.operation();
        Trouble trouble = experiment.trouble();
        boolean hopeless = trouble == Trouble.NOBODY && ASKED_LONG_ENOUGH.contains(operation);
        Told perhaps = operation.retryClass() == READ ? Told.NOT_DONE : Told.UNKNOWN;
        Meaning meaning = hopeless ? Meaning.FINAL : trouble.meaning;
        return switch (meaning) {
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
                .extracting(request -> request.headers().get("x-livekit-request-id"))
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
            boolean worthIt = trouble != Trouble.NOT_JSON
                    && (trouble != Trouble.NOBODY || !ASKED_LONG_ENOUGH.contains(experiment.operation()));
            assertThat(failure.retryable()).as("retryable").isEqualTo(worthIt);
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
        assertThat(RetriesPage.read("livekit", table)).isEqualTo(table);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("\n| operation | class");
        for (Trouble trouble : Trouble.values()) {
            table.append(" | ").append(trouble.title);
        }
        table.append(" |\n|---|---")
                .append("|---".repeat(Trouble.values().length))
                .append("|\n");
        for (LiveKitOperation operation : LiveKitOperation.values()) {
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
                .filteredOn(thread -> thread.getName().startsWith("livekit"))
                .allSatisfy(thread -> thread.join(LATE.toMillis()))
                .noneMatch(Thread::isAlive);
    }

    // A recording's start is more than one request ------------------------------------------------------------------

    /**
     * @param method what fails
     * @param look whether the look at what goes on fails too, after the first one
     */
    record Start(
            String kind,
            RecordingRequest request,
            boolean unified,
            String method,
            Trouble trouble,
            boolean always,
            boolean look) {
        @Override
        public String toString() {
            return kind + ", " + trouble.title + (always ? ", always" : ", once")
                    + (look ? ", the look after it too" : "");
        }
    }

    static List<Start> starts() {
        RecordingRequest composite = RecordingRequest.composite().build();
        RecordingRequest participant = RecordingRequest.participant("alice").build();
        RecordingRequest track = RecordingRequest.track("TR_1").build();
        List<Start> starts = new ArrayList<>();
        for (Trouble trouble : Trouble.values()) {
            for (boolean always : List.of(false, true)) {
                starts.add(new Start("composite", composite, true, "StartEgress", trouble, always, false));
                starts.add(new Start("participant", participant, true, "StartEgress", trouble, always, false));
                starts.add(new Start("track", track, true, "StartTrackEgress", trouble, always, false));
                starts.add(new Start(
                        "composite, older server",
                        composite,
                        false,
                        "StartRoomCompositeEgress",
                        trouble,
                        always,
                        false));
            }
            starts.add(new Start("composite", composite, true, "StartEgress", trouble, true, true));
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
        try (Stage stage = new Stage(start.method(), start.unified(), start.trouble())) {
            stage.trouble(start.trouble(), start.always() ? Integer.MAX_VALUE : 1);
            if (start.look()) {
                stage.emulator.faults().inject("ListEgress", LiveKitFault.delay(Duration.ZERO));
                start.trouble()
                        .fault()
                        .ifPresent(fault -> stage.emulator.faults().inject("ListEgress", Integer.MAX_VALUE, fault));
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
            while (stage.moreEgresses() < processed) {
                LockSupport.parkNanos(1_000_000);
            }

            List<EgressInfo> egresses = stage.egresses();

            assertThat(egresses).hasSize(processed);
            Recording recording = started.get();
            if (recording != null) {
                assertThat(egresses)
                        .extracting(EgressInfo::egressId)
                        .containsExactly(recording.id().value());
            } else {
                assertThat(Objects.requireNonNull(failure).outcomeUnknown() || egresses.isEmpty())
                        .as("the truth of: " + failure)
                        .isTrue();
                assertThat(done == 0 || start.look())
                        .as("it went on, and was not found")
                        .isTrue();
            }
            // Whoever asks again gets the one that there is.
            Recording again = stage.video.recordings().start(ROOM, start.request());
            assertThat(stage.egresses())
                    .extracting(EgressInfo::egressId)
                    .containsExactly(again.id().value());
        }
    }
}
