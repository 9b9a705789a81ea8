package io.videoprovider.testing.livekit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Something that goes wrong with one request to the {@link LiveKitEmulator}. Immutable. */
public final class LiveKitFault {

    enum Kind {
        ANSWER,
        DROP_BEFORE,
        DROP_AFTER,
        TRUNCATE,
        NONE
    }

    final Kind kind;
    final int status;
    final String contentType;
    final String body;
    final Duration delay;
    final Map<String, String> headers;

    private LiveKitFault(
            Kind kind, int status, String contentType, String body, Duration delay, Map<String, String> headers) {
        this.kind = kind;
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.delay = delay;
        this.headers = headers;
    }

    private static LiveKitFault of(Kind kind) {
        return new LiveKitFault(kind, 200, "", "", Duration.ZERO, Map.of());
    }

    /** An error in Twirp's JSON, instead of the request's effect; such as 503, {@code unavailable}. */
    public static LiveKitFault twirp(int status, String code, String message) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        return body(
                status,
                "application/json",
                Json.write(Json.object().put("code", code).put("msg", message)));
    }

    /** A plain text, as proxies write it, instead of the request's effect. */
    public static LiveKitFault text(int status, String body) {
        return body(status, "text/plain; charset=utf-8", body);
    }

    /** Any answer, instead of the request's effect. */
    public static LiveKitFault body(int status, String contentType, String body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("no status of an answer: " + status);
        }
        return new LiveKitFault(
                Kind.ANSWER,
                status,
                Objects.requireNonNull(contentType, "contentType"),
                Objects.requireNonNull(body, "body"),
                Duration.ZERO,
                Map.of());
    }

    /** The connection breaks, and the request has no effect. */
    public static LiveKitFault dropBeforeProcessing() {
        return of(Kind.DROP_BEFORE);
    }

    /** The connection breaks, but the request had its effect. */
    public static LiveKitFault dropAfterProcessing() {
        return of(Kind.DROP_AFTER);
    }

    /** The connection breaks in the middle of the answer; the request had its effect. */
    public static LiveKitFault truncatedBody() {
        return of(Kind.TRUNCATE);
    }

    /** Nothing but a delay before the request is processed, exactly as long as given. */
    public static LiveKitFault delay(Duration delay) {
        return of(Kind.NONE).delayedBy(delay);
    }

    /** The same fault, later by a delay that is not scaled. */
    public LiveKitFault delayedBy(Duration delay) {
        return new LiveKitFault(kind, status, contentType, body, Objects.requireNonNull(delay, "delay"), headers);
    }

    /** The same fault with one more header in the answer, such as {@code Retry-After}. */
    public LiveKitFault header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new LiveKitFault(kind, status, contentType, body, delay, Map.copyOf(more));
    }

    @Override
    public String toString() {
        return "LiveKitFault[" + kind + (kind == Kind.ANSWER ? " " + status : "") + "]";
    }
}
