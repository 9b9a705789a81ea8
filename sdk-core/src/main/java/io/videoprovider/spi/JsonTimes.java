package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads times and durations from a vendor's JSON. No value of a field throws: one that cannot be a time of a call, such as a text, a
 * negative number or a year beyond 9999, is absent.
 */
public final class JsonTimes {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final Instant FIRST = Instant.EPOCH.plusNanos(1);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private JsonTimes() {}

    /**
     * Returns a time that a field counts since 1970, as a number or in a string.
     *
     * @param unit seconds, milliseconds or nanoseconds
     * @return the time; null if the field is missing, 0, or cannot be a time
     */
    public static @Nullable Instant since1970(Json json, String field, ChronoUnit unit) {
        long count = count(json, field);
        // Duration.dividedBy divides BigDecimals, which took a fifth of the time of a webhook.
        long inSecond =
                NANOS_PER_SECOND / Check.notNull("unit", unit).getDuration().toNanos();
        long seconds = count / inSecond;
        return count == 0 || seconds > LAST.getEpochSecond()
                ? null
                : Instant.ofEpochSecond(seconds).plus(count % inSecond, unit);
    }

    /** Returns the time, or null if it is in 1970 at midnight, before, or after the year 9999. */
    public static @Nullable Instant inRange(Instant time) {
        return Check.notNull("time", time).isBefore(FIRST) || time.isAfter(LAST) ? null : time;
    }

    /**
     * Returns a duration that a field counts, as a number or in a string.
     *
     * @param unit seconds, milliseconds or nanoseconds
     * @return the duration; zero if the field is missing, or cannot be a duration
     */
    public static Duration duration(Json json, String field, ChronoUnit unit) {
        return Duration.of(count(json, field), Check.notNull("unit", unit));
    }

    /** Returns a number of at least 0; 0 if it is negative, or out of the range of a long. */
    private static long count(Json json, String field) {
        long count = Check.notNull("json", json).number(Check.notNull("field", field));
        // A number out of range reads as the nearest one that is in it.
        return count == Long.MAX_VALUE ? 0 : Math.max(0, count);
    }
}
