package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.event.IngressFailed;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.IngressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.livekit.client.TrackInfo;
import io.videoprovider.livekit.client.WebhookEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server writes enum values that it has no names for as numbers. */
class LiveKitEnumsTest {

    /** By field name, in LiveKit's order. */
    private static final Map<String, List<String>> NUMBERS = Map.of(
            "egress status",
            List.of(
                    "EGRESS_STARTING",
                    "EGRESS_ACTIVE",
                    "EGRESS_ENDING",
                    "EGRESS_COMPLETE",
                    "EGRESS_FAILED",
                    "EGRESS_ABORTED",
                    "EGRESS_LIMIT_REACHED"),
            "stream status",
            List.of("ACTIVE", "FINISHED", "FAILED"),
            "ingress status",
            List.of(
                    "ENDPOINT_INACTIVE",
                    "ENDPOINT_BUFFERING",
                    "ENDPOINT_PUBLISHING",
                    "ENDPOINT_ERROR",
                    "ENDPOINT_COMPLETE"),
            "job status",
            List.of("JS_PENDING", "JS_RUNNING", "JS_SUCCESS", "JS_FAILED"),
            "kind",
            List.of("STANDARD", "INGRESS", "EGRESS", "SIP", "AGENT", "-", "-", "CONNECTOR", "BRIDGE"),
            "disconnectReason",
            List.of(
                    "UNKNOWN_REASON",
                    "CLIENT_INITIATED",
                    "DUPLICATE_IDENTITY",
                    "SERVER_SHUTDOWN",
                    "PARTICIPANT_REMOVED",
                    "ROOM_DELETED",
                    "STATE_MISMATCH",
                    "JOIN_FAILURE",
                    "MIGRATION",
                    "SIGNAL_CLOSE",
                    "ROOM_CLOSED",
                    "USER_UNAVAILABLE",
                    "USER_REJECTED",
                    "SIP_TRUNK_FAILURE",
                    "CONNECTION_TIMEOUT",
                    "MEDIA_FAILURE",
                    "AGENT_ERROR"),
            "source",
            List.of("UNKNOWN", "CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"),
            "type",
            List.of("AUDIO", "VIDEO", "DATA"),
            "inputType",
            List.of("RTMP_INPUT", "WHIP_INPUT", "URL_INPUT"));

    private static VideoEvent parsed(Json body) {
        try (LiveKitVideoProvider video =
                Tests.providerOf("ws://localhost:7880").build()) {
            return video.webhooks().parseWithoutVerification(body.writeUtf8(), null);
        }
    }

    private static VideoEvent parsed(String body) {
        return parsed(Json.parse(body));
    }

    static Stream<Json> events() {
        Stream<Json> recorded = Tests.vectors("webhooks").stream()
                .map((Path file) -> Json.parse(Tests.read(file).string("rawBody")));
        return Stream.concat(recorded, Tests.samples().stream().map(Json::parse));
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_with_numbers_is_the_event_with_names(Json named) {
        Json numbered = Json.parse(
                Json.builder().put("body", numbered(named.asMap())).build().write());

        VideoEvent event = parsed(numbered.object("body"));

        assertThat(described(event)).isEqualTo(described(parsed(named)));
        assertThat(event.raw()).isEqualTo(numbered.object("body"));
    }

    private static @Nullable Object numbered(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(LiveKitEnumsTest::numbered).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, @Nullable Object> numbered = new LinkedHashMap<>();
        map.forEach((name, field) -> {
            Object number = NUMBERS.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(String.valueOf(name)))
                    .map(entry -> entry.getValue().indexOf(field))
                    .filter(index -> index >= 0)
                    .<Object>map(index -> index)
                    .findFirst()
                    .orElse(null);
            numbered.put(String.valueOf(name), number == null ? numbered(field) : number);
        });
        return numbered;
    }

