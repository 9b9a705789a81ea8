package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallParticipantResponse}.
 *
 * @param raw all fields
 */
public record CallParticipant(Json raw) {

    public CallParticipant {
        Check.notNull("raw", raw);
    }

    /** Returns the id of the user. */
    public String userId() {
        return raw.object("user").string("id");
    }

    /** Returns the name of the user; empty if not set. */
    public String name() {
        return raw.object("user").string("name");
    }

    /** Returns the id of the connection. */
    public String userSessionId() {
        return raw.string("user_session_id");
    }

    /** Returns the role in the call. */
    public String role() {
        return raw.string("role");
    }

    /** Returns the time of joining. */
    public @Nullable Instant joinedAt() {
        return Wire.moment(raw, "joined_at");
    }
}
