package io.videoprovider.emulator.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Plain HTTP, without any second attempt. */
public final class TestHttp implements AutoCloseable {

    /** The response; header names in any case. */
    public record Answer(int status, String body, Map<String, String> headers) {}

    private final OkHttpClient http = new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofSeconds(60))
            .readTimeout(Duration.ofSeconds(60))
            .build();

    /** Omits empty values. */
    public Answer send(String method, String url, Map<String, String> headers, String contentType, String body)
            throws IOException {
        Request.Builder request = new Request.Builder().url(url);
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        boolean withBody = !method.equals("GET") && !method.equals("OPTIONS");
        request.method(
                method,
                withBody
                        ? RequestBody.create(
                                body.getBytes(StandardCharsets.UTF_8),
                                contentType.isEmpty() ? null : MediaType.get(contentType))
                        : null);
        try (Response response = http.newCall(request.build()).execute()) {
            Map<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().forEach(header -> received.put(header.getFirst(), header.getSecond()));
            return new Answer(response.code(), response.body().string(), received);
        }
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }
}
