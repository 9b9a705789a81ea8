package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.kit.TestHttp;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client of the server's API, without types for requests and responses. */
final class TestClient implements AutoCloseable {

    record Answer(int status, String contentType, String body, Map<String, String> headers) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String code() {
            return json().path("code").asString("");
        }
    }

    static final JsonMapper JSON = new JsonMapper();
    private final TestHttp http = new TestHttp();
    private final URI url;

    TestClient(URI url) {
        this.url = url;
    }

    /** Calls the API with a token that carries these grants. */
    Answer call(String rpc, Map<String, ?> grants, String body) throws IOException {
        return send("POST", "/twirp/livekit." + rpc, "Bearer " + TestTokens.admin(grants), "application/json", body);
    }

    Answer admin(String rpc, String room, String body) throws IOException {
        return call(rpc, Map.of("roomAdmin", true, "room", room), body);
    }

    Answer createRoom(String body) throws IOException {
        return call("RoomService/CreateRoom", Map.of("roomCreate", true), body);
    }

    Answer egress(String method, String body) throws IOException {
        return call("Egress/" + method, Map.of("roomRecord", true), body);
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "", "", "");
    }

    Answer post(String path, String body) throws IOException {
        return send("POST", path, "", "application/json", body);
    }

    /** Omits empty values. */
    Answer send(String method, String path, String authorization, String contentType, String body) throws IOException {
        TestHttp.Answer answer =
                http.send(method, url + path, Map.of("Authorization", authorization), contentType, body);
        return new Answer(
                answer.status(), answer.headers().getOrDefault("Content-Type", ""), answer.body(), answer.headers());
    }

    @Override
    public void close() {
        http.close();
    }
}
