package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.Room}.
 *
 * @param raw all fields; {@code turn_password} among them is a secret
 */
public record Room(Json raw) {

    /** The id of this session, {@code RM_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** The room's name. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** The time for which the server keeps the room before the first join. */
    public Duration emptyTimeout() {
        return Duration.ofSeconds(Wire.longNumber(raw, "empty_timeout"));
    }

    /** The time for which the server keeps the room after the last participant left. */
    public Duration departureTimeout() {
        return Duration.ofSeconds(Wire.longNumber(raw, "departure_timeout"));
    }

    /** The maximum number of participants; 0 for no limit. */
    public int maxParticipants() {
        return Wire.number(raw, "max_participants");
    }

    /** The time of creation; null in webhooks about tracks and egresses, which contain only name and sid of the room. */
    public @Nullable Instant createdAt() {
        return Wire.millisOrSeconds(raw, "creation_time_ms", "creation_time");
    }

    /** The metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** The number of participants without hidden ones; may lag by seconds. */
    public int numParticipants() {
        return Wire.number(raw, "num_participants");
    }

    /** Whether an egress is active. */
    public boolean activeRecording() {
        return Wire.bool(raw, "active_recording");
    }
}
