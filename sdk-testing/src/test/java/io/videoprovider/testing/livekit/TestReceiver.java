package io.videoprovider.testing.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Somebody who receives webhooks: answers as told, 200 otherwise, and keeps what came. */
final class TestReceiver implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final Deque<MockResponse> answers = new ArrayDeque<>();
    private final List<RecordedRequest> received = new ArrayList<>();

    TestReceiver() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                synchronized (received) {
                    received.add(request);
                    return answers.isEmpty() ? new MockResponse.Builder().build() : answers.poll();
                }
            }
        });
        server.start();
    }

    URI url() {
        return server.url("/hook").uri();
    }

    TestReceiver answers(int... statuses) {
        for (int status : statuses) {
            answers(new MockResponse.Builder().code(status).build());
        }
        return this;
    }

    TestReceiver answers(MockResponse answer) {
        synchronized (received) {
            answers.add(answer);
        }
        return this;
    }

    List<RecordedRequest> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    List<JsonNode> events() {
        return received().stream().map(TestReceiver::event).toList();
    }

    static JsonNode event(RecordedRequest request) {
        return TestClient.JSON.readTree(body(request));
    }

    static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    /** The claims of a webhook's token, after what a receiver has to verify. */
    static ObjectNode verified(RecordedRequest request, String secret) {
        String token = Objects.requireNonNullElse(request.getHeaders().get("Authorization"), "");
        assertThat(token).startsWith("ey");
        String[] parts = token.split("\\.", -1);
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
                .isEqualTo(TestTokens.hmac(secret, parts[0] + "." + parts[1]));
        ObjectNode claims = TestTokens.payload(token);
        assertThat(claims.get("sha256").asString()).isEqualTo(sha256(body(request)));
        return claims;
    }

    private static String sha256(String body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
