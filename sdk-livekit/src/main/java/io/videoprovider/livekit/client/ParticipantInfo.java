package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.ParticipantInfo}.
 *
 * @param raw all fields
 */
public record ParticipantInfo(Json raw) {

    /** The id of this connection, {@code PA_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** The identity of the user. */
    public String identity() {
        return Wire.string(raw, "identity");
    }

    /** The display name; empty if not set. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** {@code STANDARD}, {@code INGRESS}, {@code EGRESS}, {@code SIP}, {@code AGENT}, …; empty in webhooks for {@code STANDARD}. */
    public String kind() {
        return Wire.string(raw, "kind");
    }

    /** The time of joining; null in webhooks about tracks. */
    public @Nullable Instant joinedAt() {
        return Wire.millisOrSeconds(raw, "joined_at_ms", "joined_at");
    }

    /** The metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** The attributes. */
    public Map<String, String> attributes() {
        return Wire.stringMap(raw, "attributes");
    }

    /** The permissions. */
    public ParticipantPermission permission() {
        return new ParticipantPermission(Wire.object(raw, "permission"));
    }

    /** The published tracks. */
    public List<TrackInfo> tracks() {
        return Wire.list(raw, "tracks", TrackInfo::new);
    }

    /** {@code CLIENT_INITIATED}, {@code PARTICIPANT_REMOVED}, …; empty while the participant is connected. */
    public String disconnectReason() {
        return Wire.string(raw, "disconnect_reason");
    }
}
