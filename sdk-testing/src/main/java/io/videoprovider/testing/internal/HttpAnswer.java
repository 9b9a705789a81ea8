package io.videoprovider.testing.internal;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What goes back over HTTP. */
public record HttpAnswer(int status, String contentType, String body, Map<String, String> headers) {

    public HttpAnswer(int status, String contentType, String body) {
        this(status, contentType, body, Map.of());
    }

    public static HttpAnswer json(int status, JsonNode json) {
        return new HttpAnswer(status, "application/json", Json.write(json));
    }

    public static HttpAnswer text(int status, String text) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", text);
    }

    public static HttpAnswer pageNotFound() {
        return new HttpAnswer(
                404, "text/plain; charset=utf-8", "404 page not found\n", Map.of("X-Content-Type-Options", "nosniff"));
    }
}
