package io.videoprovider.internal.jwt;

import java.time.Duration;
import java.time.Instant;

/**
 * A token that signs requests. It is used again for a minute, since signing costs as much as the rest of what this SDK adds to a
 * request. Immutable.
 *
 * @param token the token
 * @param from when it was signed
 */
public record RequestToken(String token, Instant from) {

    /** Long enough for the slowest operation with its retries and a clock that is a minute off. */
    public static final Duration TTL = Duration.ofMinutes(10);

    private static final Duration REUSED = Duration.ofMinutes(1);

    /** Whether it may sign a request now: if the clock was set back, it would be a token from the future. */
    public boolean usable(Instant now) {
        return !now.isBefore(from) && now.isBefore(from.plus(REUSED));
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "RequestToken[██ of " + from + "]";
    }
}
