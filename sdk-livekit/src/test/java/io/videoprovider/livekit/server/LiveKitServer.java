package io.videoprovider.livekit.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real LiveKit server that the environment names, one for all tests of a JVM.
 *
 * <table>
 * <caption>Environment</caption>
 * <tr><td>{@code LIVEKIT_URL}</td><td>where it is, {@code ws://} or {@code http://}</td></tr>
 * <tr><td>{@code LIVEKIT_API_KEY}, {@code LIVEKIT_API_SECRET}</td><td>its key</td></tr>
 * <tr><td>{@code LIVEKIT_WEBHOOK_PORT}</td><td>the loopback port that it sends its webhooks to</td></tr>
 * <tr><td>{@code LIVEKIT_SECOND_WEBHOOK_PORT}, {@code LIVEKIT_THIRD_WEBHOOK_PORT}</td><td>others, for processes that run at the same
 * time; without them, they wait for each other</td></tr>
 * <tr><td>{@code LIVEKIT_NODE_MODULES}</td><td>the folder {@code ci/node} with its modules installed</td></tr>
 * </table>
 *
 * <p>Tests that need it are skipped without the first of these. All other methods are thread-safe and meant to be used
 * by several tests at once, each with rooms of its own.
 */
public final class LiveKitServer {

    private static final String PARTICIPANTS = "participant.mjs";
    private static final JsonMapper JSON = JsonMapper.shared();

    private static LiveKitServer server;

    private final String url;
    private final String apiKey;
    private final String apiSecret;
    private final WebhookReceiver webhooks;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong joins = new AtomicLong();
    private final Map<String, NodeParticipant> participants = new ConcurrentHashMap<>();
    private NodeProcess process;

    private LiveKitServer(String url, String apiKey, String apiSecret, WebhookReceiver webhooks) {
        this.url = url;
        this.apiKey = apiKey;
        this.apiSecret = apiSecret;
        this.webhooks = webhooks;
    }

    /**
     * The server of this JVM, for which webhooks are received from the first call on.
     *
     * @throws IllegalStateException if the environment is not complete
     */
    public static synchronized LiveKitServer fromEnv() {
        if (server == null) {
            server = start();
        }
        return server;
    }

    /** Whether the environment names a server. */
    public static boolean available() {
        return !System.getenv().getOrDefault("LIVEKIT_URL", "").isBlank();
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set; docs/testing.md says how to get a server");
        }
        return value;
    }

    private static LiveKitServer start() {
        String url = variable("LIVEKIT_URL");
        String apiKey = variable("LIVEKIT_API_KEY");
        String apiSecret = variable("LIVEKIT_API_SECRET");
        List<Integer> webhookPorts = new ArrayList<>();
        webhookPorts.add(Integer.valueOf(variable("LIVEKIT_WEBHOOK_PORT")));
        for (String name : List.of("LIVEKIT_SECOND_WEBHOOK_PORT", "LIVEKIT_THIRD_WEBHOOK_PORT")) {
            String port = System.getenv().getOrDefault(name, "");
            if (!port.isBlank()) {
                webhookPorts.add(Integer.valueOf(port));
            }
        }
        return new LiveKitServer(url, apiKey, apiSecret, WebhookReceiver.listen(webhookPorts));
    }

    /** The address as the environment gives it, for clients and SDKs. */
    public String url() {
        return url;
    }

    public String apiKey() {
        return apiKey;
    }

    public String apiSecret() {
        return apiSecret;
    }

    /**
     * Connects a participant, who stays until it leaves or is disconnected.
     *
     * @return when the server shows the person as active
     * @throws IllegalStateException if the server refuses the token, or cannot be reached
     */
    public NodeParticipant join(String token) {
        NodeProcess people = people();
        String id = "p" + joins.incrementAndGet();
        NodeParticipant participant = new NodeParticipant(this, people, id);
        participants.put(id, participant);
        try {
            participant.join(token);
            return participant;
        } catch (RuntimeException e) {
            participants.remove(id);
            throw e;
        }
    }

    private synchronized NodeProcess people() {
        if (process == null || !process.alive()) {
            process = NodeProcess.start(PARTICIPANTS, this::dispatch, this::processEnded);
        }
        return process;
    }

    private void dispatch(JsonNode event) {
        NodeParticipant participant = participants.get(event.path("id").asString());
        if (participant != null) {
            participant.take(event);
            if (!participant.connected()) {
                participants.remove(event.path("id").asString());
            }
        }
    }

    private void processEnded() {
        participants.values().forEach(NodeParticipant::processEnded);
        participants.clear();
    }

    /** The webhooks that the server has sent to this JVM. */
    public WebhookReceiver webhooks() {
        return webhooks;
    }

    /** The same as {@link WebhookReceiver#deliveries}. */
    public List<WebhookDelivery> deliveries(String roomName) {
        return webhooks.deliveries(roomName);
    }

    /** The same as {@link WebhookReceiver#await}. */
    public WebhookDelivery await(String roomName, Predicate<WebhookDelivery> fits, Duration patience) {
        return webhooks.await(roomName, fits, patience);
    }

    /** A token signed with the server's key and without any code of the SDK. */
    public String token(String identity, Map<String, ?> videoGrant) {
        return HandmadeToken.of(apiKey, apiSecret, identity, videoGrant);
    }

    /**
     * Calls the server's API directly, past the SDK: {@code call("RoomService", "CreateRoom", …)}.
     *
     * @param videoGrant the grants of the call's token
     * @return the response, with any status
     */
    public HttpResponse<String> call(String service, String method, Map<String, ?> videoGrant, Map<String, ?> body) {
        return call(token("", videoGrant), service, method, body);
    }

    /** Calls the server's API with the token of a participant. */
    public HttpResponse<String> call(String token, String service, String method, Map<String, ?> body) {
        return send(HttpRequest.newBuilder(address("/twirp/livekit." + service + "/" + method))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Returns the server's response to a join token: 200 if it is accepted, otherwise the reason. */
    public HttpResponse<String> validate(String joinToken) {
        return send(HttpRequest.newBuilder(address("/rtc/validate?access_token=" + joinToken)));
    }

    /** Returns a participant from the server's API; empty if the room or the participant does not exist. */
    Optional<JsonNode> participant(String roomName, String identity) {
        HttpResponse<String> answer = call(
                "RoomService",
                "GetParticipant",
                Map.of("roomAdmin", true, "room", roomName),
                Map.of("room", roomName, "identity", identity));
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(JSON.readTree(answer.body()));
            case 404 -> Optional.empty();
            default -> throw new IllegalStateException("GetParticipant answered HTTP " + answer.statusCode());
        };
    }

    private URI address(String path) {
        return URI.create(url.replaceFirst("^ws", "http").replaceFirst("/$", "") + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the LiveKit server at " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the LiveKit server", e);
        }
    }
}
