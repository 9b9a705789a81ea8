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

    /** Who. */
    public String identity() {
        return Wire.string(raw, "identity");
    }

    /** What the others see; empty for none. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** {@code STANDARD}, {@code INGRESS}, {@code EGRESS}, {@code SIP}, {@code AGENT}, …; empty in a webhook means standard. */
    public String kind() {
        return Wire.string(raw, "kind");
    }

    /** When it connected; null in track webhooks. */
    public @Nullable Instant joinedAt() {
        return Wire.millisOrSeconds(raw, "joined_at_ms", "joined_at");
    }

    /** Its metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** Its attributes. */
    public Map<String, String> attributes() {
        return Wire.stringMap(raw, "attributes");
    }

    /** What it may do. */
    public ParticipantPermission permission() {
        return new ParticipantPermission(Wire.object(raw, "permission"));
    }

    /** What it publishes. */
    public List<TrackInfo> tracks() {
        return Wire.list(raw, "tracks", TrackInfo::new);
    }

    /** Why it left: {@code CLIENT_INITIATED}, {@code PARTICIPANT_REMOVED}, …; empty while it is there. */
    public String disconnectReason() {
        return Wire.string(raw, "disconnect_reason");
    }
}
