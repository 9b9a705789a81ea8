package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Accepted forms of requests, and the errors for others. */
class WireTest {

    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .delays(Delays.SHORT)
                .start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"r\",\"emptyTimeout\":60}",
                "{\"name\":\"r\",\"empty_timeout\":60}",
                "{\"name\":\"r\",\"empty_timeout\":\"60\"}",
                "{\"name\":\"r\",\"empty_timeout\":60.0}",
                "{\"name\":\"r\",\"empty_timeout\":6e1}",
                "{\"name\":\"r\",\"empty_timeout\":60,\"metadata\":null,\"unknown\":{\"x\":[]}}",
                "{\"name\":\"r\",\"empty_timeout\":60} and what follows is not read"
            })
    void the_same_request_can_be_written_in_many_ways(String body) throws IOException {
        TestClient.Answer answer = client.createRoom(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("empty_timeout").asInt()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"x\"",
                "{\"name\":5}",
                "{\"name\":[\"r\"]}",
                "{\"empty_timeout\":1.5}",
                "{\"empty_timeout\":4294967296}",
                "{\"empty_timeout\":1e999999999}",
                "{\"empty_timeout\":true}",
                "{\"empty_timeout\":1,\"emptyTimeout\":1}",
                "{\"sync_streams\":\"true\"}",
                "{\"agents\":{}}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"tags\":[]}",
                "{\"tags\":{\"a\":1}}",
                "{\"egress\":{\"room\":{\"preset\":\"H264_720P_30\",\"advanced\":{}}}}"
            })
    void a_request_that_does_not_fit_is_malformed(String body) throws IOException {
        TestClient.Answer answer = client.createRoom(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed");
    }

    @Test
    void an_unknown_name_of_an_enum_is_the_default_and_an_unknown_number_is_kept() throws IOException {
        client.createRoom("{\"name\":\"r\"}");
        JsonNode named = client.egress(
                        "StartRoomCompositeEgress",
                        "{\"room_name\":\"r\",\"preset\":\"H264_8K\",\"file_outputs\":[{\"filepath\":\"a\",\"file_type\":\"AVI\"}]}")
                .json()
                .get("room_composite");
        assertThat(named.has("preset")).isFalse();
        assertThat(named.get("file_outputs").get(0).get("file_type").asString()).isEqualTo("DEFAULT_FILETYPE");
        JsonNode numbered = client.egress(
                        "StartRoomCompositeEgress",
                        "{\"room_name\":\"r\",\"preset\":99,\"file_outputs\":[{\"filepath\":\"a\",\"file_type\":1}]}")
                .json()
                .get("room_composite");
        assertThat(numbered.get("preset").asInt()).isEqualTo(99);
        assertThat(numbered.get("file_outputs").get(0).get("file_type").asString())
                .isEqualTo("MP4");
    }

    @ParameterizedTest
    @CsvSource({
        "RoomService/CreateRoom, roomCreate",
        "RoomService/ListRooms, roomList",
        "RoomService/DeleteRoom, roomCreate",
        "Egress/ListEgress, roomRecord",
        "Egress/StopEgress, roomRecord",
        "Ingress/ListIngress, ingressAdmin"
    })
    void a_call_needs_its_grant_and_no_other(String rpc, String grant) throws IOException {
        Map<String, Boolean> all = Map.of(
                "roomCreate", true, "roomList", true, "roomRecord", true, "ingressAdmin", true, "roomAdmin", true);
        Map<String, Boolean> allButOne = new java.util.HashMap<>(all);
        allButOne.remove(grant);
        assertThat(client.call(rpc, allButOne, "{}").code()).isEqualTo("unauthenticated");
        assertThat(client.call(rpc, Map.of(grant, true), "{}").status()).isNotEqualTo(401);
    }

    @Test
    void a_token_with_claims_of_wrong_types_is_rejected() throws IOException {
        assertThat(answerTo(TestTokens.claims("", TestTokens.grant(Map.of("roomList", "yes")))))
                .endsWith("json: cannot unmarshal string into Go struct field VideoGrant.ClaimGrants.video.roomList"
                        + " of type bool");
        assertThat(answerTo(TestTokens.claims("", TestTokens.grant(Map.of())).put("metadata", 1)))
                .endsWith("json: cannot unmarshal number into Go struct field tokenClaims.ClaimGrants.metadata of type"
                        + " string");
        assertThat(answerTo(TestTokens.claims("", TestTokens.grant(Map.of())).put("exp", "soon")))
                .isEqualTo("invalid authorization token");
        ObjectNode withConfig = TestTokens.claims("", TestTokens.grant(Map.of()));
        withConfig.putObject("roomConfig").put("emptyTimeout", "x");
        assertThat(answerTo(withConfig)).contains("could not JSON decode claim: proto:");
    }

    private String answerTo(ObjectNode claims) throws IOException {
        TestClient.Answer answer = client.send(
                "POST",
                "/twirp/livekit.RoomService/ListRooms",
                "Bearer " + TestTokens.sign("secret", claims),
                "application/json",
                "{}");
        assertThat(answer.status()).isEqualTo(401);
        return answer.body();
    }

    @Test
    void a_room_without_agents_dispatches_the_one_without_a_name() throws IOException {
        client.createRoom("{\"name\":\"r\"}");
        assertThat(client.admin("AgentDispatchService/ListDispatch", "r", "{\"room\":\"r\"}")
                        .json()
                        .get("agent_dispatches"))
                .singleElement()
                .satisfies(dispatch ->
                        assertThat(dispatch.get("agent_name").asString()).isEmpty());
    }

    @Test
    void an_unknown_preset_or_a_recording_that_cannot_start_fails_the_creation_of_a_room() throws IOException {
        assertThat(client.createRoom("{\"name\":\"a\",\"room_preset\":\"x\"}").code())
                .isEqualTo("invalid_argument");
        assertThat(client.createRoom("{\"name\":\"b\",\"egress\":{\"room\":{}}}")
                        .code())
                .isEqualTo("invalid_argument");
        assertThat(client.call("RoomService/ListRooms", Map.of("roomList", true), "{}")
                        .json()
                        .get("rooms"))
                .as("the second one is there all the same")
                .hasSize(1);
    }

    @Test
    void a_body_that_is_neither_json_nor_protobuf_by_its_type_has_no_route() throws IOException {
        TestClient.Answer answer = client.send(
                "POST",
                "/twirp/livekit.RoomService/ListRooms",
                "Bearer " + TestTokens.admin(Map.of("roomList", true)),
                "application/grpc",
                "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("bad_route");
    }

    @Test
    void the_newer_validation_needs_a_join_request() throws IOException {
        String token = TestTokens.join("r", "alice");
        assertThat(client.get("/rtc/v1/validate?access_token=" + token).body()).isEqualTo("join_request is required");
        assertThat(client.get("/rtc/v1/validate?join_request=x&access_token=" + token)
                        .body())
                .isEqualTo("success");
        assertThat(client.get("/rtc/validate").body()).isEqualTo("no permissions to access the room");
        assertThat(emulator.participants()).isEmpty();
    }

    @Test
    void browsers_of_other_origins_may_call() throws IOException {
        assertThat(client.get("/").headers()).doesNotContainKey("Access-Control-Allow-Origin");
        try (okhttp3.Response response = new okhttp3.OkHttpClient()
                .newCall(new okhttp3.Request.Builder()
                        .url(emulator.url() + "/_emulator/participants")
                        .header("Origin", "http://localhost:3000")
                        .method("OPTIONS", null)
                        .build())
                .execute()) {
            assertThat(response.code()).isEqualTo(204);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
        }
    }

    @Test
    void every_request_is_recorded_with_the_grants_of_its_token() throws IOException {
        client.createRoom("{\"name\":\"r\"}");
        assertThat(emulator.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.rpc()).isEqualTo("RoomService/CreateRoom");
            assertThat(request.body()).isEqualTo("{\"name\":\"r\"}");
            assertThat(request.headers()).containsKey("authorization");
            assertThat(request.claims()).containsEntry("video", Map.of("roomCreate", true));
            assertThat(request.toString()).isEqualTo("POST /twirp/livekit.RoomService/CreateRoom");
        });
    }
}
