package io.videoprovider.emulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.kit.TestHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A plain HTTP client of the server's API, without types for requests and responses. Signs tokens itself. */
final class TestClient implements AutoCloseable {

    record Answer(int status, JsonNode json, TestHttp.Answer http) {

        Answer is(int expected) {
            assertThat(status).as(http.body()).isEqualTo(expected);
            return this;
        }

        /** An error of the API. */
        void fails(int expectedStatus, int code, String message) {
            is(expectedStatus);
            assertThat(json.path("code").intValue()).as(http.body()).isEqualTo(code);
            assertThat(json.path("StatusCode").intValue()).isEqualTo(expectedStatus);
            assertThat(json.path("message").stringValue()).contains(message);
        }

        String header(String name) {
            return http.headers().getOrDefault(name, "");
        }
    }

    static final JsonMapper JSON = new JsonMapper();
    static final String CALL = "/api/v2/video/call/default/standup";

    private final TestHttp http = new TestHttp();
    private final URI url;

    TestClient(URI url) {
        this.url = url;
    }

    static ObjectNode claims(String userId) {
        ObjectNode claims = JSON.createObjectNode();
        if (!userId.isEmpty()) {
            claims.put("user_id", userId).put("iat", Instant.now().getEpochSecond());
        }
        return claims;
    }

    static String token(String userId) {
        return sign("secret", claims(userId));
    }

    static String callToken(String userId, String role, String... cids) {
        ObjectNode claims = claims(userId);
        if (!role.isEmpty()) {
            claims.put("role", role);
        }
        for (String cid : cids) {
            claims.withArray("call_cids").add(cid);
        }
        return sign("secret", claims);
    }

    static String sign(String secret, ObjectNode claims) {
        String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encode(JSON.writeValueAsBytes(claims));
        return signed + "." + encode(hmac(secret, signed.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body.replace('\'', '"'));
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body.replace('\'', '"'));
    }

    /** As the application's own server. */
    Answer send(String method, String path, String body) {
        return send(method, path, "key", token(""), body);
    }

    Answer as(String token, String method, String path, String body) {
        return send(method, path, "key", token, body.replace('\'', '"'));
    }

    Answer send(String method, String path, String apiKey, String token, String body) {
        String target = url + path + (path.contains("?") ? "&" : "?") + "api_key=" + apiKey;
        return send(method, target, Map.of("Authorization", token, "stream-auth-type", "jwt"), body);
    }

    Answer send(String method, String target, Map<String, String> headers, String body) {
        try {
            TestHttp.Answer answer = http.send(method, target, headers, "application/json", body);
            boolean json = answer.headers().getOrDefault("Content-Type", "").startsWith("application/json");
            return new Answer(answer.status(), json ? JSON.readTree(answer.body()) : JSON.nullNode(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Users by their ids. */
    void users(String... ids) {
        ObjectNode users = JSON.createObjectNode();
        for (String id : ids) {
            users.putObject(id).put("id", id);
        }
        post("/api/v2/users", JSON.writeValueAsString(JSON.createObjectNode().set("users", users)))
                .is(201);
    }

    /** The call {@code default:standup}, made by admin, with these members. */
    void call(String... members) {
        ObjectNode data = JSON.createObjectNode().put("created_by_id", "admin");
        for (String member : members) {
            data.withArray("members").addObject().put("user_id", member);
        }
        post(CALL, JSON.writeValueAsString(JSON.createObjectNode().set("data", data)))
                .is(201);
    }

    @Override
    public void close() {
        http.close();
    }
}
