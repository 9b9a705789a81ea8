package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads values that Stream writes in several formats. */
final class Wire {

    private static final long NANOS = 1_000_000_000L;

    private Wire() {}

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
