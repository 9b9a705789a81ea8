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
 * The configuration of a room that is created by the join with a token. Immutable. The holder of the token can read it, so
 * storage secrets and stream keys are rejected.
 *
 * @param raw the fields by LiveKit's names, in camelCase
 */
public record RoomConfiguration(Json raw) {

    /** Fields of storage and stream outputs that contain secrets at any level; both spellings. */
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
            "destinations",
            "websocketUrl",
            "websocket_url");

    public RoomConfiguration {
        Check.notNull("raw", raw);
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

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link RoomConfiguration}. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder fields = Json.builder();
        private final List<Object> agents = new ArrayList<>();

        private Builder() {}

        /** Sets the time for which the room is kept before the first join; whole seconds. */
        public Builder emptyTimeout(Duration timeout) {
            return put("emptyTimeout", seconds("emptyTimeout", timeout));
        }

        /** Sets the time for which the room is kept after the last participant has left; whole seconds. */
        public Builder departureTimeout(Duration timeout) {
            return put("departureTimeout", seconds("departureTimeout", timeout));
        }

        /** Sets the maximum number of participants. */
        public Builder maxParticipants(int max) {
            return put("maxParticipants", Check.between("maxParticipants", max, 1, 1_000_000));
        }

        /** Sets the room's metadata, any text. */
        public Builder metadata(String metadata) {
            return put("metadata", Check.notNull("metadata", metadata));
        }

        /** Sets tags, on LiveKit Cloud. */
        public Builder tags(Map<String, String> tags) {
            return put("tags", Check.copyOf("tags", tags));
        }

        /** Adds an agent that is dispatched to the room. */
        public Builder agent(String agentName, String metadata, Map<String, String> attributes) {
            agents.add(Json.builder()
                    .put("agentName", Check.text("agentName", agentName))
                    .putIfNotEmpty("metadata", Check.notNull("metadata", metadata))
                    .putIfNotEmpty("attributes", Check.copyOf("attributes", attributes))
                    .build());
            return put("agents", List.copyOf(agents));
        }

        /** Sets recordings that start with the room: {@code livekit.RoomEgress}, without storage secrets and stream keys. */
        public Builder egress(Json roomEgress) {
            return put("egress", Check.notNull("roomEgress", roomEgress));
        }

        /** Sets any other field, by LiveKit's name in camelCase. */
        public Builder put(String name, Object value) {
            fields.put(name, Check.notNull("value", value));
            return this;
        }

        private static long seconds(String field, Duration timeout) {
            return Check.between(field, timeout, Duration.ofSeconds(1), Duration.ofDays(366))
                    .toSeconds();
        }

        /**
         * Builds the configuration.
         *
         * @throws InvalidRequestException if it contains a secret
         */
        public RoomConfiguration build() {
            return new RoomConfiguration(fields.build());
        }
    }
}
