package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads what Stream writes in more than one way. */
final class Wire {

    private static final long NANOS = 1_000_000_000L;

    private Wire() {}

    /** A moment: nanoseconds since 1970 in API answers, RFC 3339 in webhooks; null when it is not there. */
    static @Nullable Instant moment(Json json, String name) {
        String text = json.string(name);
        if (!text.isEmpty()) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException notRfc3339) {
                // perhaps nanoseconds, written as a string
            }
        }
        long nanos = json.number(name);
        return nanos == 0 ? null : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
