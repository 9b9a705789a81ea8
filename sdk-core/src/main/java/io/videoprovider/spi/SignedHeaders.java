package io.videoprovider.spi;

import io.videoprovider.error.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import okhttp3.Headers;

/**
 * The headers that sign requests, by the grant of their token. They are reused for one minute, because signing takes a third of
 * the time that the SDK adds to a request (docs/adr/0017). Thread-safe.
 *
 * @param <G> the grant; a type with {@code equals} and {@code hashCode}
 */
public final class SignedHeaders<G> {

    /** The validity of a request token: covers the slowest operation with its retries, and a clock that is a minute off. */
    public static final Duration TOKEN_TTL = Duration.ofMinutes(10);

    private static final Duration REUSED = Duration.ofMinutes(1);

    /** Enough for the rooms of a busy minute; a grant that is dropped costs one signature. */
    private static final int MAX_GRANTS = 1000;

    private record Signed(Headers headers, Instant at) {}

    private final Function<G, Headers> sign;
    private final Clock clock;
    private final Map<G, Signed> signed = new ConcurrentHashMap<>();

    /**
     * Creates an empty cache.
     *
     * @param sign creates headers with a token that is valid for {@link #TOKEN_TTL}
     */
    public SignedHeaders(Clock clock, Function<G, Headers> sign) {
        this.clock = Check.notNull("clock", clock);
        this.sign = Check.notNull("sign", sign);
    }

    /** Returns the headers for a grant. */
    public Headers of(G grant) {
        Instant now = clock.instant();
        Signed known = signed.get(Check.notNull("grant", grant));
        // If the clock was set back, the token would be one from the future.
        if (known != null && !now.isBefore(known.at) && now.isBefore(known.at.plus(REUSED))) {
            return known.headers;
        }
        Signed fresh = new Signed(sign.apply(grant), now);
        if (signed.size() >= MAX_GRANTS) {
            signed.clear();
        }
        signed.put(grant, fresh);
        return fresh.headers;
    }

    /** Removes all headers, whose tokens were revoked. */
    public void clear() {
        signed.clear();
    }
}
