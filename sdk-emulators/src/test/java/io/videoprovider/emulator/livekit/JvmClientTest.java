package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.livekit.server.AgentDispatchServiceClient;
import io.livekit.server.EgressServiceClient;
import io.livekit.server.IngressServiceClient;
import io.livekit.server.RoomServiceClient;
import io.livekit.server.SipServiceClient;
import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import livekit.LivekitEgress.EgressInfo;
import livekit.LivekitEgress.EgressStatus;
import livekit.LivekitEgress.EncodedFileOutput;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.ParticipantPermission;
import livekit.LivekitModels.Room;
import livekit.LivekitModels.TrackSource;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.Response;

/** The emulator with LiveKit's own client for the JVM, which sends protocol buffers. */
class JvmClientTest {

    private static final String KEY = "devkey";
    private static final String SECRET = "secret";

    private final OkHttpClient http =
            new OkHttpClient.Builder().connectionPool(new ConnectionPool()).build();
    private LiveKitEmulator emulator;
    private String url;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey(KEY, SECRET)
                .ingressUrls("rtmp://127.0.0.1:1935/live", "http://127.0.0.1:8080/whip")
                .manualRecordings(true)
                .delays(Delays.SHORT)
                .start();
        url = emulator.url().toString();
    }

    @AfterEach
    void stop() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        emulator.close();
    }

    private RoomServiceClient rooms() {
        return RoomServiceClient.createClient(url, KEY, SECRET, () -> http);
    }

    private static <T> T body(Call<T> call) throws IOException {
        Response<T> response = call.execute();
        assertThat(response.code()).isEqualTo(200);
        return Objects.requireNonNull(response.body());
    }

    @Test
    void rooms_are_created_listed_updated_and_deleted() throws IOException {
        Room created = body(rooms().createRoom("jvm", 60, 5, null, "m"));
        assertThat(created.getSid()).startsWith("RM_");
        assertThat(created.getEmptyTimeout()).isEqualTo(60);
        assertThat(created.getMaxParticipants()).isEqualTo(5);
        assertThat(created.getCreationTimeMs()).isPositive();
        assertThat(created.getEnabledCodecsList()).isNotEmpty();
        assertThat(body(rooms().updateRoomMetadata("jvm", "ü€😀")).getMetadata())
                .isEqualTo("ü€😀");
        assertThat(body(rooms().listRooms())).extracting(Room::getSid).containsExactly(created.getSid());
        assertThat(rooms().deleteRoom("jvm").execute().code()).isEqualTo(200);
        assertThat(body(rooms().listRooms())).isEmpty();
    }

    @Test
    void participants_are_shown_muted_updated_addressed_and_removed() throws IOException {
        body(rooms().createRoom("r"));
        LiveKitParticipant alice = emulator.join(TestTokens.join("r", "alice"));
        String track = alice.publish("microphone");

        ParticipantInfo listed = body(rooms().listParticipants("r")).get(0);
        assertThat(listed.getState()).isEqualTo(ParticipantInfo.State.ACTIVE);
        assertThat(listed.getTracks(0).getSource()).isEqualTo(TrackSource.MICROPHONE);
        assertThat(body(rooms().mutePublishedTrack("r", "alice", track, true)).getMuted())
                .isTrue();
        assertThat(alice.muted(track)).isTrue();

        ParticipantPermission permission = ParticipantPermission.newBuilder()
                .setCanSubscribe(true)
                .addCanPublishSources(TrackSource.CAMERA)
                .build();
        ParticipantInfo updated =
                body(rooms().updateParticipant("r", "alice", "Alice", "seat 2", permission, Map.of("lang", "it")));
        assertThat(updated.getAttributesMap()).containsEntry("lang", "it");
        assertThat(updated.getPermission().getCanPublishSourcesList()).containsExactly(TrackSource.CAMERA);
        assertThat(alice.name()).isEqualTo("Alice");

        byte[] data = {0, (byte) 0xff, 7};
        assertThat(rooms().sendData("r", data, DataPacket.Kind.RELIABLE, List.of(), List.of("alice"), "chat")
                        .execute()
                        .code())
                .isEqualTo(200);
        assertThat(alice.received())
                .singleElement()
                .satisfies(received -> assertThat(received.payload()).isEqualTo(data));
        assertThat(rooms().removeParticipant("r", "alice").execute().code()).isEqualTo(200);
        assertThat(alice.disconnectReason()).contains("PARTICIPANT_REMOVED");
    }

    @Test
    void an_error_is_json_as_for_every_client() throws IOException {
        Response<ParticipantInfo> missing =
                rooms().getParticipant("none", "nobody").execute();
        assertThat(missing.code()).isEqualTo(404);
        assertThat(Objects.requireNonNull(missing.errorBody()).string()).contains("\"code\":\"not_found\"");
        Response<List<Room>> refused = RoomServiceClient.createClient(url, KEY, "another secret", () -> http)
                .listRooms()
                .execute();
        assertThat(refused.code()).isEqualTo(401);
    }

    @Test
    void a_recording_is_started_listed_and_stopped() throws IOException {
        body(rooms().createRoom("r"));
        EgressServiceClient egress = EgressServiceClient.createClient(url, KEY, SECRET, () -> http);
        EncodedFileOutput file =
                EncodedFileOutput.newBuilder().setFilepath("a.mp4").build();
        EgressInfo started = body(egress.startRoomCompositeEgress("r", file, "grid"));
        assertThat(started.getStatus()).isEqualTo(EgressStatus.EGRESS_STARTING);
        assertThat(started.getRoomComposite().getLayout()).isEqualTo("grid");
        emulator.advanceRecording(started.getEgressId());
        assertThat(body(egress.listEgress("r", null, true)))
                .singleElement()
                .satisfies(active -> assertThat(active.getStartedAt()).isPositive());
        assertThat(body(egress.stopEgress(started.getEgressId())).getStatus()).isEqualTo(EgressStatus.EGRESS_ENDING);
    }

    @Test
    void ingresses_trunks_and_dispatches_are_created() throws IOException {
        IngressInfo ingress = body(IngressServiceClient.createClient(url, KEY, SECRET, () -> http)
                .createIngress("encoder", "r", "encoder", "Encoder", IngressInput.WHIP_INPUT));
        assertThat(ingress.getUrl()).isEqualTo("http://127.0.0.1:8080/whip");
        assertThat(ingress.getEnableTranscoding()).isFalse();
        SipServiceClient sip = SipServiceClient.createClient(url, KEY, SECRET, () -> http);
        String trunk =
                body(sip.createSipInboundTrunk("office", List.of("+15550100"))).getSipTrunkId();
        assertThat(body(sip.listSipInboundTrunk()))
                .singleElement()
                .satisfies(listed -> assertThat(listed.getSipTrunkId()).isEqualTo(trunk));
        AgentDispatchServiceClient agents = AgentDispatchServiceClient.createClient(url, KEY, SECRET, () -> http);
        String dispatch = body(agents.createDispatch("r", "agent", "m")).getId();
        assertThat(body(agents.listDispatch("r")))
                .anySatisfy(listed -> assertThat(listed.getId()).isEqualTo(dispatch));
    }

    @Test
    void the_request_is_recorded_as_json() throws IOException {
        body(rooms().createRoom("r", 60));
        assertThat(emulator.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEqualTo("{\"name\":\"r\",\"empty_timeout\":60}"));
    }

    @Test
    void bytes_that_are_not_a_message_are_malformed() throws IOException {
        try (TestClient client = new TestClient(emulator.url())) {
            TestClient.Answer answer = client.send(
                    "POST",
                    "/twirp/livekit.RoomService/CreateRoom",
                    "Bearer " + TestTokens.admin(Map.of("roomCreate", true)),
                    "application/protobuf",
                    "no message");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("malformed");
            assertThat(answer.json().get("msg").asString()).isEqualTo("the protobuf request could not be decoded");
        }
    }
}
