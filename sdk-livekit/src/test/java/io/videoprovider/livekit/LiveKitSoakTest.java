package io.videoprovider.livekit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.client.EgressClient;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.provider.ProviderSoakContract;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Many operations while requests fail at random. */
class LiveKitSoakTest extends ProviderSoakContract<LiveKitFault> {

    private static final RecordingRequest RECORDING =
            RecordingRequest.composite().build();

    private static final List<Supplier<LiveKitFault>> FAULTS = List.of(
            LiveKitFault::dropBeforeProcessing,
            LiveKitFault::dropAfterProcessing,
            LiveKitFault::reset,
            LiveKitFault::truncatedBody,
            () -> LiveKitFault.twirp(408, "deadline_exceeded", "too slow"),
            () -> LiveKitFault.text(429, "busy"),
            () -> LiveKitFault.text(500, "sorry"),
            () -> LiveKitFault.text(503, "down"),
            () -> LiveKitFault.twirp(503, "unavailable", "no response from servers"),
            () -> LiveKitFault.body(200, "text/html", "<h1>log in</h1>"));

    private final LiveKitEmulator emulator = LiveKitEmulator.builder()
            .apiKey("devkey", Tests.SECRET)
            .delays(Delays.SHORT)
            .manualRecordings(true)
            .start();
    private final LiveKitVideoProvider video =
            underTest(Tests.providerOf(emulator)).build();
    private final LiveKitVideoProvider control = Tests.providerOf(emulator).build();

    LiveKitSoakTest() {
        super("livekit", FAULTS, LiveKitFault.delay(SLOW_RESPONSE));
    }

    @Override
    protected void inject(String operation, int times, LiveKitFault fault) {
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
                        .map(request -> Tests.header(request, "x-livekit-request-id"))
                        .toList()),
                atMost);
    }

    @Override
    protected Map<String, Integer> recordings() {
        return EgressClient.egresses(
                        control.unwrap(LiveKitClient.class).egress().listEgress(Json.EMPTY))
                .stream()
                .collect(Collectors.toMap(EgressInfo::roomName, egress -> 1, Integer::sum));
    }

    @Override
    protected void close() {
        video.close();
        control.close();
        emulator.close();
    }

    @Override
    protected void runCall(CallId id, Random random, List<Claim> results) {
        // A slow creation that arrives late would create the room again after its end.
        fail(random, "CreateRoom", false);
        if (perform(results, "create", () -> video.calls().getOrCreate(create(id)), () -> exists(id)) != null) {
            useCall(id, results, random);
        }
    }

    /** The room does not end when its participants leave, so that the results of callers stay correct. */
    private static CallRequest create(CallId id) {
        Json stays = Json.builder()
                .put("empty_timeout", 3600)
                .put("departure_timeout", 3600)
                .build();
        return CallRequest.builder(id).vendorOptions(ProviderId.LIVEKIT, stays).build();
    }

    private void useCall(CallId id, List<Claim> results, Random random) {
        LiveKitParticipant alice = emulator.join(
                video.tokens().mint(TokenRequest.builder("alice", id).build()).token());

        fail(random, "ListRooms", true);
        perform(results, "read", () -> video.calls().get(id), null);
        fail(random, "UpdateRoomMetadata", false);
        perform(
                results,
                "update",
                () -> video.calls().update(id, CallUpdate.builder().title("t").build()),
                null);
        for (int i = 0; i < 4; i++) {
            String topic = "topic-" + i;
            fail(random, "SendData", true);
            perform(
                    results,
                    "message " + i,
                    () -> {
                        video.require(Messages.class).send(id, topic, "hello".getBytes(UTF_8));
                        return topic;
                    },
                    () -> received(alice, topic) == 1);
            results.add(new Claim("message " + i + " not twice", true, () -> received(alice, topic) <= 1));
        }
        fail(random, "StartEgress", true);
        Recording recording =
                perform(results, "record", () -> video.recordings().start(id, RECORDING), () -> recordings(id) == 1);
        if (recording != null) {
            fail(random, "ListEgress", true);
            Recording again =
                    perform(results, "record again", () -> video.recordings().start(id, RECORDING), null);
            results.add(new Claim(
                    "the same recording",
                    true,
                    () -> again == null || again.id().equals(recording.id())));
            fail(random, "StopEgress", true);
            perform(results, "stop", () -> video.recordings().stop(recording.id()), () -> !runs(recording));
        }
        fail(random, "ListParticipants", true);
        perform(results, "participants", () -> video.participants().list(id), null);
        fail(random, "RemoveParticipant", true);
        perform(
                results,
                "kick",
                () -> {
                    video.participants().remove(id, "alice");
                    return id;
                },
                () -> !alice.connected());
        if (random.nextBoolean()) {
            fail(random, "DeleteRoom", true);
            // These claims no longer hold.
            results.removeIf(claim ->
                    claim.description().equals("create") || (claim.description().startsWith("kick") && !claim.done()));
            perform(
                    results,
                    "end",
                    () -> {
                        video.calls().end(id);
                        return id;
                    },
                    () -> !exists(id));
        }
    }

    private boolean exists(CallId id) {
        return !control.calls().list(List.of(id)).items().isEmpty();
    }

    private static long received(LiveKitParticipant participant, String topic) {
        return participant.received().stream()
                .filter(data -> data.topic().equals(Optional.of(topic)))
                .count();
    }

    private int recordings(CallId id) {
        return control.recordings().list(id).items().size();
    }

    private boolean runs(Recording recording) {
        return control.recordings().get(recording.id()).status().equals(RecordingStatus.STARTING);
    }
}
