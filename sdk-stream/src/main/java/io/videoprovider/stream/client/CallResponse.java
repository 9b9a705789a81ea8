package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallResponse}.
 *
 * @param raw all fields
 */
public record CallResponse(Json raw) {

    /** {@code type:id}. */
    public String cid() {
        return raw.string("cid");
    }

    /** The call type. */
    public String type() {
        return raw.string("type");
    }

    /** The id within the type. */
    public String id() {
        return raw.string("id");
    }

    /** The present session; empty when nobody is in the call. */
    public String currentSessionId() {
        return raw.string("current_session_id");
    }

    /** When it was made. */
    public @Nullable Instant createdAt() {
        return Wire.moment(raw, "created_at");
    }

    /** When it is planned to start. */
    public @Nullable Instant startsAt() {
        return Wire.moment(raw, "starts_at");
    }

    /** When it was ended. */
    public @Nullable Instant endedAt() {
        return Wire.moment(raw, "ended_at");
    }

    /** The application's own data. */
    public Json custom() {
        return raw.object("custom");
    }

    /** Whether it is being recorded. */
    public boolean recording() {
        return raw.bool("recording");
    }

    /** The status of the recording of a type, such as {@code running}; empty when there is none. */
    public String recordingStatus(String recordingType) {
        return raw.object("egress").object(recordingType + "_recording").string("status");
    }

    /** How many may be in it; 0 for no limit. */
    public int maxParticipants() {
        return (int) raw.object("settings").object("limits").number("max_participants");
    }

    /** How many are in its session. */
    public int participantCount() {
        Json session = raw.object("session");
        Json byRole = session.object("participants_count_by_role");
        long known = byRole.asMap().keySet().stream().mapToLong(byRole::number).sum();
        return (int) (known + session.number("anonymous_participant_count"));
    }
}
