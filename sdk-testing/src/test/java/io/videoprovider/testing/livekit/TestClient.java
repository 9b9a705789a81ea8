package io.videoprovider.testing.livekit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client that knows how the server's API is called and nothing of what it means. */
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
    private final OkHttpClient http = new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofSeconds(60))
            .readTimeout(Duration.ofSeconds(60))
            .build();
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

    /** Leaves out what is empty. */
    Answer send(String method, String path, String authorization, String contentType, String body) throws IOException {
        Request.Builder request = new Request.Builder().url(url + path);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        boolean withBody = !method.equals("GET") && !method.equals("OPTIONS");
        request.method(
                method,
                withBody
                        ? RequestBody.create(
                                body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                contentType.isEmpty() ? null : MediaType.get(contentType))
                        : null);
        try (Response response = http.newCall(request.build()).execute()) {
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
            return new Answer(
                    response.code(),
                    headers.getOrDefault("Content-Type", ""),
                    response.body().string(),
                    headers);
        }
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }
}
