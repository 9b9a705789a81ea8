package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.kit.TestReceiver;
import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Joining, changes of participants, and the end of rooms. */
class ParticipantsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MutableClock clock = MutableClock.running();
    private TestReceiver receiver;
    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        receiver = new TestReceiver();
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .apiKey("other", "other-secret")
                .webhook(receiver.url(), "devkey")
                .delays(Delays.SHORT)
                .clock(clock)
                .start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    private LiveKitParticipant join(String room, String identity, Map<String, ?> more) {
        ObjectNode grant = TestTokens.grant(more);
        grant.put("roomJoin", true).put("room", room);
        return emulator.join(TestTokens.sign("secret", TestTokens.claims(identity, grant)));
    }

    private LiveKitParticipant join(String room, String identity) {
        return join(room, identity, Map.of());
    }

    private void awaitEvent(String event, int times) {
        emulator.awaitWebhooks(
                sent -> sent.stream().filter(hook -> hook.event().equals(event)).count() == times, SOON);
    }

    private JsonNode rooms() throws IOException {
        return client.call("RoomService/ListRooms", Map.of("roomList", true), "{}")
                .json()
                .get("rooms");
    }

    // Joining -------------------------------------------------------------------------------------------------------

    @Test
    void a_join_creates_the_room_with_the_configuration_of_the_token() throws IOException {
        ObjectNode claims = TestTokens.claims("alice", TestTokens.grant(Map.of("roomJoin", true, "room", "r")));
        claims.putObject("roomConfig").put("maxParticipants", 1).put("metadata", "from the token");
        emulator.join(TestTokens.sign("secret", claims));

        assertThat(rooms().get(0).get("metadata").asString()).isEqualTo("from the token");
        assertThatThrownBy(() -> join("r", "bob"))
                .isInstanceOfSatisfying(
                        JoinRefusedException.class, e -> assertThat(e.status()).isEqualTo(429));
        assertThat(join("r", "alice").connected())
                .as("a replaced participant does not count")
                .isTrue();
    }

    @Test
    void a_token_of_any_of_the_keys_lets_in() {
        ObjectNode claims = TestTokens.claims("alice", TestTokens.grant(Map.of("roomJoin", true, "room", "r")));
        assertThat(emulator.join(TestTokens.sign("other-secret", claims.put("iss", "other")))
                        .connected())
                .isTrue();
    }

    @Test
    void a_token_that_is_not_for_joining_does_not_let_in() {
        refused(401, TestTokens.admin(Map.of("roomAdmin", true, "room", "r")));
        refused(400, TestTokens.join("", "alice"));
        refused(400, TestTokens.join("r", ""));
        refused(400, TestTokens.join("r", "i".repeat(257)));
        refused(401, "garbage");
    }

    @Test
    void a_token_is_valid_for_a_minute_of_leeway_after_its_expiry() {
        ObjectNode claims = TestTokens.claims("alice", TestTokens.grant(Map.of("roomJoin", true, "room", "r")));
        long now = Instant.now().getEpochSecond();
        assertThat(emulator.join(TestTokens.sign("secret", claims.put("exp", now - 50)))
                        .connected())
                .isTrue();
        refused(401, TestTokens.sign("secret", claims.put("exp", now - 70)));
        refused(401, TestTokens.sign("secret", claims.put("exp", now + 600).put("nbf", now + 70)));
        refused(401, TestTokens.sign("wrong", claims.put("nbf", now - 5)));
    }

    @Test
    void a_refusal_does_not_repeat_the_token() {
        String token = TestTokens.sign("wrong", TestTokens.claims("alice", TestTokens.grant(Map.of())));
        assertThatThrownBy(() -> emulator.join(token))
                .hasMessageContaining("signature is invalid")
                .hasMessageNotContaining(token);
    }

    private void refused(int status, String token) {
        assertThatThrownBy(() -> emulator.join(token))
                .isInstanceOfSatisfying(
                        JoinRefusedException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void the_second_one_with_an_identity_throws_out_the_first() throws IOException {
        LiveKitParticipant first = join("r", "alice");
        LiveKitParticipant second = join("r", "alice");
        assertThat(first.connected()).isFalse();
        assertThat(first.disconnectReason()).contains("DUPLICATE_IDENTITY");
        assertThat(second.connected()).isTrue();
        assertThat(second.sid()).isNotEqualTo(first.sid());
        assertThat(emulator.participants()).containsExactly(second);
        awaitEvent("participant_joined", 2);
        first.leave();
        assertThat(second.connected())
                .as("the first one leaving again changes nothing")
                .isTrue();
        assertThat(receiver.events())
                .extracting(event -> event.get("event").asString())
                .containsExactly("room_started", "participant_joined", "participant_left", "participant_joined");
    }

    // Publishing ----------------------------------------------------------------------------------------------------

    @Test
    void a_participant_publishes_what_the_token_permits() {
        try (SimulatedParticipant alice = join("r", "alice", Map.of("canPublishSources", List.of("microphone")))) {
            assertThat(alice.publish("microphone")).startsWith("TR_");
            assertThatIllegalStateException().isThrownBy(() -> alice.publish("camera"));
            assertThatIllegalArgumentException().isThrownBy(() -> alice.publish("telescope"));
        }
        LiveKitParticipant bob = join("r", "bob", Map.of("canPublish", false));
        assertThatIllegalStateException().isThrownBy(() -> bob.publish("microphone"));
        LiveKitParticipant gone = join("r", "carol");
        gone.leave();
        assertThatIllegalStateException().isThrownBy(() -> gone.publish("microphone"));
    }

    @Test
    void a_permission_that_is_taken_away_takes_the_tracks_with_it() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        alice.publish("camera");
        JsonNode answer = client.admin(
                        "RoomService/UpdateParticipant",
                        "r",
                        "{\"room\":\"r\",\"identity\":\"alice\",\"permission\":{\"canSubscribe\":true}}")
                .json();
        assertThat(answer.get("permission").get("can_publish").asBoolean()).isFalse();
        assertThat(alice.tracks()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> alice.publish("camera"));
        awaitEvent("track_unpublished", 1);
    }

    @Test
    void the_server_mutes_a_track_and_its_publisher_unmutes_it() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        String track = alice.publish("microphone");
        client.admin(
                "RoomService/MutePublishedTrack",
                "r",
                "{\"room\":\"r\",\"identity\":\"alice\",\"trackSid\":\"" + track + "\",\"muted\":true}");
        assertThat(alice.muted(track)).isTrue();
        alice.mute(track, false);
        assertThat(alice.muted(track)).isFalse();
    }

    // Messages and updates ------------------------------------------------------------------------------------------

    @Test
    void messages_reach_those_they_are_for_once() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        LiveKitParticipant bob = join("r", "bob");
        String once = "{\"room\":\"r\",\"data\":\"aGk=\",\"topic\":\"chat\",\"nonce\":\"AAECAwQFBgcICQoLDA0ODw==\"}";
        client.admin("RoomService/SendData", "r", once);
        client.admin("RoomService/SendData", "r", once);
        client.admin(
                "RoomService/SendData",
                "r",
                "{\"room\":\"r\",\"data\":\"Ym9i\",\"kind\":\"LOSSY\",\"destination_identities\":[\"bob\"]}");
        assertThat(alice.received()).singleElement().satisfies(data -> {
            assertThat(data.text()).isEqualTo("hi");
            assertThat(data.topic()).contains("chat");
            assertThat(data.reliable()).isTrue();
        });
        assertThat(bob.received()).extracting(ReceivedData::text).containsExactly("hi", "bob");
        assertThat(bob.received().get(1).reliable()).isFalse();
        assertThat(bob.received().get(1).topic()).isEmpty();
    }

    @Test
    void a_participant_may_answer_a_remote_procedure_call() throws IOException {
        join("r", "alice").answerRpc("greet", "hello "::concat);
        TestClient.Answer answer = client.admin(
                "RoomService/PerformRpc",
                "r",
                "{\"room\":\"r\",\"destinationIdentity\":\"alice\",\"method\":\"greet\",\"payload\":\"world\"}");
        assertThat(answer.json().get("payload").asString()).isEqualTo("hello world");
    }

    @Test
    void an_update_is_seen_by_the_one_it_is_about() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        client.admin(
                "RoomService/UpdateParticipant",
                "r",
                "{\"room\":\"r\",\"identity\":\"alice\",\"name\":\"Alice\",\"metadata\":\"m\",\"attributes\":{\"a\":\"1\",\"b\":\"2\"}}");
        client.admin(
                "RoomService/UpdateParticipant",
                "r",
                "{\"room\":\"r\",\"identity\":\"alice\",\"name\":\"\",\"attributes\":{\"a\":\"\"}}");
        assertThat(alice.name()).isEqualTo("Alice");
        assertThat(alice.metadata()).isEqualTo("m");
        assertThat(alice.attributes()).containsExactly(Map.entry("b", "2"));
    }

    @Test
    void a_removed_participant_is_disconnected_and_may_join_again() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        client.admin("RoomService/RemoveParticipant", "r", "{\"room\":\"r\",\"identity\":\"alice\"}");
        assertThat(alice.connected()).isFalse();
        assertThat(alice.disconnectReason()).contains("PARTICIPANT_REMOVED");
        assertThat(join("r", "alice").connected()).isTrue();
    }

    // The end of rooms ----------------------------------------------------------------------------------------------

    @Test
    void an_empty_room_is_closed_after_its_empty_timeout() throws IOException {
        client.createRoom("{\"name\":\"r\",\"empty_timeout\":60}");
        clock.advance(Duration.ofSeconds(50));
        client.createRoom("{\"name\":\"later\",\"empty_timeout\":60}");
        clock.advance(Duration.ofSeconds(15));
        awaitEvent("room_finished", 1);
        assertThat(rooms())
                .singleElement()
                .satisfies(room -> assertThat(room.get("name").asString()).isEqualTo("later"));
    }

    @Test
    void a_room_is_closed_after_its_departure_timeout() throws IOException {
        client.createRoom("{\"name\":\"r\",\"departure_timeout\":30}");
        LiveKitParticipant alice = join("r", "alice");
        LiveKitParticipant recorder = join("r", "recorder", Map.of("recorder", true, "hidden", true));
        clock.advance(Duration.ofMinutes(5));
        join("other", "somebody").leave();
        clock.advance(Duration.ofSeconds(25));
        awaitEvent("room_finished", 1);
        assertThat(alice.connected()).as("a room with a participant stays open").isTrue();
        alice.leave();
        clock.advance(Duration.ofSeconds(35));
        awaitEvent("room_finished", 2);
        assertThat(recorder.disconnectReason()).contains("ROOM_CLOSED");
    }

    @Test
    void a_deleted_room_disconnects_its_participants_and_its_name_is_free() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        String before = rooms().get(0).get("sid").asString();
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"r\"}");
        assertThat(alice.disconnectReason()).contains("ROOM_DELETED");
        assertThat(client.createRoom("{\"name\":\"r\"}").json().get("sid").asString())
                .isNotEqualTo(before);
        awaitEvent("room_started", 2);
        assertThat(receiver.events())
                .extracting(event -> event.get("event").asString())
                .containsExactly(
                        "room_started", "participant_joined", "participant_left", "room_finished", "room_started");
    }

    @Test
    void reset_deletes_all_state_without_webhooks() throws IOException {
        LiveKitParticipant alice = join("r", "alice");
        awaitEvent("participant_joined", 1);
        emulator.reset();
        assertThat(alice.connected()).isFalse();
        assertThat(rooms()).isEmpty();
        assertThat(emulator.webhooks()).isEmpty();
        assertThat(emulator.requests()).extracting(LiveKitRequest::rpc).containsExactly("RoomService/ListRooms");
    }
}
