package io.videoprovider.spi;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;

/**
 * The headers that requests have in common, with the token that signs them. They are used again for a minute, since signing costs
 * as much as the rest of what this SDK adds to a request. Immutable.
 *
 * @param headers the headers; they print without the token
 * @param from when the token was signed
 */
public record SignedHeaders(Headers headers, Instant from) {

    /** How long the token lives: enough for the slowest operation with its retries and a clock that is a minute off. */
    public static final Duration TTL = Duration.ofMinutes(10);

    private static final Duration REUSED = Duration.ofMinutes(1);

    /** Whether they may sign a request now: if the clock was set back, the token would be one from the future. */
    public boolean usable(Instant now) {
        return !now.isBefore(from) && now.isBefore(from.plus(REUSED));
    }
}
