package io.videoprovider.spi;

import io.videoprovider.error.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times of issue for new tokens. They are backdated by a few seconds, so that a server whose clock is slow accepts the token. They
 * are never before a revocation, which would revoke the new token as well. Thread-safe.
 *
 * <p>Considers only revocations that were made through this object, and of these the latest. During {@link #backdating} after a
 * revocation by another process, the vendor rejects new tokens.
 */
public final class IssueTimes {

    /** The default of the duration by which times of issue are backdated if there was no revocation. */
    public static final Duration BACKDATED = Duration.ofSeconds(10);

    /** The longest duration: the leeway of verifiers, of which a longer one would be a part of the validity. */
    public static final Duration MAX_BACKDATED = Duration.ofSeconds(60);

    private final Clock clock;
    private final Duration backdating;
    private final Map<String, Instant> revocations = new ConcurrentHashMap<>();

    /** Creates times without revocations, backdated by {@link #BACKDATED}. */
    public IssueTimes(Clock clock) {
        this(clock, BACKDATED);
    }

    /**
     * Creates times without revocations.
     *
     * @param backdating the duration by which times are backdated, from zero to {@link #MAX_BACKDATED}
     */
    public IssueTimes(Clock clock, Duration backdating) {
        this.clock = Check.notNull("clock", clock);
        this.backdating = Check.between("backdating", backdating, Duration.ZERO, MAX_BACKDATED);
    }

    /** Returns the duration by which times are backdated if there was no revocation. */
    public Duration backdating() {
        return backdating;
    }

    /**
     * Records a revocation. Call it before the request, which may take effect even if it fails.
     *
     * @param holder the holder of the revoked tokens, in the form in which {@link #next} is called
     * @param issuedBefore tokens that were issued before this time are revoked
     * @return the time to send: rounded down to a second, as in tokens. A token of this second would otherwise count as issued before.
     */
    public Instant revoke(String holder, Instant issuedBefore) {
        Check.notNull("holder", holder);
        Instant time = Check.time("issuedBefore", issuedBefore).truncatedTo(ChronoUnit.SECONDS);
        Instant past = clock.instant().minus(backdating);
        revocations.values().removeIf(past::isAfter);
        revocations.merge(holder, time, (one, other) -> one.isAfter(other) ? one : other);
        return time;
    }

    /** Returns the time of issue for a token of these holders; the tokens of each may have been revoked. */
    public Instant next(String... holders) {
        Instant now = clock.instant();
        Instant time = now.minus(backdating);
        for (String holder : Check.listOf("holders", Arrays.asList(Check.notNull("holders", holders)))) {
            Instant revoked = revocations.get(holder);
            // Until a revocation in the future, new tokens are revoked too; one from the future would be rejected as
            // well.
            if (revoked != null && revoked.isAfter(time) && !revoked.isAfter(now)) {
                time = revoked;
            }
        }
        return time;
    }
}
