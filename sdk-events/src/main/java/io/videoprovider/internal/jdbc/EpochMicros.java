package io.videoprovider.internal.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the tables store them: microseconds since 1970. */
public final class EpochMicros {

    private EpochMicros() {}

    /** Times outside the range of a long become its minimum or maximum. */
    public static long of(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
        } catch (ArithmeticException overflow) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** Returns the time of a stored number. */
    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
