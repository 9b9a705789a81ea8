package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testkit.provider.ProviderSoakContract;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Many operations while requests fail at random. */
class StreamSoakTest extends ProviderSoakContract<StreamFault> {

    private static final RecordingRequest RECORDING =
            RecordingRequest.composite().build();

    private static final List<Supplier<StreamFault>> FAULTS = List.of(
            StreamFault::dropBeforeProcessing,
            StreamFault::dropAfterProcessing,
            StreamFault::reset,
            StreamFault::truncatedBody,
            () -> StreamFault.api(408, 23, "request timed out"),
            () -> StreamFault.api(429, 9, "Too many requests").header("X-RateLimit-Reset", ""),
            () -> StreamFault.api(500, -1, "internal error"),
            () -> StreamFault.unrecoverable(500, -1, "internal error"),
            () -> StreamFault.text(503, "down"),
            () -> StreamFault.body(200, "text/html", "<h1>log in</h1>"));

    private final StreamEmulator emulator = Tests.emulator().start();
    private final StreamVideoProvider video =
            underTest(Tests.providerOf(emulator)).build();
    private final StreamVideoProvider control = Tests.providerOf(emulator).build();
    private final StreamClient client = video.unwrap(StreamClient.class);
    private final Queue<CallId> recorded = new ConcurrentLinkedQueue<>();

    /** The number of times that the server processed each sent event; complete after the load. */
    private volatile Map<String, Long> events = Map.of();

    StreamSoakTest() {
        super("stream", FAULTS, StreamFault.delay(SLOW_RESPONSE));
    }

    @Override
    protected void inject(String operation, int times, StreamFault fault) {
        emulator.faults().inject(operation, times, fault);
    }

    @Override
    protected void clearFaults() {
        emulator.faults().clear();
    }

    @Override
    protected void awaitRequests(Predicate<List<String>> ids, Duration atMost) {
        List<?> unused = emulator.awaitRequests(
                all -> ids.test(all.stream()
                        .map(request ->
                                String.join("", request.headers().getOrDefault("x-client-request-id", List.of())))
                        .toList()),
                atMost);
    }

    @Override
    protected Map<String, Integer> recordings() {
        // Otherwise the journal may have lost events.
        assertThat(emulator.requests()).hasSizeLessThan(20_000);
        events = emulator.requests().stream()
                .filter(request -> request.operation().equals("SendCallEvent") && request.processed())
                .map(request -> Json.parse(request.body()).object("custom").string("event"))
                .collect(Collectors.groupingBy(event -> event, Collectors.counting()));
        // A session has one recording, however often it was started: each start adds a file.
        return recorded.stream()
                .collect(Collectors.toMap(
                        CallId::toString,
                        id -> control.recordings().list(id).stream()
                                .mapToInt(each -> Math.max(1, each.files().size()))
                                .sum()));
    }

    /** Between its stop and its files a recording is not listed. */
    @Override
    protected Duration visibilityDelay() {
        return Duration.ofSeconds(5);
    }

    @Override
    protected void close() {
        video.close();
        control.close();
        emulator.close();
    }

    @Override
    protected void runCall(CallId id, Random random, List<Claim> results) {
        fail(random, "GetOrCreateCall", true);
        if (perform(results, "create", () -> video.calls().getOrCreate(CallRequest.of(id)), () -> exists(id)) != null) {
            useCall(id, results, random);
        }
    }

    private void useCall(CallId id, List<Claim> results, Random random) {
        StreamParticipant alice = join(id, "alice");
        // The session, and its recording, would end with its last participant.
        assertThat(join(id, "bob").connected()).isTrue();

        fail(random, "GetCall", true);
        perform(results, "read", () -> video.calls().get(id), null);
        fail(random, "UpdateCall", true);
        perform(
                results,
                "update",
                () -> video.calls().update(id, CallUpdate.builder().title("t").build()),
                null);
        for (int i = 0; i < 12; i++) {
            String event = id + " " + i;
            fail(random, "SendCallEvent", true);
            perform(
                    results,
                    "event " + i,
                    () -> {
                        client.calls()
                                .sendEvent(
                                        id,
                                        "alice",
                                        Json.builder().put("event", event).build());
                        return event;
                    },
                    () -> events.getOrDefault(event, 0L) == 1);
            results.add(new Claim("event " + i + " not twice", true, () -> events.getOrDefault(event, 0L) <= 1));
        }
        recorded.add(id);
        fail(random, "StartRecording", true);
        Recording recording =
                perform(results, "record", () -> video.recordings().start(id, RECORDING), () -> isRecorded(id));
        if (recording != null) {
            fail(random, "GetCall", true);
            Recording again =
                    perform(results, "record again", () -> video.recordings().start(id, RECORDING), null);
            results.add(new Claim(
                    "the same recording",
                    true,
                    () -> again == null || again.id().equals(recording.id())));
            fail(random, "StopRecording", true);
            perform(results, "stop", () -> video.recordings().stop(recording.id()), () -> !runs(id));
        }
        fail(random, "QueryCallParticipants", true);
        perform(results, "participants", () -> video.participants().list(id), null);
        fail(random, "KickUser", true);
        perform(
                results,
                "kick",
                () -> {
                    video.participants().remove(id, "alice");
                    return id;
                },
                () -> !alice.connected());
        if (random.nextBoolean()) {
            fail(random, "EndCall", true);
            // These claims no longer hold.
            results.removeIf(claim -> (claim.description().startsWith("kick")
                            || claim.description().startsWith("stop"))
                    && !claim.done());
            perform(
                    results,
                    "end",
                    () -> {
                        video.calls().end(id);
                        return id;
                    },
                    () -> control.calls().get(id).endedAt() != null);
        }
    }

    private StreamParticipant join(CallId id, String user) {
        return emulator.join(
                video.tokens().mint(TokenRequest.builder(user, id).build()).token());
    }

    private boolean exists(CallId id) {
        return !control.calls().list(List.of(id)).items().isEmpty();
    }

    private boolean isRecorded(CallId id) {
        return !control.recordings().list(id).items().isEmpty();
    }

    private boolean runs(CallId id) {
        return control.calls().get(id).recording();
    }
}
