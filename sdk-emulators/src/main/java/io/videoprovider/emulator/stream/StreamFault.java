package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.error.Check;
import java.time.Duration;

/** A failure of one request to the {@link StreamEmulator}. Immutable. */
public final class StreamFault {

    final Fault fault;

    private StreamFault(Fault fault) {
        this.fault = fault;
    }

    /** Returns an error in the API's JSON, such as 400 with code 4, instead of the request's effect. */
    public static StreamFault api(int status, int code, String message) {
        return api(status, code, message, false);
    }

    /** Returns the same error, marked as {@code unrecoverable}. */
    public static StreamFault unrecoverable(int status, int code, String message) {
        return api(status, code, message, true);
    }

    private static StreamFault api(int status, int code, String message, boolean unrecoverable) {
        Check.notNull("message", message);
        var json = ApiError.json(code, status, message, Json.object(), "0.10ms");
        if (unrecoverable) {
            json.put("unrecoverable", true);
        }
        return body(status, "application/json", Json.write(json));
    }

    /** Returns the error for too many requests: 429, code 9, with the headers of the rate limit. */
    public static StreamFault rateLimited(Duration retryAfter) {
        return api(429, ApiError.RATE_LIMITED, RateLimits.TOO_MANY)
                .header(
                        "Retry-After",
                        Long.toString(Math.max(
                                1, Check.notNull("retryAfter", retryAfter).toSeconds())));
    }

    /** Returns a plain text, as sent by proxies, instead of the request's effect. */
    public static StreamFault text(int status, String body) {
        return body(status, "text/plain; charset=utf-8", body);
    }

    /** Returns a response instead of the request's effect. */
    public static StreamFault body(int status, String contentType, String body) {
        return new StreamFault(Fault.answer(status, contentType, body));
    }

    /** Closes the connection before the request takes effect. */
    public static StreamFault dropBeforeProcessing() {
        return new StreamFault(Fault.of(Fault.Kind.DROP_BEFORE));
    }

    /** Closes the connection after the request has taken effect. */
    public static StreamFault dropAfterProcessing() {
        return new StreamFault(Fault.of(Fault.Kind.DROP_AFTER));
    }

    /** Closes the connection in the middle of the response, after the request has taken effect. */
    public static StreamFault truncatedBody() {
        return new StreamFault(Fault.of(Fault.Kind.TRUNCATE));
    }

    /** Resets the connection (TCP RST) before the response, after the request has taken effect. */
    public static StreamFault reset() {
        return new StreamFault(Fault.of(Fault.Kind.RESET));
    }

    /** Delays the request by exactly the given time; it has no other effect. */
    public static StreamFault delay(Duration delay) {
        return new StreamFault(Fault.of(Fault.Kind.NONE)).delayedBy(delay);
    }

    /** Returns the same fault with a delay, which is not scaled. */
    public StreamFault delayedBy(Duration delay) {
        return new StreamFault(fault.delayedBy(delay));
    }

    /** Returns the same fault with one more header in the response, such as {@code Retry-After} or {@code X-RateLimit-Reset}. */
    public StreamFault header(String name, String value) {
        return new StreamFault(fault.header(name, value));
    }

    @Override
    public String toString() {
        return "Stream" + fault;
    }
}
