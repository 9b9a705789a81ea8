package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.spi.EnumNames;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads values that Stream writes in several formats. */
final class Wire {

    private static final long NANOS = 1_000_000_000L;

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
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException notRfc3339) {
                // may be nanoseconds in a string
            }
        }
        long nanos = json.number(name);
        return nanos == 0 ? null : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
