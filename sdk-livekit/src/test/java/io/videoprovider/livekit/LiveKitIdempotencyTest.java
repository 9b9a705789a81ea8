package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.requests;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.ReceivedData;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.token.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations with the same idempotency key: repetitions of each other only if operation, target and payload are the same. */
class LiveKitIdempotencyTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final CallId ATTIC = CallId.of("attic");
    private static final RequestOptions ORDER =
            RequestOptions.builder().idempotencyKey("order-1").build();

    private LiveKitEmulator emulator;
    private LiveKitVideoProvider provider;
    private VideoProvider video;
    private Messages messages;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", Tests.SECRET)
                .delays(Delays.SHORT)
                .start();
        provider = Tests.providerOf(emulator).build();
        video = provider.with(ORDER);
        messages = video.require(Messages.class);
    }

    @AfterEach
    void stop() {
        provider.close();
        emulator.close();
    }

    private LiveKitParticipant joined(String user, CallId call) {
        return emulator.join(
                provider.tokens().mint(TokenRequest.builder(user, call).build()).token());
    }

    private List<String> ids(String method) {
        return requests(emulator, method).stream()
                .map(request -> Tests.header(request, "x-livekit-request-id"))
                .toList();
    }

    private List<String> nonces() {
        return requests(emulator, "SendData").stream()
                .map(request -> Json.parse(request.body()).string("nonce"))
                .toList();
    }

    @Test
    void messages_that_differ_are_all_delivered() {
        LiveKitParticipant alice = joined("alice", LOBBY);
        LiveKitParticipant bob = joined("bob", ATTIC);

        messages.send(LOBBY, "chat", "one".getBytes(UTF_8));
        messages.send(LOBBY, "chat", "two".getBytes(UTF_8));
        messages.send(LOBBY, "news", "two".getBytes(UTF_8));
        messages.send(LOBBY, "chat", "two".getBytes(UTF_8), List.of("alice"));
        messages.send(ATTIC, "chat", "two".getBytes(UTF_8));

        assertThat(alice.received()).extracting(ReceivedData::text).containsExactly("one", "two", "two", "two");
        assertThat(bob.received()).extracting(ReceivedData::text).containsExactly("two");
        assertThat(nonces()).doesNotHaveDuplicates();
        assertThat(ids("SendData")).doesNotHaveDuplicates();
    }

    @Test
    void a_repeated_message_of_another_process_is_delivered_once() {
        LiveKitParticipant alice = joined("alice", LOBBY);
        joined("bob", LOBBY);

        messages.send(LOBBY, "chat", "one".getBytes(UTF_8), List.of("alice", "bob"));
        try (LiveKitVideoProvider other = Tests.providerOf(emulator).build()) {
            // A set of another process may have another order.
            other.with(ORDER)
                    .require(Messages.class)
                    .send(LOBBY, "chat", "one".getBytes(UTF_8), List.of("bob", "alice"));
        }

        assertThat(alice.received()).extracting(ReceivedData::text).containsExactly("one");
        assertThat(nonces()).hasSize(2).containsOnly(nonces().get(0));
        assertThat(ids("SendData")).hasSize(2).containsOnly(ids("SendData").get(0));
    }

    @Test
    void calls_that_differ_have_different_ids() {
        Instant start = Instant.now().plusSeconds(3600);
        List<CallRequest> different = List.of(
                CallRequest.of(LOBBY),
                CallRequest.of(ATTIC),
                CallRequest.builder(LOBBY).title("Weekly").build(),
                CallRequest.builder(LOBBY).custom("bookingId", "b-42").build(),
                CallRequest.builder(LOBBY).custom("bookingId", "b-43").build(),
                CallRequest.builder(LOBBY).startsAt(start).build(),
                CallRequest.builder(LOBBY).startsAt(start.plusSeconds(1)).build(),
                CallRequest.builder(LOBBY).maxParticipants(3).build());

        different.forEach(video.calls()::getOrCreate);

        assertThat(ids("CreateRoom")).hasSize(different.size()).doesNotHaveDuplicates();
    }

    @Test
    void the_same_call_has_the_same_id_in_another_process_and_later() {
        Instant start = Instant.now().plusSeconds(3600);
        video.calls()
                .getOrCreate(CallRequest.builder(LOBBY)
                        .startsAt(start)
                        .custom("a", "1")
                        .custom("b", "2")
                        .build());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(30));
        try (LiveKitVideoProvider other =
                Tests.providerOf(emulator).clock(later).build()) {
            other.with(ORDER)
                    .calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .startsAt(start)
                            .custom("b", "2")
                            .custom("a", "1")
                            .build());
        }

        assertThat(ids("CreateRoom")).hasSize(2).containsOnly(ids("CreateRoom").get(0));
    }

    @Test
    void every_request_of_an_operation_with_several_has_its_own_id() {
        LiveKitParticipant alice = joined("alice", LOBBY);
        alice.publish("CAMERA");
        alice.publish("CAMERA");

        video.participants().mute(LOBBY, "alice", TrackKind.CAMERA);

        assertThat(ids("MutePublishedTrack")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_repeated_removal_has_the_same_id_later() {
        for (int second : List.of(0, 30)) {
            joined("alice", LOBBY);
            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(second));
            try (LiveKitVideoProvider other =
                    Tests.providerOf(emulator).clock(later).build()) {
                other.with(ORDER).participants().remove(LOBBY, "alice");
            }
        }

        assertThat(ids("RemoveParticipant"))
                .hasSize(2)
                .containsOnly(ids("RemoveParticipant").get(0));
    }

    @Test
    void generic_calls_that_differ_have_different_ids() {
        LiveKitClient client = video.unwrap(LiveKitClient.class);
        Consumer<Map<String, String>> dispatch = fields -> client.call(
                "AgentDispatchService",
                "CreateDispatch",
                Json.builder()
                        .put("room", "lobby")
                        .put("agent_name", fields.get("agent"))
                        .put("metadata", fields.get("metadata"))
                        .build());
        provider.calls().getOrCreate(CallRequest.of(LOBBY));

        dispatch.accept(Map.of("agent", "scribe"));
        dispatch.accept(Map.of("agent", "clerk"));
        dispatch.accept(Map.of("agent", "clerk", "metadata", "m"));
        dispatch.accept(Map.of("agent", "clerk", "metadata", "m"));

        List<String> ids = ids("CreateDispatch");
        assertThat(ids.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(ids.get(3)).isEqualTo(ids.get(2));
    }
}
