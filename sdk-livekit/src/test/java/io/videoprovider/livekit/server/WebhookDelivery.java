package io.videoprovider.livekit.server;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One webhook as the server sent it, not verified. Immutable. */
public final class WebhookDelivery {

    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final JsonNode json;

    WebhookDelivery(Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        this.headers = Collections.unmodifiableMap(copy);
        this.body = body.clone();
        this.json = JsonMapper.shared().readTree(this.body);
    }

    /** All headers; the case of a name does not matter to look it up. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The bytes that were sent and signed. */
    public byte[] body() {
        return body.clone();
    }

    /** The body, parsed. */
    public JsonNode json() {
        return json;
    }

    /** The name of the event, such as {@code participant_joined}. */
    public String event() {
        return json.path("event").asString("");
    }

    /** The delivery's id, the same at every attempt. */
    public String id() {
        return json.path("id").asString("");
    }

    /** The name of the room that the event is about, or the empty string when it is about none. */
    public String roomName() {
        for (String path : List.of("/room/name", "/egressInfo/roomName", "/ingressInfo/roomName")) {
            String name = json.at(path).asString("");
            if (!name.isEmpty()) {
                return name;
            }
        }
        return "";
    }

    /** Omits headers and body: they contain a token, and the room's TURN password. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s in '%s'", event(), id(), roomName());
    }
}
