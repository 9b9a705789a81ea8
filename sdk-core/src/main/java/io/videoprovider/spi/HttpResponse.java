package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** An HTTP response with its whole body, decompressed. Immutable, except that the body is not copied; thread-safe. */
public final class HttpResponse {

    private final int status;
    private final Headers headers;
    private final byte[] body;

    HttpResponse(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns a header by its case-insensitive name; null if it does not exist. */
    public @Nullable String header(String name) {
        return headers.get(Check.notNull("name", name));
    }

    /** Returns the body, not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns whether the status is 2xx. */
    public boolean successful() {
        return status / 100 == 2;
    }

    /** Returns the body as a JSON object; null if it is not one, as in most errors of a proxy. */
    public @Nullable Json json() {
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException notJson) {
            return null;
        }
    }

    /**
     * Returns the body as a JSON object.
     *
     * @throws ProviderException if it is not one; the outcome of an operation that changes something is then unknown
     */
    public Json json(Attempt attempt) {
        Check.notNull("attempt", attempt);
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw new ProviderException(
                    "the response is not JSON; check that the URL is the vendor's API",
                    attempt.uncertain(this, null, false),
                    e);
        }
    }

    /**
     * Returns the wait before the next attempt: {@code Retry-After} in seconds or as a date, or until
     * {@code X-RateLimit-Reset} of a 429; null if neither exists or is valid.
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
        // Against the sender's clock if it sends one, so that clock skew does not matter.
        Date sent = headers.getDate("Date");
        Duration wait = Duration.between(sent == null ? Instant.now() : sent.toInstant(), moment);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Omits the body, which may contain secrets. */
    @Override
    public String toString() {
        return "HttpResponse[" + status + ", " + body.length + " bytes]";
    }
}
