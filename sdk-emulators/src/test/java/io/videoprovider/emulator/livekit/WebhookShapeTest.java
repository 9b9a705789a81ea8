package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;
import tools.jackson.databind.node.ObjectNode;

/** The emulator's webhooks beside those that a real server sent: the same fields with the same types, for each event. */
class WebhookShapeTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** The common fields of the recorded deliveries of one event. */
    private static final class Shape {
        private final Map<String, JsonNodeType> allowed = new TreeMap<>();
        private final Set<String> required = new HashSet<>();

        void add(Map<String, JsonNodeType> fields) {
            if (allowed.isEmpty()) {
                required.addAll(fields.keySet());
            }
            required.retainAll(fields.keySet());
            allowed.putAll(fields);
        }
    }

    @Test
    void the_newest_protocol_has_end_reasons_and_whole_rooms() throws IOException {
        try (TestReceiver hooks = new TestReceiver();
                LiveKitEmulator newest = LiveKitEmulator.builder()
                        .newestProtocol(true)
                        .webhook(hooks.url(), "devkey")
                        .delays(Delays.SHORT)
                        .start();
                TestClient caller = new TestClient(newest.url())) {
            caller.createRoom("{\"name\":\"r\",\"metadata\":\"m\"}");
            newest.join(TestTokens.join("r", "alice")).publish("camera");
            caller.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"r\"}");

            newest.awaitWebhooks(
                    sent -> sent.stream().anyMatch(hook -> hook.event().equals("room_finished")),
                    Duration.ofSeconds(10));
            assertThat(newest.webhooks())
                    .filteredOn(hook -> hook.event().equals("track_published"))
                    .singleElement()
                    .satisfies(hook -> assertThat(hook.body()).contains("\"metadata\":\"m\""));
            assertThat(newest.webhooks())
                    .filteredOn(hook -> hook.event().equals("room_finished"))
                    .singleElement()
                    .satisfies(hook -> assertThat(hook.body()).contains("\"roomEndReason\":\"ROOM_END_API_DELETE\""));
        }
    }

    @Test
    void each_event_has_the_fields_of_a_real_one() throws Exception {
        Map<String, Shape> recorded = recordedShapes();
        try (TestReceiver receiver = new TestReceiver();
                LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .webhook(receiver.url(), "devkey")
                        .delays(Delays.SHORT)
                        .start();
                TestClient client = new TestClient(emulator.url())) {
            liveThroughEverything(emulator, client);

            Set<String> seen = new HashSet<>();
            for (RecordedRequest delivery : receiver.received()) {
                JsonNode event = TestReceiver.event(delivery);
                String name = event.get("event").asString();
                seen.add(name);
                Shape shape = recorded.getOrDefault(name, new Shape());
                Map<String, JsonNodeType> fields = fields(event);
                assertThat(fields.keySet()).as(name).containsAll(shape.required);
                assertThat(shape.allowed).as(name).containsAllEntriesOf(fields);
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(recorded.keySet());
        }
    }

    @Test
    void each_delivery_is_signed_as_a_real_one() throws Exception {
        try (TestReceiver receiver = new TestReceiver();
                LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .apiKey("other", "another-secret")
                        .webhook(receiver.url(), "other")
                        .start();
                TestClient client = new TestClient(emulator.url())) {
            client.createRoom("{\"name\":\"r\"}");
            emulator.awaitWebhooks(sent -> sent.size() == 1, SOON);

            RecordedRequest delivery = receiver.received().get(0);
            assertThat(delivery.getMethod()).isEqualTo("POST");
            assertThat(delivery.getHeaders().get("Content-Type")).isEqualTo("application/webhook+json");
            ObjectNode claims = TestTokens.verified(delivery, "another-secret");
            assertThat(claims.propertyNames()).containsExactly("iss", "exp", "nbf", "iat", "sha256");
            assertThat(claims.get("iss").asString()).isEqualTo("other");
            assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(300);
            assertThat(claims.get("nbf")).isEqualTo(claims.get("iat"));
        }
    }

    @Test
    void a_signer_signs_as_the_emulator_does() throws Exception {
        String body = "{\"event\":\"room_started\"}";
        String token = new LiveKitWebhookSigner("devkey", "secret").authorization(body);
        String[] parts = token.split("\\.", -1);
        assertThat(TestTokens.hmac("secret", parts[0] + "." + parts[1]))
                .isEqualTo(java.util.Base64.getUrlDecoder().decode(parts[2]));
        assertThat(new LiveKitWebhookSigner("devkey", "very-secret").toString()).doesNotContain("very-secret");
    }

    private static void liveThroughEverything(LiveKitEmulator emulator, TestClient client) throws IOException {
        client.createRoom("{\"name\":\"lobby\",\"max_participants\":10,\"metadata\":\"m\"}");
        ObjectNode claims = TestTokens.claims("alice", TestTokens.grant(Map.of("roomJoin", true, "room", "lobby")))
                .put("name", "Alice")
                .put("metadata", "m");
        claims.putObject("attributes").put("lang", "it");
        LiveKitParticipant alice = emulator.join(TestTokens.sign("secret", claims));
        String microphone = alice.publish("microphone");
        String camera = alice.publish("camera");
        alice.mute(microphone, true);
        emulator.join(TestTokens.join("lobby", "bob"));
        emulator.join(TestTokens.join("lobby", "bob"));
        client.admin("RoomService/RemoveParticipant", "lobby", "{\"room\":\"lobby\",\"identity\":\"bob\"}");
        emulator.join(TestTokens.join("lobby", "bob"));

        client.egress(
                "StartRoomCompositeEgress",
                "{\"room_name\":\"lobby\",\"layout\":\"grid\",\"preset\":\"H264_1080P_30\",\"file_outputs\":[{\"filepath\":\"{room_name}.mp4\","
                        + "\"s3\":{\"access_key\":\"a\",\"secret\":\"b\",\"region\":\"c\",\"bucket\":\"d\"}}]}");
        client.egress(
                "StartParticipantEgress",
                "{\"room_name\":\"lobby\",\"identity\":\"alice\",\"preset\":\"H264_720P_60\",\"file_outputs\":[{\"filepath\":\"a.mp4\"}]}");
        client.egress(
                "StartTrackEgress",
                "{\"room_name\":\"lobby\",\"track_id\":\"" + camera + "\",\"file\":{\"filepath\":\"t.ogg\"}}");
        client.egress(
                "StartTrackCompositeEgress",
                "{\"room_name\":\"lobby\",\"audio_track_id\":\"" + microphone
                        + "\",\"file_outputs\":[{\"filepath\":\"t.mp4\"}]}");
        String web = id(
                client.egress(
                        "StartWebEgress",
                        "{\"url\":\"https://example.com\",\"segment_outputs\":[{\"filename_prefix\":\"w\",\"playlist_name\":\"w.m3u8\"}]}"));
        client.egress(
                "StartEgress",
                "{\"room_name\":\"lobby\",\"template\":{\"layout\":\"grid\"},\"outputs\":[{\"file\":{\"file_type\":\"MP4\",\"filepath\":\"v.mp4\"}}]}");
        client.egress(
                "StartEgress",
                "{\"room_name\":\"lobby\",\"media\":{},\"outputs\":[{\"file\":{\"file_type\":\"MP4\",\"filepath\":\"v.mp4\"}}]}");
        client.egress(
                "StartRoomCompositeEgress",
                "{\"room_name\":\"lobby\",\"stream_outputs\":[{\"protocol\":\"RTMP\",\"urls\":[\"rtmp://host/app/some-long-key\"]}]}");
        client.egress(
                "StartRoomCompositeEgress",
                "{\"room_name\":\"lobby\",\"file_outputs\":[{\"filepath\":\"fail-active.mp4\"}]}");
        String never = id(client.egress(
                "StartRoomCompositeEgress",
                "{\"room_name\":\"lobby\",\"file_outputs\":[{\"filepath\":\"never-active.mp4\"}]}"));
        emulator.awaitWebhooks(
                sent -> sent.stream()
                                .filter(hook -> hook.event().equals("egress_updated"))
                                .count()
                        >= 9,
                SOON);
        client.egress("StopEgress", "{\"egress_id\":\"" + never + "\"}");
        client.egress("StopEgress", "{\"egress_id\":\"" + web + "\"}");
        alice.unpublish(camera);
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"lobby\"}");
        emulator.awaitWebhooks(
                sent -> sent.stream()
                                .filter(hook -> hook.event().equals("egress_ended"))
                                .count()
                        == 10,
                SOON);
        // Events of rooms and recordings are not ordered among each other.
        emulator.awaitWebhooks(
                sent -> sent.stream().anyMatch(hook -> hook.event().equals("room_finished")), SOON);
    }

    private static String id(TestClient.Answer answer) {
        return answer.json().get("egress_id").asString();
    }

    private static Map<String, Shape> recordedShapes() throws IOException, URISyntaxException {
        Map<String, Shape> shapes = new HashMap<>();
        Path folder = Path.of(Objects.requireNonNull(WebhookShapeTest.class.getResource("/livekit/vectors/webhooks"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String body = TestClient.JSON
                        .readTree(Files.readString(file))
                        .get("rawBody")
                        .asString();
                JsonNode event = TestClient.JSON.readTree(body);
                shapes.computeIfAbsent(event.get("event").asString(), name -> new Shape())
                        .add(fields(event));
            }
        }
        return shapes;
    }

    /** The paths of all fields and the types of their values. */
    private static Map<String, JsonNodeType> fields(JsonNode event) {
        Map<String, JsonNodeType> fields = new TreeMap<>();
        collect("", event, fields);
        return fields;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNodeType> fields) {
        fields.put(path, node.getNodeType());
        // The names of attributes are arbitrary.
        boolean map = path.endsWith(".attributes");
        node.properties()
                .forEach(field -> collect(path + "." + (map ? "*" : field.getKey()), field.getValue(), fields));
        if (node.isArray()) {
            List<JsonNode> elements = node.valueStream().toList();
            elements.forEach(element -> collect(path + "[]", element, fields));
        }
    }
}
