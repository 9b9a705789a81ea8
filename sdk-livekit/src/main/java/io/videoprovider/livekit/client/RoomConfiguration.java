package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a room is made when the bearer of a token is the first to join it. Immutable. Everybody who holds the token can read
 * it: storage secrets and stream keys are refused.
 *
 * @param raw the fields by LiveKit's names, in camelCase
 */
public record RoomConfiguration(Json raw) {

    /** Fields of storage and stream outputs that are secrets wherever they stand; both spellings. */
    private static final Set<String> SECRETS = Set.of(
            "accessKey",
            "access_key",
            "secret",
            "sessionToken",
            "session_token",
            "assumeRoleExternalId",
            "assume_role_external_id",
            "credentials",
            "accountKey",
            "account_key",
            "password",
            "urls",
            "websocketUrl",
            "websocket_url");

    public RoomConfiguration {
        refuseSecrets("roomConfig.egress", raw.asMap().get("egress"));
    }

    private static void refuseSecrets(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            fields.forEach((name, field) -> {
                String inside = path + "." + name;
                if (SECRETS.contains(String.valueOf(name)) && field != null && !"".equals(field)) {
                    throw new InvalidRequestException(
                            inside, "must not be set: the holder of the token could read this secret");
                }
                refuseSecrets(inside, field);
            });
        } else if (value instanceof List<?> items) {
            items.forEach(item -> refuseSecrets(path, item));
        }
    }

    /** Begins without any. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects fields. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder fields = Json.builder();
        private final List<Object> agents = new ArrayList<>();

        private Builder() {}

        /** How long the room is kept while nobody has joined; to the second. */
        public Builder emptyTimeout(Duration timeout) {
            return put("emptyTimeout", seconds("emptyTimeout", timeout));
        }

        /** How long the room is kept after the last one left; to the second. */
        public Builder departureTimeout(Duration timeout) {
            return put("departureTimeout", seconds("departureTimeout", timeout));
        }

        /** How many may be in it. */
        public Builder maxParticipants(int max) {
            return put("maxParticipants", Check.between("maxParticipants", max, 1, 1_000_000));
        }

        /** The room's metadata, any text. */
        public Builder metadata(String metadata) {
            return put("metadata", metadata);
        }

        /** Tags, on LiveKit Cloud. */
        public Builder tags(Map<String, String> tags) {
            return put("tags", tags);
        }

        /** One more agent that is called into the room. */
        public Builder agent(String agentName, String metadata, Map<String, String> attributes) {
            agents.add(Json.builder()
                    .put("agentName", Check.text("agentName", agentName))
                    .putIfNotEmpty("metadata", metadata)
                    .putIfNotEmpty("attributes", attributes)
                    .build());
            return put("agents", List.copyOf(agents));
        }

        /** Recordings that start with the room: {@code livekit.RoomEgress}, without storage secrets and stream keys. */
        public Builder egress(Json roomEgress) {
            return put("egress", roomEgress);
        }

        /** Any other field, by LiveKit's name in camelCase. */
        public Builder put(String name, Object value) {
            fields.put(name, value);
            return this;
        }

        private static long seconds(String field, Duration timeout) {
            return Check.between(field, timeout, Duration.ofSeconds(1), Duration.ofDays(366))
                    .toSeconds();
        }

        /**
         * The configuration.
         *
         * @throws InvalidRequestException if it holds a secret
         */
        public RoomConfiguration build() {
            return new RoomConfiguration(fields.build());
        }
    }
}
