package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Responses of {@code livekit.RoomService} as measured on a server 1.13.5. */
@SuppressWarnings("NullAway.Init") // Each test starts the server that it needs.
class RoomServiceTest {

    private static final String TOO_LONG = "x".repeat(512 * 1024 + 1);

    private LiveKitEmulator emulator;
    private TestClient client;

    private void start(UnaryOperator<LiveKitEmulator.Builder> with) throws IOException {
        emulator = with.apply(LiveKitEmulator.builder().delays(Delays.SHORT)).start();
        client = new TestClient(emulator.url());
        client.createRoom("{\"name\":\"r\"}");
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private LiveKitParticipant join(String identity, Map<String, ?> more) {
        ObjectNode grant = TestTokens.grant(more);
        grant.put("roomJoin", true).put("room", "r");
        return emulator.join(TestTokens.sign("secret", TestTokens.claims(identity, grant)));
    }

    private JsonNode rooms(String body) throws IOException {
        return client.call("RoomService/ListRooms", Map.of("roomList", true), body)
                .json()
                .get("rooms");
    }

    // Limits --------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "UpdateRoomMetadata, metadata, metadata size exceeds limits 524288",
        "UpdateParticipant, metadata, metadata size exceeds limits 524288",
        "UpdateParticipant, name, name length exceeds limits 256"
    })
    void limits_of_updates_are_checked_before_permissions(String method, String field, String message)
            throws IOException {
        start(builder -> builder);
        TestClient.Answer answer = client.call(
                "RoomService/" + method, Map.of(), "{\"room\":\"r\",\"" + field + "\":\"" + TOO_LONG + "\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("msg").asString()).isEqualTo(message);
    }

    @Test
    void the_limit_of_metadata_is_checked_after_the_permission_to_create_a_room() throws IOException {
        start(builder -> builder);
        TestClient.Answer answer =
                client.call("RoomService/CreateRoom", Map.of(), "{\"name\":\"n\",\"metadata\":\"" + TOO_LONG + "\"}");
        assertThat(answer.code()).isEqualTo("unauthenticated");
    }

    // Nodes and names -----------------------------------------------------------------------------------------------

    @Test
    void a_new_room_on_an_unknown_node_is_refused_by_a_server_with_redis() throws IOException {
        start(builder -> builder);
        TestClient.Answer refused = client.createRoom("{\"name\":\"n\",\"node_id\":\"ND_none\"}");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.code()).isEqualTo("unknown");
        assertThat(rooms("{}")).hasSize(1);
        assertThat(client.createRoom("{\"name\":\"n\"}").status()).isEqualTo(200);
        assertThat(client.createRoom("{\"name\":\"r\",\"node_id\":\"ND_none\"}").status())
                .as("a room that exists stays on its node")
                .isEqualTo(200);
    }

    @Test
    void a_room_keeps_its_node_when_its_creation_fails_and_loses_it_when_it_is_closed() throws IOException {
        start(builder -> builder);
        String elsewhere = "{\"name\":\"n\",\"node_id\":\"ND_none\"}";
        assertThat(client.createRoom("{\"name\":\"n\",\"room_preset\":\"none\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.createRoom(elsewhere).status()).isEqualTo(200);
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"n\"}");
        assertThat(client.createRoom(elsewhere).status()).isEqualTo(500);
    }

    @Test
    void a_single_node_ignores_the_node_of_a_new_room() throws IOException {
        start(builder -> builder.redis(false));
        assertThat(client.createRoom("{\"name\":\"n\",\"node_id\":\"ND_none\"}").status())
                .isEqualTo(200);
    }

    @Test
    void rooms_are_listed_once_for_each_given_name_and_in_that_order_by_a_server_with_redis() throws IOException {
        start(builder -> builder);
        client.createRoom("{\"name\":\"s\"}");
        assertThat(rooms("{\"names\":[\"s\",\"none\",\"r\",\"s\"]}"))
                .extracting(room -> room.get("name").asString())
                .containsExactly("s", "r", "s");
    }

    @Test
    void rooms_are_listed_once_by_a_single_node() throws IOException {
        start(builder -> builder.redis(false));
        assertThat(rooms("{\"names\":[\"r\",\"r\"]}")).hasSize(1);
    }

    // Recorders and publishers --------------------------------------------------------------------------------------

    @Test
    void a_room_is_recorded_as_long_as_a_recorder_is_in_it() throws IOException {
        start(builder -> builder);
        assertThat(recorded()).isFalse();
        LiveKitParticipant first = join("one", Map.of("recorder", true, "hidden", true));
        LiveKitParticipant second = join("two", Map.of("recorder", true));
        assertThat(recorded()).isTrue();
        first.leave();
        assertThat(recorded()).isTrue();
        second.leave();
        assertThat(recorded()).isFalse();
    }

    @Test
    void recorders_and_agents_are_not_counted_and_hidden_participants_are() throws IOException {
        start(builder -> builder);
        join("alice", Map.of());
        join("hidden", Map.of("hidden", true));
        join("recorder", Map.of("recorder", true));
        join("agent", Map.of("agent", true));
        assertThat(rooms("{}").get(0).get("num_participants").asInt()).isEqualTo(2);
    }

    private boolean recorded() throws IOException {
        return rooms("{}").get(0).get("active_recording").asBoolean();
    }

    @Test
    void a_granted_permission_to_publish_makes_a_publisher_and_a_revoked_one_ends_it() throws IOException {
        start(builder -> builder);
        join("alice", Map.of("canPublish", false));
        assertThat(publisher("{}")).isFalse();
        assertThat(publisher("{\"can_subscribe\":true,\"can_publish\":true}")).isTrue();
        assertThat(rooms("{}").get(0).get("num_publishers").asInt()).isEqualTo(1);
        assertThat(publisher("{\"can_subscribe\":true}")).isFalse();
    }

    @Test
    void a_permission_that_changes_nothing_makes_no_publisher() throws IOException {
        start(builder -> builder);
        join("alice", Map.of());
        assertThat(publisher("{\"can_subscribe\":true,\"can_publish\":true,\"can_publish_data\":true}"))
                .isFalse();
    }

    private boolean publisher(String permission) throws IOException {
        String update = permission.equals("{}") ? "" : ",\"permission\":" + permission;
        TestClient.Answer answer = client.admin(
                "RoomService/UpdateParticipant", "r", "{\"room\":\"r\",\"identity\":\"alice\"" + update + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("is_publisher").asBoolean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "recorder"})
    void agents_and_recorders_do_not_fill_a_room(String grant) throws IOException {
        start(builder -> builder);
        client.createRoom("{\"name\":\"small\",\"max_participants\":1}");
        ObjectNode helper = TestTokens.grant(Map.of("roomJoin", true, "room", "small", grant, true));
        emulator.join(TestTokens.sign("secret", TestTokens.claims("helper", helper)));
        emulator.join(TestTokens.join("small", "alice"));
        assertThat(emulator.participants()).hasSize(2);
    }
}