    /** All components of an event and of the records in it, without the JSON. */
    private static Object described(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(LiveKitEnumsTest::described).toList();
        }
        if (!(value instanceof Record record)) {
            return String.valueOf(value);
        }
        List<Object> components = new ArrayList<>(List.of(value.getClass()));
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (!component.getType().equals(Json.class)) {
                try {
                    component.getAccessor().setAccessible(true);
                    components.add(described(component.getAccessor().invoke(record)));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(e.getMessage(), e);
                }
            }
        }
        return components;
    }

    @Test
    void the_end_of_a_recording_is_not_its_start() {
        String ended = "{\"event\":\"egress_ended\",\"egressInfo\":{\"egressId\":\"EG_1\",\"roomName\":\"lobby\","
                + "\"status\":%s,\"fileResults\":[{\"filename\":\"a.mp4\"}]}}";

        VideoEvent named = parsed(ended.formatted("\"EGRESS_COMPLETE\""));
        VideoEvent numbered = parsed(ended.formatted("3"));

        assertThat(numbered).isInstanceOf(RecordingReady.class);
        assertThat(numbered.deduplicationKey()).isEqualTo(named.deduplicationKey());
    }

    @Test
    void unknown_states_are_unknown_and_different() {
        String update = "{\"event\":\"egress_updated\",\"egressInfo\":{\"egressId\":\"EG_1\",\"roomName\":\"lobby\","
                + "\"status\":%s,\"fileResults\":[{}]}}";

        VideoEvent first = parsed(update.formatted("98"));
        VideoEvent second = parsed(update.formatted("99"));

        Recording recording = ((RecordingEvent) first).recording();
        assertThat(recording.status()).isEqualTo(RecordingStatus.UNKNOWN);
        assertThat(recording.raw().number("status")).isEqualTo(98);
        assertThat(first.deduplicationKey()).contains("98").isNotEqualTo(second.deduplicationKey());
    }

    @Test
    void an_unknown_kind_or_reason_of_a_participant_keeps_its_number() {
        VideoEvent event = parsed("{\"event\":\"participant_left\",\"room\":{\"name\":\"lobby\"},"
                + "\"participant\":{\"sid\":\"PA_1\",\"identity\":\"alice\",\"kind\":42,\"disconnectReason\":99}}");

        ParticipantLeft left = (ParticipantLeft) event;
        assertThat(left.participant().kind()).isEqualTo(new ParticipantKind("unknown_42"));
        assertThat(left.reason()).isEqualTo("unknown_99");
    }

    @Test
    void an_unknown_source_of_a_track_keeps_its_number() {
        VideoEvent event = parsed("{\"event\":\"track_published\",\"room\":{\"name\":\"lobby\"},"
                + "\"participant\":{\"sid\":\"PA_1\",\"identity\":\"alice\"},"
                + "\"track\":{\"sid\":\"TR_1\",\"source\":77}}");

        assertThat(((TrackPublished) event).track().kind()).isEqualTo(new TrackKind("unknown_77"));
    }

    @Test
    void a_failed_ingress_is_not_a_stopped_one() {
        VideoEvent event = parsed("{\"event\":\"ingress_ended\",\"ingressInfo\":{\"ingressId\":\"IN_1\","
                + "\"roomName\":\"lobby\",\"state\":{\"status\":3}}}");

        assertThat(event).isInstanceOf(IngressFailed.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"snake_case", "camelCase"})
    void the_wire_records_read_numbers_in_both_spellings(String spelling) {
        boolean snake = spelling.equals("snake_case");
        String job = "{\"job\":{\"state\":{\"status\":2}}}";
        String ingress = "{\"" + (snake ? "input_type" : "inputType") + "\":1,\"state\":{\"status\":2}}";
        String egress = "{\"status\":6,\"" + (snake ? "stream_results" : "streamResults") + "\":[{\"status\":2}]}";
        String participant = "{\"kind\":4,\"" + (snake ? "disconnect_reason" : "disconnectReason") + "\":15}";

        assertThat(new WebhookEvent(Json.parse(job)).job().status()).isEqualTo("JS_SUCCESS");
        assertThat(new IngressInfo(Json.parse(ingress)).inputType()).isEqualTo("WHIP_INPUT");
        assertThat(new IngressInfo(Json.parse(ingress)).status()).isEqualTo("ENDPOINT_PUBLISHING");
        assertThat(new EgressInfo(Json.parse(egress)).status()).isEqualTo("EGRESS_LIMIT_REACHED");
        assertThat(new EgressInfo(Json.parse(egress)).streams().get(0).status()).isEqualTo("FAILED");
        assertThat(new ParticipantInfo(Json.parse(participant)).kind()).isEqualTo("AGENT");
        assertThat(new ParticipantInfo(Json.parse(participant)).disconnectReason())
                .isEqualTo("MEDIA_FAILURE");
        assertThat(new TrackInfo(Json.parse("{\"type\":1,\"source\":3}")).type())
                .isEqualTo("VIDEO");
        assertThat(new TrackInfo(Json.parse("{\"type\":1,\"source\":3}")).source())
                .isEqualTo("SCREEN_SHARE");
    }

    @Test
    void an_update_keeps_unknown_sources() {
        CallId lobby = CallId.of("lobby");
        try (LiveKitEmulator emulator =
                        LiveKitEmulator.builder().apiKey("devkey", Tests.SECRET).start();
                LiveKitVideoProvider video = Tests.providerOf(emulator).build()) {
            video.calls().getOrCreate(CallRequest.of(lobby));
            emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", lobby).build())
                    .token());
            Json restricted = Json.parse("{\"permission\":{\"can_publish\":true,\"can_publish_sources\":[1,9]}}");
            video.unwrap(LiveKitClient.class).rooms().updateParticipant("lobby", "alice", restricted);

            Participant before = video.participants().get(lobby, "alice");
            Participant after = video.participants()
                    .update(
                            lobby,
                            "alice",
                            ParticipantUpdate.builder()
                                    .allow(Permission.PUBLISH_AUDIO)
                                    .build());

            assertThat(before.permissions()).containsExactly(Permission.PUBLISH_VIDEO);
            assertThat(after.permissions()).containsExactly(Permission.PUBLISH_AUDIO, Permission.PUBLISH_VIDEO);
            Json sent =
                    Json.parse(requests(emulator, "UpdateParticipant").get(1).body());
            assertThat(sent.object("permission").asMap().get("can_publish_sources"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasToString("[CAMERA, 9, MICROPHONE]");
        }
    }

    @ParameterizedTest(name = "preset {0}: {1} requests")
    @CsvSource({"'\"H264_1080P_30\"', 1", "2, 1", "0, 2", "'\"H264_1080P_60\"', 2", "99, 2"})
    void a_running_recording_is_compared_by_its_preset(String preset, int requests) throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            String running = "{\"egress_id\":\"EG_1\",\"room_name\":\"lobby\",\"status\":1,"
                    + "\"egress\":{\"template\":{},\"preset\":" + preset
                    + ",\"outputs\":[{\"file\":{\"file_type\":\"MP4\",\"filepath\":\"{room_name}-{time}.mp4\"}}]}}";
            server.enqueue(new MockResponse.Builder()
                    .addHeader("Content-Type", "application/json")
                    .body("{\"items\":[" + running + "]}")
                    .build());
            server.enqueue(new MockResponse.Builder()
                    .addHeader("Content-Type", "application/json")
                    .body("{\"egress_id\":\"EG_2\",\"room_name\":\"lobby\"}")
                    .build());
            try (LiveKitVideoProvider video =
                    Tests.providerOf(server.url("/").toString()).build()) {
                Recording recording = video.recordings()
                        .start(
                                CallId.of("lobby"),
                                RecordingRequest.composite()
                                        .quality(Quality.HD_1080P)
                                        .build());

                assertThat(recording.id().value()).isEqualTo("EG_" + requests);
                assertThat(server.getRequestCount()).isEqualTo(requests);
            }
        }
    }

    @Test
    void a_preset_of_other_software_is_not_the_default() {
        assertThat(EgressParameters.of(Json.parse("{\"template\":{},\"preset\":\"H264_720P_60\"}")))
                .isNotEqualTo(EgressParameters.of(Json.parse("{\"template\":{}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'web':{'url':'https://a.example'},'outputs':[{'segments':{'playlist_name':'p'}}]}",
                "{'template':{'custom_base_url':'https://a.example'},'outputs':[{'segments':{'playlist_name':'p'}}]}",
                "{'template':{},'preset':8,'outputs':[{'segments':{'playlist_name':'p'}}]}",
                "{'template':{},'outputs':[{'segments':{'protocol':2,'playlist_name':'p'}}]}",
                "{'template':{},'outputs':[{'segments':{'protocol':'HLS_FMP4_PROTOCOL','playlist_name':'p'}}]}",
                "{'template':{},'outputs':[{'segments':{'playlist_name':'p'}},"
                        + "{'stream':{'destinations':[{'id':'a','url':'rtmp://a.example/app/key'}]}}]}"
            })
    void an_egress_of_newer_servers_or_other_software_is_not_the_own(String other) {
        Json own = Json.parse("{\"template\":{},\"outputs\":[{\"segments\":"
                + "{\"protocol\":\"HLS_PROTOCOL\",\"playlist_name\":\"p\"}}]}");

        assertThat(EgressParameters.of(Json.parse(other.replace('\'', '"')))).isNotEqualTo(EgressParameters.of(own));
        assertThat(EgressParameters.of(own.toBuilder()
                        .put("outputs", List.of(Json.parse("{\"segments\":{\"playlist_name\":\"p\"}}")))
                        .build()))
                .isEqualTo(EgressParameters.of(own));
    }
}
