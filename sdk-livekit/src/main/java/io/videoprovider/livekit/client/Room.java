package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.Room}.
 *
 * @param raw all fields; {@code turn_password} among them is a secret
 */
public record Room(Json raw) {

    public Room {
        Check.notNull("raw", raw);
    }

    /** Returns the id of this session, {@code RM_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** Returns the room's name. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** Returns the time for which the server keeps the room before the first join. */
    public Duration emptyTimeout() {
        return Duration.ofSeconds(Wire.number(raw, "empty_timeout"));
    }

    /** Returns the time for which the server keeps the room after the last participant left. */
    public Duration departureTimeout() {
        return Duration.ofSeconds(Wire.number(raw, "departure_timeout"));
    }

    /** Returns the maximum number of participants; 0 for no limit. */
    public int maxParticipants() {
        return Wire.number(raw, "max_participants");
    }

    /** Returns the time of creation; null in webhooks about tracks and egresses, which contain only name and sid of the room. */
    public @Nullable Instant createdAt() {
        return Wire.millisOrSeconds(raw, "creation_time_ms", "creation_time");
    }

    /** Returns the metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** Returns the number of participants without hidden ones; may lag by seconds. */
    public int numParticipants() {
        return Wire.number(raw, "num_participants");
    }

    /** Returns whether an egress is active. */
    public boolean activeRecording() {
        return Wire.bool(raw, "active_recording");
    }
}
