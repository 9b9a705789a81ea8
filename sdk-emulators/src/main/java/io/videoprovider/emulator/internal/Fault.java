package io.videoprovider.emulator.internal;

import io.videoprovider.error.Check;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A failure of one request. */
public record Fault(
        Kind kind, int status, String contentType, String body, Duration delay, Map<String, String> headers) {

    /** The kinds of failure. */
    public enum Kind {
        ANSWER,
        DROP_BEFORE,
        DROP_AFTER,
        TRUNCATE,
        RESET,
        NONE
    }

    public static Fault of(Kind kind) {
        return new Fault(kind, 200, "", "", Duration.ZERO, Map.of());
    }

    /**
     * Returns a fault that responds instead of processing the request.
     *
     * @throws IllegalArgumentException if the status is not that of a response
     */
    public static Fault answer(int status, String contentType, String body) {
        Check.notNull("contentType", contentType);
        Check.notNull("body", body);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be that of an HTTP response, was " + status);
        }
        return new Fault(Kind.ANSWER, status, contentType, body, Duration.ZERO, Map.of());
    }

    public Fault delayedBy(Duration delay) {
        return new Fault(kind, status, contentType, body, Check.notNull("delay", delay), headers);
    }

    public Fault header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Check.notNull("name", name), Check.notNull("value", value));
        return new Fault(kind, status, contentType, body, delay, Map.copyOf(more));
    }

    @Override
    public String toString() {
        return "Fault[" + kind + (kind == Kind.ANSWER ? " " + status : "") + "]";
    }
}
