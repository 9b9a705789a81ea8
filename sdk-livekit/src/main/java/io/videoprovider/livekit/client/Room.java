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

    /** The id of this incarnation, {@code RM_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** The room's name. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** How long the room is kept while nobody has joined. */
    public Duration emptyTimeout() {
        return Duration.ofSeconds(Wire.longNumber(raw, "empty_timeout"));
    }

    /** How long the room is kept after the last one left. */
    public Duration departureTimeout() {
        return Duration.ofSeconds(Wire.longNumber(raw, "departure_timeout"));
    }

    /** How many may be in it; 0 for no limit. */
    public int maxParticipants() {
        return Wire.number(raw, "max_participants");
    }

    /** When it was made; null in track and egress webhooks, which carry little of the room. */
    public @Nullable Instant createdAt() {
        return Wire.millisOrSeconds(raw, "creation_time_ms", "creation_time");
    }

    /** Its metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** How many are in it, hidden ones not counted. Lags by seconds. */
    public int numParticipants() {
        return Wire.number(raw, "num_participants");
    }

    /** Whether an egress is under way. */
    public boolean activeRecording() {
        return Wire.bool(raw, "active_recording");
    }
}
