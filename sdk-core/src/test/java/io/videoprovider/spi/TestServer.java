package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;

/** A real HTTP server that sends a list of responses in turn, and the last one forever. */
final class TestServer implements AutoCloseable {

    static final MockResponse OK = new MockResponse.Builder().body("fine").build();

    static final MockResponse STALLS = new MockResponse.Builder()
            .onResponseStart(SocketEffect.Stall.INSTANCE)
            .build();

    private final MockWebServer server = new MockWebServer();
    private final Queue<MockResponse> next = new ConcurrentLinkedQueue<>();
    private volatile MockResponse last = OK;

    TestServer() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse answer = next.poll();
                return answer == null ? last : answer;
            }

            @Override
            public MockResponse peek() {
                MockResponse answer = next.peek();
                return answer == null ? last : answer;
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MockResponse answer(int status) {
        return new MockResponse.Builder().code(status).build();
    }

    static MockResponse answer(int status, String header, Object value) {
        return new MockResponse.Builder().code(status).setHeader(header, value).build();
    }

    /** The last of these is repeated for ever. */
    TestServer answers(MockResponse... answers) {
        next.addAll(List.of(answers).subList(0, answers.length - 1));
        last = answers[answers.length - 1];
        return this;
    }

    HttpUrl url() {
        return server.url("/path/with-secret?and=query");
    }

    int requestCount() {
        return server.getRequestCount();
    }

    /** Waits for the next request to arrive. */
    RecordedRequest awaitRequest() {
        RecordedRequest request;
        try {
            request = server.takeRequest(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(request).as("a request within 10 seconds").isNotNull();
        return Objects.requireNonNull(request);
    }

    /** All requests that have arrived. */
    List<RecordedRequest> requests() {
        List<RecordedRequest> requests = new ArrayList<>();
        for (int i = server.getRequestCount(); i > 0; i--) {
            requests.add(awaitRequest());
        }
        return requests;
    }

    @Override
    public void close() {
        server.close();
    }
}
