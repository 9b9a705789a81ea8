package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.EnumNames;
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

    // 5 and 6 are not in use.
    private static final EnumNames KIND =
            EnumNames.of("STANDARD", "INGRESS", "EGRESS", "SIP", "AGENT", "", "", "CONNECTOR", "BRIDGE");

    private static final EnumNames KIND_DETAIL = EnumNames.of(
            "CLOUD_AGENT", "FORWARDED", "CONNECTOR_WHATSAPP", "CONNECTOR_TWILIO", "BRIDGE_RTSP", "SIMULATION");

    private static final EnumNames DISCONNECT_REASON = EnumNames.of(
            "UNKNOWN_REASON",
            "CLIENT_INITIATED",
            "DUPLICATE_IDENTITY",
            "SERVER_SHUTDOWN",
            "PARTICIPANT_REMOVED",
            "ROOM_DELETED",
            "STATE_MISMATCH",
            "JOIN_FAILURE",
            "MIGRATION",
            "SIGNAL_CLOSE",
            "ROOM_CLOSED",
            "USER_UNAVAILABLE",
            "USER_REJECTED",
            "SIP_TRUNK_FAILURE",
            "CONNECTION_TIMEOUT",
            "MEDIA_FAILURE",
            "AGENT_ERROR");

    public ParticipantInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the id of this connection, {@code PA_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** Returns the identity of the user. */
    public String identity() {
        return Wire.string(raw, "identity");
    }

    /** Returns the display name; empty if not set. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /**
     * Returns {@code STANDARD}, {@code INGRESS}, {@code EGRESS}, {@code SIP}, {@code AGENT}, …; empty in webhooks for {@code STANDARD}.
     */
    public String kind() {
        return Wire.enumName(raw, "kind", KIND);
    }

    /** Returns details of the kind, such as {@code CLOUD_AGENT} or {@code BRIDGE_RTSP}; empty if there are none. */
    public List<String> kindDetails() {
        return Wire.enumNames(raw, "kind_details", KIND_DETAIL);
    }

    /** Returns the time of joining; null in webhooks about tracks. */
    public @Nullable Instant joinedAt() {
        return Wire.millisOrSeconds(raw, "joined_at_ms", "joined_at");
    }

    /** Returns the metadata, any text. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** Returns the attributes. */
    public Map<String, String> attributes() {
        return Wire.stringMap(raw, "attributes");
    }

    /** Returns the permissions. */
    public ParticipantPermission permission() {
        return new ParticipantPermission(Wire.object(raw, "permission"));
    }

    /** Returns the published tracks. */
    public List<TrackInfo> tracks() {
        return Wire.list(raw, "tracks", TrackInfo::new);
    }

    /** Returns {@code CLIENT_INITIATED}, {@code PARTICIPANT_REMOVED}, …; empty while the participant is connected. */
    public String disconnectReason() {
        return Wire.enumName(raw, "disconnect_reason", DISCONNECT_REASON);
    }
}
