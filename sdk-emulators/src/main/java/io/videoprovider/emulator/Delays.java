package io.videoprovider.emulator;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Scales the delays of a real server. LiveKit: 3 s before it reports that a participant or worker did not respond, 22 s
 * without a recording worker, half a second until a recording is active, 1, 2, 4 and 8 s between the attempts of a webhook.
 * Stream: the time until a recording is active and until its files are available, the duration of a task, the delay between
 * the attempts of a webhook.
 *
 * <p>Values that users set in seconds are not scaled: the timeouts of rooms and the validity of tokens follow the clock.
 * Immutable and thread-safe.
 */
public final class Delays {

    /** The delays of the real server. */
    public static final Delays REAL = new Delays(1);

    /** One fiftieth: the 3 s become 60 ms. */
    public static final Delays SHORT = new Delays(1 / 50.0);

    private final double factor;

    private Delays(double factor) {
        this.factor = factor;
    }

    /**
     * Returns a multiple of the real delays.
     *
     * @param factor 1 for the real delays, 0.1 for a tenth
     * @throws IllegalArgumentException if the factor is not greater than 0
     */
    public static Delays scaled(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("the factor must be greater than 0: " + factor);
        }
        return new Delays(factor);
    }

    /** Returns the emulator's delay for a delay of the real server. */
    public Duration of(Duration real) {
        Check.between("real", real, Duration.ZERO, Duration.ofDays(366));
        return Duration.ofNanos(Math.max(1, Math.round(real.toNanos() * factor)));
    }

    @Override
    public String toString() {
        return "Delays[x" + factor + "]";
    }
}
