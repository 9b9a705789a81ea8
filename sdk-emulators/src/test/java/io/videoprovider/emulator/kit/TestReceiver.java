package io.videoprovider.emulator.kit;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of webhooks that sends given responses, 200 by default, and records requests. */
public final class TestReceiver implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final MockWebServer server = new MockWebServer();
    private final Deque<MockResponse> answers = new ArrayDeque<>();
    private final List<RecordedRequest> received = new ArrayList<>();

    public TestReceiver() throws IOException {
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

    public URI url() {
        return server.url("/hook").uri();
    }

    public TestReceiver answers(int... statuses) {
        for (int status : statuses) {
            answers(new MockResponse.Builder().code(status).build());
        }
        return this;
    }

    public TestReceiver answers(MockResponse answer) {
        synchronized (received) {
            answers.add(answer);
        }
        return this;
    }

    public List<RecordedRequest> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    public List<JsonNode> events() {
        return received().stream().map(TestReceiver::event).toList();
    }

    public static JsonNode event(RecordedRequest request) {
        return JSON.readTree(body(request));
    }

    public static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    @Override
    public void close() {
        server.close();
    }
}
