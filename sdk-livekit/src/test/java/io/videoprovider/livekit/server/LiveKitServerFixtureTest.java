package io.videoprovider.livekit.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.emulator.SimulatedParticipant;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verifies the fixture for the real server, without code of the SDK. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: the tests need a LiveKit server (see docs/testing.md)")
class LiveKitServerFixtureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String room = "fixture-" + UUID.randomUUID();
    private final List<NodeParticipant> joined = new ArrayList<>();
    private LiveKitServer server;

    @BeforeEach
    void createRoom() {
        server = LiveKitServer.fromEnv();
        HttpResponse<String> answer =
                server.call("RoomService", "CreateRoom", Map.of("roomCreate", true), Map.of("name", room));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @AfterEach
    void deleteRoom() {
        server.call("RoomService", "DeleteRoom", Map.of("roomCreate", true), Map.of("room", room));
        joined.forEach(SimulatedParticipant::close);
    }

    private NodeParticipant join(String identity) {
        return join(identity, Map.of());
    }

    private NodeParticipant join(String identity, Map<String, Object> moreGrants) {
        NodeParticipant participant = server.join(joinToken(identity, moreGrants));
        joined.add(participant);
        return participant;
    }

    private String joinToken(String identity, Map<String, Object> moreGrants) {
        Map<String, Object> grants = new HashMap<>(moreGrants);
        grants.put("roomJoin", true);
        grants.put("room", room);
        return server.token(identity, grants);
    }

    private HttpResponse<String> admin(String method, Map<String, Object> body) {
        Map<String, Object> inRoom = new HashMap<>(body);
        inRoom.put("room", room);
        return server.call("RoomService", method, Map.of("roomAdmin", true, "room", room), inRoom);
    }

    private List<String> listed() {
        JsonNode answer =
                JSON.readTree(admin("ListParticipants", Map.of()).body()).path("participants");
        return answer.valueStream().map(one -> one.path("identity").asString()).toList();
    }

    private WebhookDelivery awaitWebhook(String event, String pointer, String value) {
        Predicate<WebhookDelivery> fits = delivery -> delivery.event().equals(event)
                && delivery.json().at(pointer).asString("").equals(value);
        return server.await(room, fits, PATIENCE);
    }

    @Test
    void a_joined_participant_is_listed_at_once() {
        NodeParticipant alice = join("alice");
        NodeParticipant bob = join("bob");

        assertThat(alice.identity()).isEqualTo("alice");
        assertThat(alice.roomName()).isEqualTo(room);
        assertThat(alice.connected()).isTrue();
        assertThat(bob.connected()).isTrue();
        assertThat(listed()).containsExactlyInAnyOrder("alice", "bob");
    }

    @Test
    void every_kind_of_track_is_known_to_the_server_when_publish_returns() {
        NodeParticipant alice = join("alice");

        List<String> tracks = new ArrayList<>();
        for (String source : List.of("camera", "microphone", "screen_share", "screen_share_audio")) {
            String track = alice.publish(source);
            tracks.add(track);
            HttpResponse<String> muted =
                    admin("MutePublishedTrack", Map.of("identity", "alice", "track_sid", track, "muted", true));
            JsonNode shown = JSON.readTree(muted.body()).path("track");
            assertThat(shown.path("sid").asString("")).isEqualTo(track);
            assertThat(shown.path("source").asString("")).isEqualToIgnoringCase(source);
        }

        assertThat(tracks).doesNotHaveDuplicates();
    }

    @Test
    void an_unpublished_track_does_not_exist_after_unpublish() {
        NodeParticipant alice = join("alice");
        String camera = alice.publish("camera");
        String microphone = alice.publish("microphone");

        alice.unpublish(camera);

        JsonNode tracks = server.participant(room, "alice").orElseThrow().path("tracks");
        assertThat(tracks.valueStream().map(track -> track.path("sid").asString()))
                .containsExactly(microphone);
        assertThatThrownBy(() -> alice.unpublish(camera)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void webhooks_report_room_participants_and_tracks() {
        NodeParticipant alice = join("alice");
        String camera = alice.publish("camera");
        String microphone = alice.publish("microphone");
        alice.unpublish(camera);
        alice.leave();

        awaitWebhook("room_started", "/room/name", room);
        awaitWebhook("participant_joined", "/participant/identity", "alice");
        awaitWebhook("track_published", "/track/sid", camera);
        awaitWebhook("track_published", "/track/sid", microphone);
        awaitWebhook("track_unpublished", "/track/sid", camera);
        awaitWebhook("participant_left", "/participant/identity", "alice");
        assertThat(server.deliveries(room))
                .allMatch(delivery -> delivery.roomName().equals(room));
        assertThat(server.deliveries(room).toString()).doesNotContain("turn", "eyJ");
    }

    @Test
    void a_webhook_arrives_with_its_headers_and_the_bytes_that_were_signed() throws Exception {
        WebhookDelivery started = awaitWebhook("room_started", "/room/name", room);

        assertThat(started.header("content-type")).contains("application/webhook+json");
        String[] token = started.header("authorization").orElseThrow().split("\\.", -1);
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token[1]));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(started.body());
        assertThat(claims.path("sha256").asString())
                .isEqualTo(Base64.getEncoder().encodeToString(digest));
        try (NodeVerifier verifier = new NodeVerifier()) {
            assertThat(verifier.webhook(
                            started.body(),
                            started.header("Authorization").orElseThrow(),
                            server.apiKey(),
                            server.apiSecret()))
                    .containsEntry("event", "room_started");
        }
    }

    @Test
    void a_subscriber_gets_the_webhooks_of_its_own_room_only() {
        ConcurrentLinkedQueue<WebhookDelivery> mine = new ConcurrentLinkedQueue<>();
        try (WebhookReceiver.Subscription subscription = server.webhooks().subscribe(room, mine::add)) {
            join("alice");
            awaitWebhook("participant_joined", "/participant/identity", "alice");
            assertThat(subscription).isNotNull();
        }

        // Listeners run before the response to the server, and deliveries of one room wait for each other.
        join("bob");
        awaitWebhook("participant_joined", "/participant/identity", "bob");
        assertThat(mine).extracting(WebhookDelivery::roomName).containsOnly(room);
        assertThat(mine)
                .noneMatch(delivery ->
                        delivery.json().at("/participant/identity").asString("").equals("bob"));
    }

    @Test
    void waiting_for_a_webhook_ends_with_an_error_that_lists_received_ones() {
        awaitWebhook("room_started", "/room/name", room);

        assertThatThrownBy(() -> server.await(room, delivery -> false, Duration.ofMillis(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("room_started");
    }

    @Test
    void data_from_the_server_reaches_everyone() {
        NodeParticipant alice = join("alice");
        NodeParticipant bob = join("bob");

        String payload = Base64.getEncoder().encodeToString("hello".getBytes(UTF_8));
        HttpResponse<String> sent = admin("SendData", Map.of("data", payload, "kind", "RELIABLE", "topic", "chat"));

        assertThat(sent.statusCode()).isEqualTo(200);
        for (NodeParticipant participant : List.of(alice, bob)) {
            NodeParticipant.Data data =
                    participant.awaitData(found -> found.topic().equals("chat"), PATIENCE);
            assertThat(data.payload()).asString(UTF_8).isEqualTo("hello");
            assertThat(data.sender()).isEmpty();
        }
    }

    @Test
    void a_removed_participant_is_notified() {
        NodeParticipant alice = join("alice");
        NodeParticipant bob = join("bob");

        admin("RemoveParticipant", Map.of("identity", "alice"));

        assertThat(alice.awaitDisconnected(PATIENCE)).isEqualTo("PARTICIPANT_REMOVED");
        assertThat(alice.connected()).isFalse();
        assertThat(bob.connected()).isTrue();
        assertThatThrownBy(() -> alice.publish("camera")).isInstanceOf(IllegalStateException.class);
        alice.leave();
    }

    @Test
    void the_second_connection_of_one_identity_puts_the_first_one_out() {
        NodeParticipant first = join("alice");
        NodeParticipant second = join("alice");

        assertThat(first.awaitDisconnected(PATIENCE)).isEqualTo("DUPLICATE_IDENTITY");
        first.leave();
        assertThat(second.connected()).isTrue();
        assertThat(listed()).containsExactly("alice");
    }

    @Test
    void everyone_notices_that_the_room_was_deleted() {
        NodeParticipant alice = join("alice");
        NodeParticipant bob = join("bob");

        server.call("RoomService", "DeleteRoom", Map.of("roomCreate", true), Map.of("room", room));

        assertThat(alice.awaitDisconnected(PATIENCE)).isEqualTo("ROOM_DELETED");
        assertThat(bob.awaitDisconnected(PATIENCE)).isEqualTo("ROOM_DELETED");
    }

    @Test
    void a_participant_who_left_is_not_listed_and_may_leave_again() {
        NodeParticipant alice = join("alice");

        alice.leave();

        assertThat(listed()).isEmpty();
        assertThat(alice.disconnectReason()).contains("CLIENT_INITIATED");
        alice.leave();
    }

    @Test
    void publishing_without_the_permission_fails_at_once() {
        NodeParticipant viewer = join("viewer", Map.of("canPublish", false));
        NodeParticipant speaker = join("speaker", Map.of("canPublishSources", List.of("microphone")));

        assertThatThrownBy(() -> viewer.publish("camera"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("may not publish");
        assertThatThrownBy(() -> speaker.publish("camera")).isInstanceOf(IllegalStateException.class);
        assertThat(speaker.publish("microphone")).startsWith("TR_");
    }

    @Test
    void a_rejected_join_has_a_reason_and_does_not_quote_the_token() {
        String stranger =
                HandmadeToken.of(server.apiKey(), "not the secret", "mallory", Map.of("roomJoin", true, "room", room));

        assertThatThrownBy(() -> server.join(stranger))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining(stranger)
                .hasMessageNotContaining("eyJ");
    }

    @Test
    void the_server_validates_a_join_token_without_a_join() {
        assertThat(server.validate(joinToken("alice", Map.of())).statusCode()).isEqualTo(200);
        assertThat(server.validate(server.token("alice", Map.of("roomJoin", false, "room", room)))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_egress_runs_to_completion_and_sends_webhooks() {
        join("alice").publish("camera");
        HttpResponse<String> started = server.call(
                "Egress",
                "StartRoomCompositeEgress",
                Map.of("roomRecord", true),
                Map.of("room_name", room, "file_outputs", List.of(Map.of("filepath", "fixture.mp4"))));
        assertThat(started.statusCode()).isEqualTo(200);
        String egress = JSON.readTree(started.body()).path("egress_id").asString();

        awaitWebhook("egress_started", "/egressInfo/egressId", egress);
        server.await(
                room,
                delivery -> delivery.event().equals("egress_updated")
                        && delivery.json().at("/egressInfo/status").asString("").equals("EGRESS_ACTIVE"),
                PATIENCE);
        server.call("Egress", "StopEgress", Map.of("roomRecord", true), Map.of("egress_id", egress));

        WebhookDelivery ended = awaitWebhook("egress_ended", "/egressInfo/egressId", egress);
        assertThat(ended.json().at("/egressInfo/status").asString("")).isEqualTo("EGRESS_COMPLETE");
    }

    @Test
    void ten_participants_join_concurrently_publish_and_leave() {
        ExecutorService crowd = Executors.newFixedThreadPool(10);
        try {
            List<CompletableFuture<NodeParticipant>> arrivals = IntStream.range(0, 10)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                NodeParticipant participant = server.join(joinToken("person-" + i, Map.of()));
                                participant.publish("camera");
                                participant.publish("microphone");
                                return participant;
                            },
                            crowd))
                    .toList();
            arrivals.forEach(arrival -> joined.add(arrival.join()));
        } finally {
            crowd.shutdownNow();
        }

        assertThat(listed()).hasSize(10);
        joined.forEach(NodeParticipant::leave);
        assertThat(listed()).isEmpty();
    }
}
