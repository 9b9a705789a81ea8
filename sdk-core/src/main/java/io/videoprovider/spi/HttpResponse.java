package io.videoprovider.spi;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** An HTTP answer, its body read whole and inflated. */
public final class HttpResponse {

    private final int status;
    private final Headers headers;
    private final byte[] body;

    HttpResponse(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A header by its name in any case; null when it is not there. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Whether the status is 2xx. */
    public boolean successful() {
        return status / 100 == 2;
    }

    /**
     * How long to wait before the next attempt: {@code Retry-After} in seconds or as a date, or until
     * {@code X-RateLimit-Reset} of a 429; null when neither is there or makes sense.
     */
    public @Nullable Duration retryAfter() {
        String value = headers.get("Retry-After");
        if (value == null) {
            return status == 429 ? untilReset() : null;
        }
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(value.trim())));
        } catch (NumberFormatException notSeconds) {
            Date date = headers.getDate("Retry-After");
            return date == null ? null : until(date.toInstant());
        }
    }

    private @Nullable Duration untilReset() {
        String reset = headers.get("X-RateLimit-Reset");
        try {
            return reset == null ? null : until(Instant.ofEpochSecond(Long.parseLong(reset.trim())));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private Duration until(Instant moment) {
        // Against the sender's own clock where it tells, so that skew between the two machines does not count.
        Date sent = headers.getDate("Date");
        Duration wait = Duration.between(sent == null ? Instant.now() : sent.toInstant(), moment);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** The body may hold secrets, and is left out. */
    @Override
    public String toString() {
        return "HttpResponse[" + status + ", " + body.length + " bytes]";
    }
}
