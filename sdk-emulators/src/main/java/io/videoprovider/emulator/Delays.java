package io.videoprovider.emulator;

import java.time.Duration;

/**
 * How long an emulator takes for what a real server takes long for. LiveKit: the 3 s before it reports that nobody
 * answered, the 22 s without a recording worker, the half second until a recording is active, the 1, 2, 4 and 8 s
 * between two attempts at a webhook. Stream: the time until a recording runs and until its files are there, the time
 * that a task takes, the pause between two attempts at a webhook.
 *
 * <p>Not scaled is what users ask for in seconds: the timeouts of rooms and the validity of tokens go by the clock.
 * Immutable and thread-safe.
 */
public final class Delays {

    /** As long as the real server. */
    public static final Delays REAL = new Delays(1);

    /** One fiftieth: the 3 s become 60 ms. */
    public static final Delays SHORT = new Delays(1 / 50.0);

    private final double factor;

    private Delays(double factor) {
        this.factor = factor;
    }

    /**
     * A multiple of the real delays.
     *
     * @param factor 1 for the real ones, 0.1 for a tenth
     * @throws IllegalArgumentException if the factor is not greater than 0
     */
    public static Delays scaled(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("the factor must be greater than 0: " + factor);
        }
        return new Delays(factor);
    }

    /** How long the emulator takes for what takes the real server this long. */
    public Duration of(Duration real) {
        return Duration.ofNanos(Math.max(1, Math.round(real.toNanos() * factor)));
    }

    @Override
    public String toString() {
        return "Delays[x" + factor + "]";
    }
}
