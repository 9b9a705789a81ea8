package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Times on the wire: RFC 3339 in requests, nanoseconds since 1970 in responses, either of the two in webhooks. */
final class Times {

    private static final Set<String> FIELDS = Set.of(
            "accepted_by",
            "ban_expires",
            "captured_at",
            "created_at",
            "deactivated_at",
            "deleted_at",
            "end_time",
            "ended_at",
            "joined_at",
            "last_active",
            "live_ended_at",
            "live_started_at",
            "missed_by",
            "rejected_by",
            "revoke_tokens_issued_before",
            "start_time",
            "started_at",
            "starts_at",
            "timer_ends_at",
            "timestamp",
            "updated_at");

    private Times() {}

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    static Optional<Instant> read(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Converts the nanoseconds in a message to RFC 3339, except in custom data. */
    static void toRfc3339(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(Times::toRfc3339);
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
                JsonNode value = entry.getValue();
                if (entry.getKey().equals("custom")) {
                    continue;
                }
                if (FIELDS.contains(entry.getKey()) && value.isIntegralNumber()) {
                    object.set(entry.getKey(), text(value));
                } else if (FIELDS.contains(entry.getKey()) && value instanceof ObjectNode byUser) {
                    Json.fields(byUser).toList().forEach(each -> byUser.set(each.getKey(), text(each.getValue())));
                } else {
                    toRfc3339(value);
                }
            }
        }
    }

    private static JsonNode text(JsonNode nanos) {
        return StringNode.valueOf(instant(nanos.asLong()).toString());
    }
}
