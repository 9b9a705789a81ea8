package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.spi.EnumNames;
import io.videoprovider.spi.JsonTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads values that Stream writes in several formats. */
final class Wire {

    /** Stream publishes no numbers of its enums. */
    private static final EnumNames ENUM = EnumNames.of();

    private Wire() {}

    /** Returns the name of an enum value, also of one that is written as a number; empty if missing. */
    static String enumName(Json json, String name) {
        return ENUM.read(json, name);
    }

    /** Returns a time: nanoseconds since 1970 in responses of the API, RFC 3339 in webhooks; null if missing. */
    static @Nullable Instant moment(Json json, String name) {
        String text = json.string(name);
        if (!text.isEmpty()) {
            try {
                return JsonTimes.inRange(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException notRfc3339) {
                // may be nanoseconds in a string
            }
        }
        return JsonTimes.since1970(json, name, ChronoUnit.NANOS);
    }

    /** Returns a number of participants; 0 if it is missing or negative. */
    static int count(long number) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, number));
    }

    /** Requires a text that is not empty. */
    static void requirePresent(String field, String text) {
        if (text.isEmpty()) {
            throw new InvalidRequestException(field, "must not be empty");
        }
    }

    /** Requires a list, null or nothing. */
    static void requireListOrMissing(Json json, String name) {
        Object value = json.asMap().get(name);
        if (value != null && !(value instanceof List)) {
            throw new InvalidRequestException(name, "must be a list");
        }
    }
}
