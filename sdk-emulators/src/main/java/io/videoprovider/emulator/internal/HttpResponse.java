package io.videoprovider.emulator.internal;

import java.util.Map;
import okio.ByteString;
import tools.jackson.databind.JsonNode;

/** An HTTP response. */
public record HttpResponse(int status, String contentType, ByteString body, Map<String, String> headers) {

    public HttpResponse(int status, String contentType, String body) {
        this(status, contentType, ByteString.encodeUtf8(body), Map.of());
    }

    public static HttpResponse json(int status, JsonNode json) {
        return new HttpResponse(status, "application/json", Json.write(json));
    }

    public static HttpResponse text(int status, String text) {
        return new HttpResponse(status, "text/plain; charset=utf-8", text);
    }

    public static HttpResponse pageNotFound() {
        return new HttpResponse(
                404,
                "text/plain; charset=utf-8",
                ByteString.encodeUtf8("404 page not found\n"),
                Map.of("X-Content-Type-Options", "nosniff"));
    }
}
