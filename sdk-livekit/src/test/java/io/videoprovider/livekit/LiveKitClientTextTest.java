package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.RoomConfiguration;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.message.Messages;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockWebServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts that UTF-8 cannot encode, on their way to LiveKit. */
class LiveKitClientTextTest {

    private static final String HALF = "Alice \ud83d";

    private final MockWebServer server = new MockWebServer();
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        video = Tests.providerOf(server.url("/").toString()).build();
        client = video.unwrap(LiveKitClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        server.close();
    }

    @Test
    void half_a_surrogate_pair_is_refused_by_field_before_a_request() {
        Json json = Json.builder().put("name", "lobby").put("metadata", HALF).build();
        CallId lobby = CallId.of("lobby");

        refused(
                "name",
                () -> client.rooms().createRoom(Json.builder().put("name", HALF).build()));
        refused("metadata", () -> client.rooms().createRoom(json));
        refused("metadata", () -> client.rooms().updateRoomMetadata("lobby", HALF));
        refused("metadata", () -> client.rooms().updateParticipant("lobby", "alice", json));
        refused("names", () -> client.rooms().listRooms(List.of(HALF)));
        refused("topic", () -> client.rooms().sendData("lobby", HALF, new byte[0], List.of()));
        refused("payload", () -> client.rooms().performRpc("lobby", "alice", "greet", HALF, Duration.ofSeconds(1)));
        refused(
                "room.metadata",
                () -> client.egress()
                        .startEgress(Json.builder().put("room", json).build()));
        refused("metadata", () -> client.call("SIP", "ListSIPInboundTrunk", json));
        refused(
                "trunk.name",
                () -> client.sip()
                        .createSIPInboundTrunk(
                                json.toBuilder().put("name", HALF).build()));
        refused(
                "transferTo",
                () -> client.sip().transferSIPParticipant("lobby", "alice", HALF, Json.EMPTY, Duration.ofSeconds(1)));
        refused("dispatchId", () -> client.agentDispatch().deleteDispatch("lobby", HALF));
        // An escape in JSON of the application is half a pair as well.
        refused("a", () -> client.call("Egress", "ListEgress", Json.parse("{\"a\":\"\\ud83d\"}")));
        refused("topic", () -> video.require(Messages.class).send(lobby, HALF, new byte[0]));
        refused("call id", () -> video.calls().get(CallId.unchecked("default", HALF)));
        refused("userId", () -> video.participants().remove(lobby, HALF));
        refused(
                "room_preset",
                () -> video.calls()
                        .getOrCreate(CallRequest.builder(lobby)
                                .vendorOptions(
                                        ProviderId.LIVEKIT,
                                        Json.builder().put("room_preset", HALF).build())
                                .build()));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void ids_that_are_too_long_are_refused_by_field_before_a_request() {
        String id = "x".repeat(257);
        Json name = Json.builder().put("name", id).build();
        Duration second = Duration.ofSeconds(1);
        Map<ThrowingCallable, String> fields = Map.ofEntries(
                Map.entry(() -> client.rooms().createRoom(name), "name"),
                Map.entry(() -> client.rooms().getRoom(id), "room"),
                Map.entry(() -> client.rooms().deleteRoom(id), "room"),
                Map.entry(() -> client.rooms().listParticipants(id), "room"),
                Map.entry(() -> client.rooms().updateParticipant(id, "alice", Json.EMPTY), "room"),
                Map.entry(() -> client.rooms().removeParticipant("lobby", id), "identity"),
                Map.entry(() -> client.rooms().performRpc("lobby", id, "greet", "", second), "identity"),
                Map.entry(() -> client.rooms().performRpc("lobby", "alice", id, "", second), "method"),
                Map.entry(() -> client.egress().getEgress(id), "egressId"),
                Map.entry(() -> client.egress().stopEgress(id), "egressId"),
                Map.entry(() -> client.ingress().updateIngress(id, Json.EMPTY), "ingressId"),
                Map.entry(() -> client.ingress().deleteIngress(id), "ingressId"));

        fields.forEach((call, field) -> assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field))
                .hasMessageContaining("256 bytes"));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void half_a_surrogate_pair_is_refused_in_every_claim() {
        AccessToken.Builder token = AccessToken.builder();

        refused("identity", () -> token.identity(HALF));
        refused("name", () -> token.name(HALF));
        refused("metadata", () -> token.metadata(HALF));
        refused("attribute k", () -> token.attribute("k", HALF));
        refused("name of an attribute", () -> token.attribute(HALF, "v"));
        refused("claim.note", () -> token.claim("note", HALF));
        refused("claim.note.text", () -> token.claim("note", Map.of("text", HALF)));
        refused("room", () -> VideoGrant.builder().roomJoin(HALF));
        refused(
                "video.room",
                () -> token.video(
                        new VideoGrant(Json.builder().put("room", HALF).build())));
        refused(
                "roomConfig.metadata",
                () -> token.roomConfiguration(
                        RoomConfiguration.builder().metadata(HALF).build()));
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field))
                .hasMessageContaining("half a surrogate pair");
    }
}
