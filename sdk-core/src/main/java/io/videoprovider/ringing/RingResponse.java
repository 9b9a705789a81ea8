package io.videoprovider.ringing;

import io.videoprovider.error.Check;
import java.time.Instant;

/**
 * The response of a user to the ring of a call.
 *
 * @param userId the user
 * @param type the response
 * @param at the time, by the clock of the provider
 */
public record RingResponse(String userId, Type type, Instant at) {

    /** How a user responded. */
    public enum Type {
        /** The user accepted the call. */
        ACCEPTED,
        /** The user declined the call, or is its caller and cancelled it. */
        REJECTED,
        /** The user did not respond in time. */
        MISSED
    }

    public RingResponse {
        Check.notNull("userId", userId);
        Check.notNull("type", type);
        Check.notNull("at", at);
    }
}
