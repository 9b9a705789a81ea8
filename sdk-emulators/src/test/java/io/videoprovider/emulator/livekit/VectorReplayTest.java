package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the recorded requests of a real server 1.13.3 to the emulator and expects the same responses: status, error and shape.
 * The exchanges of a group build on each other, as they did then.
 */
@SuppressWarnings("NullAway.Init") // Each group starts the server that it needs.
class VectorReplayTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double FACTOR = 1 / 50.0;
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]+\\.[\\w-]*\\.[\\w-]*");
    private static final Pattern LONG_TEXT = Pattern.compile("<(\\d+) characters of '(.)'>");
    private static final Pattern ID = Pattern.compile("(RM|PA|TR|EG|IN|ST|SDR|AD)_\\w+");

    /** Exchanges that are not replayed, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of();

    private static final List<String> GROUPS = List.of("0", "1", "2");

    private LiveKitEmulator emulator;
    private TestClient client;
    private LiveKitParticipant bob;
    private final Map<String, String> ids = new HashMap<>();

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @Test
    void every_recorded_exchange_is_replayed_or_left_out_for_a_reason() throws IOException {
        start(LiveKitEmulator.builder());
        Set<String> known = new TreeSet<>(LEFT_OUT.keySet());
        for (String group : GROUPS) {
            known.addAll(replayed(group));
        }
        assertThat(names()).containsExactlyInAnyOrderElementsOf(known).hasSize(172);
        assertThat(LEFT_OUT.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> a_single_node_without_redis_answers_as_recorded() throws IOException {
        start(LiveKitEmulator.builder().redis(false));
        return replay("0");
    }

    @TestFactory
    Stream<DynamicTest> a_server_with_redis_but_without_workers_answers_as_recorded() throws IOException {
        start(LiveKitEmulator.builder().egressWorker(false).enableRemoteUnmute(true));
        return replay("1");
    }

    @TestFactory
    Stream<DynamicTest> a_server_with_a_recording_worker_answers_as_recorded() throws IOException {
        start(LiveKitEmulator.builder().manualRecordings(true));
        return replay("2");
    }

    private void start(LiveKitEmulator.Builder builder) {
        emulator = builder.delays(Delays.scaled(FACTOR)).start();
        client = new TestClient(emulator.url());
    }

    private Stream<DynamicTest> replay(String group) throws IOException {
        return replayed(group).stream().map(name -> DynamicTest.dynamicTest(name, () -> replayOne(name)));
    }

    // Actions of participants between the calls
    // ---------------------------------------------------------------------------

    private void prepare(String number) throws IOException {
        switch (number) {
            case "056" -> {
                ObjectNode claims = TestTokens.claims("alice", joinGrant("lobby", Map.of()))
                        .put("name", "Alice")
                        .put("metadata", "{\"seat\":1}");
                claims.putObject("attributes").put("lang", "it");
                LiveKitParticipant alice = emulator.join(TestTokens.sign("secret", claims));
                alice.publish("microphone");
                alice.publish("camera");
                bob = join("lobby", "bob", Map.of("canPublish", false));
                join("lobby", "hidden-one", Map.of("hidden", true));
            }
            case "077" -> {
                assertThat(bob.connected()).isFalse();
                bob = join("lobby", "bob", Map.of("canPublish", false));
            }
            case "078" -> {
                join("lobby", "bob", Map.of());
                assertThat(bob.disconnectReason()).contains("DUPLICATE_IDENTITY");
            }
            case "085" -> join("tiny", "one", Map.of());
            case "128" -> {
                LiveKitParticipant alice = join("studio", "alice", Map.of());
                alice.publish("camera");
                alice.publish("microphone");
            }
            case "202" -> {
                LiveKitParticipant alice = join("studio2", "alice", Map.of());
                alice.publish("camera");
                alice.publish("microphone");
            }
            case "205", "227", "239" -> advance("EGRESS_STARTING");
            case "210", "233", "234" -> advance("EGRESS_ENDING");
            default -> {
                // No change in between.
            }
        }
    }

    private LiveKitParticipant join(String room, String identity, Map<String, ?> more) {
        return emulator.join(TestTokens.sign("secret", TestTokens.claims(identity, joinGrant(room, more))));
    }

    private static ObjectNode joinGrant(String room, Map<String, ?> more) {
        ObjectNode grant = TestTokens.grant(more);
        return grant.put("roomJoin", true).put("room", room);
    }

    /**
     * Recordings progressed while the recorded exchanges waited; here the test changes their state, so that results are
     * reproducible.
     */
    private void advance(String status) {
        for (JsonNode egress : emulator.egresses()) {
            if (egress.get("status").asString().equals(status)
                    && (!status.equals("EGRESS_STARTING") || !egress.toString().contains("never-active"))) {
                emulator.advanceRecording(egress.get("egress_id").asString());
            }
        }
    }

    // One exchange ---------------------------------------------------------------------------------------------------

    private void replayOne(String name) throws IOException {
        prepare(name.substring(0, 3));
        JsonNode vector = vector(name);
        JsonNode request = vector.get("request");
        JsonNode recorded = vector.get("response");

        long began = System.nanoTime();
        TestClient.Answer answer = client.send(
                request.get("method").asString(),
                path(request.get("path").asString()),
                authorization(name, request),
                request.path("contentType").asString(""),
                body(request.path("body")));
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(answer.status())
                .as(answer.body())
                .isEqualTo(recorded.get("status").asInt());
        assertThat(answer.contentType()).isEqualTo(recorded.get("contentType").asString());
        recorded.get("headers")
                .properties()
                .forEach(header -> assertThat(answer.headers())
                        .as(header.getKey())
                        .containsEntry(header.getKey(), header.getValue().asString()));
        if (recorded.has("text")) {
            assertThat(withoutToken(answer.body()))
                    .isEqualTo(withoutToken(recorded.get("text").asString()));
        } else if (answer.status() != 200) {
            assertThat(answer.json()).isEqualTo(recorded.get("body"));
        } else {
            sameShape(recorded.get("body"), answer.json(), "$");
            learnIds(recorded.get("body"), answer.json());
        }
        long recordedMillis = recorded.get("millis").asLong();
        if (recordedMillis > 900) {
            assertThat(took).isGreaterThan(Duration.ofMillis((long) (recordedMillis * FACTOR * 0.85)));
        }
    }

    private String path(String recorded) {
        int token = recorded.indexOf("access_token=");
        if (token < 0) {
            return recorded;
        }
        ObjectNode claims = TestTokens.payload(recorded.substring(token + "access_token=".length()));
        long now = Instant.now().getEpochSecond();
        return recorded.substring(0, token)
                + "access_token="
                + TestTokens.sign("secret", claims.put("nbf", now - 5).put("exp", now + 600));
    }

    private static String authorization(String name, JsonNode request) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = TestTokens.claims(
                "", request.path("grants").isObject() ? request.get("grants") : JSON.createObjectNode());
        request.path("otherClaims").properties().forEach(claim -> claims.set(claim.getKey(), claim.getValue()));
        return switch (name.substring(0, 3)) {
            case "029", "041", "085", "086", "087", "088", "089" -> "";
            case "032" -> "Bearer " + TestTokens.sign("another", claims);
            case "033" -> "Bearer " + TestTokens.sign("secret", claims.put("iss", "nokey"));
            case "034" -> "Bearer " + TestTokens.sign("secret", claims.put("exp", now - 3600));
            case "035" -> "Bearer " + TestTokens.sign("secret", claims.put("exp", now - 30));
            case "036" -> "Bearer " + TestTokens.sign("secret", claims.put("nbf", now + 3600));
            case "037" -> {
                claims.remove("exp");
                yield "Bearer " + TestTokens.sign("secret", claims);
            }
            case "038" -> "Bearer " + TestTokens.unsigned(claims);
            case "039" -> "Bearer garbage";
            case "040" -> "bearer " + TestTokens.sign("secret", claims);
            default -> "Bearer " + TestTokens.sign("secret", claims);
        };
    }

    private String body(JsonNode recorded) {
        String text = recorded.isString() ? recorded.stringValue() : recorded.toString();
        String longText =
                LONG_TEXT.matcher(text).replaceAll(match -> match.group(2).repeat(Integer.parseInt(match.group(1))));
        return ID.matcher(longText)
                .replaceAll(match -> Matcher.quoteReplacement(ids.getOrDefault(match.group(), match.group())));
    }

    private static String withoutToken(String text) {
        return TOKEN.matcher(text).replaceAll("(token)");
    }

    // Shapes ---------------------------------------------------------------------------------------------------------

    /** The same names and types, all the way down; each element of a list like one of the recorded elements. */
    private static void sameShape(JsonNode recorded, JsonNode actual, String where) {
        assertThat(actual.getNodeType()).as(where).isEqualTo(recorded.getNodeType());
        if (recorded.isObject()) {
            assertThat(actual.propertyNames()).as(where).containsExactlyElementsOf(recorded.propertyNames());
            recorded.properties()
                    .forEach(field ->
                            sameShape(field.getValue(), actual.get(field.getKey()), where + "." + field.getKey()));
        } else if (recorded.isArray()) {
            assertThat(actual.isEmpty()).as(where + " is empty: " + actual).isEqualTo(recorded.isEmpty());
            for (JsonNode element : actual) {
                assertThat(recorded.valueStream()
                                .map(candidate -> difference(candidate, element, where))
                                .filter(Objects::nonNull)
                                .count())
                        .as(() -> where + "[]: " + difference(recorded.get(0), element, where))
                        .isLessThan(recorded.size());
            }
        }
    }

    private static @Nullable String difference(JsonNode recorded, JsonNode actual, String where) {
        try {
            sameShape(recorded, actual, where + "[]");
            return null;
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    /** The emulator's ids by recorded id, for the following requests. */
    private void learnIds(JsonNode recorded, JsonNode actual) {
        if (recorded.isString() && ID.matcher(recorded.stringValue()).matches()) {
            ids.put(recorded.stringValue(), actual.asString());
        } else if (recorded.isObject()) {
            recorded.properties().forEach(field -> learnIds(field.getValue(), actual.get(field.getKey())));
        } else if (recorded.isArray() && recorded.size() == actual.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                if (difference(recorded.get(i), actual.get(i), "") == null) {
                    learnIds(recorded.get(i), actual.get(i));
                }
            }
        }
    }

    // Files ----------------------------------------------------------------------------------------------------------

    private static List<String> replayed(String group) throws IOException {
        return names().stream()
                .filter(name -> name.startsWith(group) && !LEFT_OUT.containsKey(name))
                .toList();
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static JsonNode vector(String name) throws IOException {
        return JSON.readTree(Files.readString(folder().resolve(name + ".json")));
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(VectorReplayTest.class.getResource("/livekit/vectors/api"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
