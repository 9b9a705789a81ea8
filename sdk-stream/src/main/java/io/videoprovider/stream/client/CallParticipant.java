package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallParticipantResponse}.
 *
 * @param raw all fields
 */
public record CallParticipant(Json raw) {

    /** Who. */
    public String userId() {
        return raw.object("user").string("id");
    }

    /** The user's name; empty for none. */
    public String name() {
        return raw.object("user").string("name");
    }

    /** This connection. */
    public String userSessionId() {
        return raw.string("user_session_id");
    }

    /** Their role in the call. */
    public String role() {
        return raw.string("role");
    }

    /** When they joined. */
    public @Nullable Instant joinedAt() {
        return Wire.moment(raw, "joined_at");
    }
}
