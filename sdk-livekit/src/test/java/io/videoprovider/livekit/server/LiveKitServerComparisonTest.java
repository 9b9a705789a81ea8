package io.videoprovider.livekit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the same random requests to the emulator and to the real server. If the responses differ, the emulator is wrong.
 *
 * <p>Ids and times are compared by what they stand for: the first room that both created is one room. {@code
 * -Dcomparison.seeds=7,8} runs other sequences, {@code -Dcomparison.steps} longer ones.
 */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerComparisonTest {

    private static final int STEPS = Integer.getInteger("comparison.steps", 300);

    /**
     * The maximum number of requests of a sequence for which the server waits some seconds, because an object does not
     * exist.
     */
    private static final int SLOW = 3;

    /** The server updates the counts of a room every five seconds. */
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern ID = Pattern.compile("(RM|PA|TR|EG|IN|ST|SDR|AD)_\\w+");
    private static final Pattern ALIAS = Pattern.compile("@[A-Z]+\\d+@");

    /** Values that each server chooses; only their presence is compared. */
    private static final Pattern OWN = Pattern.compile(
            ".*_at|.*_at_ms|.*_at_ns|creation_time(_ms)?|duration|turn_password|stream_key|version|unix_micro");

    /** A message contains one of two conflicting objects, depending on the order in which the server finds them. */
    private static final Pattern CONFLICT =
            Pattern.compile("(?<=already exists in dispatch rule|Conflicting inbound SIP Trunks:).*");

    /** Fields that depend on a participant's client, which the emulator does not have. */
    private static final Set<String> OF_CLIENTS = Set.of(
            "tracks",
            "capabilities",
            "client_protocol",
            "region",
            "name@track",
            "mime_type@track",
            "mid@track",
            "codecs@track",
            "stream@track",
            "stereo@track",
            "audio_features@track",
            "disable_red@track",
            "disable_dtx@track");

    private static final Set<String> UNORDERED = Set.of("items", "participants", "agent_dispatches");

    /** One of the two servers, with its ids for the aliases. */
    private static final class Side {
        private final String url;
        private final Function<String, SimulatedParticipant> join;
        private final Map<String, String> ids = new HashMap<>();
        private final Map<String, String> aliases = new HashMap<>();

        Side(String url, Function<String, SimulatedParticipant> join) {
            this.url = url;
            this.join = join;
        }

        void learn(String alias, String id) {
            ids.put(alias, id);
            aliases.put(id, alias);
        }
    }

    /** A response: its status, and its body with aliases in place of ids. */
    private record Answer(int status, JsonNode raw, JsonNode body) {}

    private final String run = "cmp-" + UUID.randomUUID().toString().substring(0, 8);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> learned = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private LiveKitServer server;
    private LiveKitEmulator emulator;
    private Side real;
    private Side emulated;

    @BeforeEach
    void start() {
        server = LiveKitServer.fromEnv();
        emulator = LiveKitEmulator.builder()
                .apiKey(server.apiKey(), server.apiSecret())
                .enableRemoteUnmute(true)
                .ingressUrls("rtmp://127.0.0.1:1935/live", "http://127.0.0.1:8080/whip")
                .delays(Delays.SHORT)
                .start();
        real = new Side(server.url().replaceFirst("^ws", "http"), server::join);
        emulated = new Side(emulator.url().toString(), emulator::join);
    }

    @AfterEach
    void stop() {
        emulator.close();
        Map<String, Object> all = claims(Map.of("roomCreate", true, "ingressAdmin", true));
        RandomRequests names = new RandomRequests(0, run, 0);
        names.rooms().forEach(room -> send(real, "RoomService/DeleteRoom", Map.of("room", room), all));
        real.ids.values().forEach(id -> {
            if (id.startsWith("IN_")) {
                send(real, "Ingress/DeleteIngress", Map.of("ingress_id", id), all);
            } else if (id.startsWith("ST_")) {
                send(real, "SIP/DeleteSIPTrunk", Map.of("sip_trunk_id", id), all);
            } else if (id.startsWith("SDR_")) {
                send(real, "SIP/DeleteSIPDispatchRule", Map.of("sip_dispatch_rule_id", id), all);
            }
        });
    }

    static long[] seeds() {
        return Pattern.compile(",")
                .splitAsStream(System.getProperty("comparison.seeds", "1,2"))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_emulator_answers_random_requests_as_the_server_does(long seed) {
        RandomRequests requests = new RandomRequests(seed, run, SLOW);
        for (int step = 0; step < STEPS; step++) {
            RandomRequests.Request request = requests.next();
            compare(request.rpc(), request.body(), request.claims()).forEach(requests::learned);
        }
    }

    @Test
    void participants_are_shown_and_changed_as_on_the_server() {
        Map<String, Object> all = claims(Map.of("roomCreate", true, "roomList", true, "roomAdmin", true, "room", run));
        compare("RoomService/CreateRoom", Map.of("name", run), all);
        List<Map<String, Object>> grants = List.of(
                Map.of(),
                Map.of("canPublish", false),
                Map.of("hidden", true, "canSubscribe", false),
                Map.of("recorder", true, "hidden", true),
                Map.of("agent", true, "canUpdateOwnMetadata", true),
                Map.of("canPublishSources", List.of("microphone", "screen_share"), "canPublishData", false));
        List<List<SimulatedParticipant>> joined = new ArrayList<>();
        try {
            for (Map<String, Object> grant : grants) {
                joined.add(join("p" + joined.size(), grant));
            }
            compareRoom(all);
            // A permission that is granted, one without a change, one that is revoked.
            for (Map<String, Object> permission : List.<Map<String, Object>>of(
                    Map.of("can_subscribe", true, "can_publish", true, "can_publish_data", true),
                    Map.of("can_subscribe", true, "can_publish", true, "can_publish_data", true),
                    Map.of("can_subscribe", true))) {
                for (String identity : List.of("p0", "p1")) {
                    compare(
                            "RoomService/UpdateParticipant",
                            Map.of("room", run, "identity", identity, "permission", permission),
                            all);
                }
                compareRoom(all);
            }
            String track = publish(joined.get(5), "microphone");
            for (boolean muted : List.of(true, true, false)) {
                Map<String, Object> mute = Map.of("room", run, "identity", "p5", "track_sid", track, "muted", muted);
                compare("RoomService/MutePublishedTrack", mute, all);
            }
            compare("RoomService/MutePublishedTrack", Map.of("room", run, "identity", "p5", "track_sid", "TR_x"), all);
            compare("RoomService/SendData", Map.of("room", run, "data", "aGk="), all);
            compare("RoomService/RemoveParticipant", Map.of("room", run, "identity", "p4"), all);
            joined.get(3).forEach(SimulatedParticipant::leave);
            compareRoom(all);
        } finally {
            send(real, "RoomService/DeleteRoom", Map.of("room", run), all);
        }
    }

    private void compareRoom(Map<String, Object> claims) {
        compare("RoomService/ListParticipants", Map.of("room", run), claims);
        compare("RoomService/ListRooms", Map.of("names", List.of(run)), claims);
    }

    /** Lets a participant into the rooms of both servers. */
    private List<SimulatedParticipant> join(String identity, Map<String, Object> grant) {
        Map<String, Object> video = new HashMap<>(grant);
        video.put("roomJoin", true);
        video.put("room", run);
        String token = HandmadeToken.of(server.apiKey(), server.apiSecret(), identity, video);
        return List.of(real.join.apply(token), emulated.join.apply(token));
    }

    /** @return the alias of the track */
    private String publish(List<SimulatedParticipant> both, String source) {
        String alias = RandomRequests.alias("TR", 0);
        real.learn(alias, both.get(0).publish(source));
        emulated.learn(alias, both.get(1).publish(source));
        return alias;
    }

    // Comparing -----------------------------------------------------------------------------------------------------

    /**
     * Sends a request to both servers and verifies that they answer the same. Reads are repeated until they do, since
     * counts and recordings lag behind on the real server; so are mutes, since the client of the participant confirms each one
     * later, which may undo the next one.
     *
     * @return the prefixes of the ids that are new in the answers
     */
    private List<String> compare(String rpc, Object message, Map<String, Object> claims) {
        JsonNode body = JSON.valueToTree(message);
        boolean read = rpc.matches(".*/(List|Get).*");
        boolean repeatable = read || rpc.endsWith("/MutePublishedTrack");
        log.add(rpc + " " + shortened(body) + " " + claims);
        Answer expected = answer(real, rpc, body, claims);
        Answer actual = answer(emulated, rpc, body, claims);
        List<String> prefixes = new ArrayList<>();
        if (!read && expected.status() == 200 && actual.status() == 200) {
            learn(expected.raw(), actual.raw(), prefixes);
            expected = canonical(expected, real);
            actual = canonical(actual, emulated);
        }
        long deadline = System.nanoTime() + SETTLED.toNanos();
        while (!(settled(expected) && same(expected, actual)) && repeatable && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            expected = answer(real, rpc, body, claims);
            actual = answer(emulated, rpc, body, claims);
        }
        assertThat(actual.status() + " " + actual.body().toPrettyString())
                .as(() -> "request " + log.size() + ", the last of\n"
                        + String.join("\n", log.subList(Math.max(0, log.size() - 15), log.size())))
                .isEqualTo(expected.status() + " " + expected.body().toPrettyString());
        if (rpc.startsWith("Egress/St") && expected.status() == 200) {
            settle(expected.body().path("egress_id").asString());
        }
        return prefixes;
    }

    /** Waits until a recording has its final state on both servers. */
    private void settle(String alias) {
        compare("Egress/ListEgress", Map.of("egress_id", alias), claims(Map.of("roomRecord", true)));
    }

    private static boolean settled(Answer answer) {
        for (JsonNode item : answer.body().path("items")) {
            String status = item.path("status").asString("");
            if (status.equals("EGRESS_ENDING")
                    || (status.equals("EGRESS_STARTING") && !item.toString().contains("never-active"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Answer expected, Answer actual) {
        return expected.status() == actual.status() && expected.body().equals(actual.body());
    }

    private static String shortened(JsonNode body) {
        return body.toString().replaceAll("x{20,}", "x…");
    }

    /** Two ids at the same place of two responses identify the same object. */
    private void learn(JsonNode expected, JsonNode actual, List<String> prefixes) {
        if (expected.isObject() && actual.isObject()) {
            expected.properties().forEach(field -> {
                JsonNode other = actual.get(field.getKey());
                if (other != null) {
                    learn(field.getValue(), other, prefixes);
                }
            });
        } else if (expected.isString() && actual.isString()) {
            Matcher id = ID.matcher(expected.stringValue());
            if (id.matches()
                    && !real.aliases.containsKey(id.group())
                    && actual.stringValue().startsWith(id.group(1) + "_")) {
                String prefix = id.group(1);
                String alias = RandomRequests.alias(prefix, learned.merge(prefix, 1, Integer::sum) - 1);
                real.learn(alias, id.group());
                emulated.learn(alias, actual.stringValue());
                prefixes.add(prefix);
            }
        }
    }

    private static Answer canonical(Answer answer, Side side) {
        return new Answer(answer.status(), answer.raw(), canonical(answer.raw(), side, "", ""));
    }

    /** @param parent the name of the field that the field with this name is in */
    private static JsonNode canonical(JsonNode node, Side side, String name, String parent) {
        if (OF_CLIENTS.contains(name) || OF_CLIENTS.contains(name + "@" + parent)) {
            return JSON.missingNode();
        }
        if (OWN.matcher(name).matches()) {
            return JSON.valueToTree(node.isNull() || Set.of("", "0").contains(node.asString("")) ? "unset" : "set");
        }
        if (node.isObject()) {
            ObjectNode copy = JSON.createObjectNode();
            node.properties().forEach(field -> {
                JsonNode value = canonical(field.getValue(), side, field.getKey(), name);
                if (!value.isMissingNode()) {
                    copy.set(field.getKey(), value);
                }
            });
            return copy;
        }
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.forEach(element -> elements.add(canonical(element, side, "", name)));
            if (UNORDERED.contains(name)) {
                elements.sort(Comparator.comparing(JsonNode::toString));
            }
            ArrayNode copy = JSON.createArrayNode();
            elements.forEach(copy::add);
            return copy;
        }
        if (node.isString()) {
            return JSON.valueToTree(ID.matcher(
                            CONFLICT.matcher(node.stringValue()).replaceAll("…"))
                    .replaceAll(id -> Matcher.quoteReplacement(
                            Objects.requireNonNullElse(side.aliases.get(id.group()), id.group(1) + "_?"))));
        }
        return node;
    }

    // HTTP ----------------------------------------------------------------------------------------------------------

    private Answer answer(Side side, String rpc, JsonNode body, Map<String, Object> claims) {
        String text = ALIAS.matcher(body.toString())
                .replaceAll(alias -> Matcher.quoteReplacement(side.ids.getOrDefault(alias.group(), "XX_none")));
        HttpResponse<String> response = send(side, rpc, JSON.readTree(text), claims);
        JsonNode raw = response.headers().firstValue("Content-Type").orElse("").equals("application/json")
                ? JSON.readTree(response.body())
                : JSON.valueToTree(response.body());
        return canonical(new Answer(response.statusCode(), raw, raw), side);
    }

    private HttpResponse<String> send(Side side, String rpc, Object body, Map<String, Object> claims) {
        Map<String, Object> signed = new HashMap<>(claims);
        long now = Instant.now().getEpochSecond();
        signed.putAll(Map.of("iss", server.apiKey(), "nbf", now - 5, "exp", now + 600));
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(side.url + "/twirp/livekit." + rpc))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + HandmadeToken.signed(server.apiSecret(), signed))
                            .timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(rpc + " was not answered by " + side.url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> claims(Map<String, Object> video) {
        return Map.of("video", video, "sip", Map.of("admin", true));
    }
}
