package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.Json;
import java.time.Duration;
import java.util.Objects;

/** Something that goes wrong with one request to the {@link StreamEmulator}. Immutable. */
public final class StreamFault {

    final Fault fault;

    private StreamFault(Fault fault) {
        this.fault = fault;
    }

    /** An error in the API's JSON, instead of the request's effect; such as 400, code 4. */
    public static StreamFault api(int status, int code, String message) {
        return api(status, code, message, false);
    }

    /** The same, one that says of itself that no repetition will help. */
    public static StreamFault unrecoverable(int status, int code, String message) {
        return api(status, code, message, true);
    }

    private static StreamFault api(int status, int code, String message, boolean unrecoverable) {
        Objects.requireNonNull(message, "message");
        var json = ApiError.json(code, status, message, Json.object(), "0.10ms");
        if (unrecoverable) {
            json.put("unrecoverable", true);
        }
        return body(status, "application/json", Json.write(json));
    }

    /** Too many requests: 429, code 9, with what the rate limit says of itself in the headers. */
    public static StreamFault rateLimited(Duration retryAfter) {
        return api(429, ApiError.RATE_LIMITED, RateLimits.TOO_MANY)
                .header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    /** A plain text, as proxies write it, instead of the request's effect. */
    public static StreamFault text(int status, String body) {
        return body(status, "text/plain; charset=utf-8", body);
    }

    /** Any answer, instead of the request's effect. */
    public static StreamFault body(int status, String contentType, String body) {
        return new StreamFault(Fault.answer(status, contentType, body));
    }

    /** The connection breaks, and the request has no effect. */
    public static StreamFault dropBeforeProcessing() {
        return new StreamFault(Fault.of(Fault.Kind.DROP_BEFORE));
    }

    /** The connection breaks, but the request had its effect. */
    public static StreamFault dropAfterProcessing() {
        return new StreamFault(Fault.of(Fault.Kind.DROP_AFTER));
    }

    /** The connection breaks in the middle of the answer; the request had its effect. */
    public static StreamFault truncatedBody() {
        return new StreamFault(Fault.of(Fault.Kind.TRUNCATE));
    }

    /** The connection is reset (TCP RST) before the answer; the request had its effect. */
    public static StreamFault reset() {
        return new StreamFault(Fault.of(Fault.Kind.RESET));
    }

    /** Nothing but a delay before the request is processed, exactly as long as given. */
    public static StreamFault delay(Duration delay) {
        return new StreamFault(Fault.of(Fault.Kind.NONE)).delayedBy(delay);
    }

    /** The same fault, later by a delay that is not scaled. */
    public StreamFault delayedBy(Duration delay) {
        return new StreamFault(fault.delayedBy(delay));
    }

    /** The same fault with one more header in the answer, such as {@code Retry-After} or {@code X-RateLimit-Reset}. */
    public StreamFault header(String name, String value) {
        return new StreamFault(fault.header(name, value));
    }

    @Override
    public String toString() {
        return "Stream" + fault;
    }
}
