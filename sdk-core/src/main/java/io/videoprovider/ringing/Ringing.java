package io.videoprovider.ringing;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;
import java.util.Collection;
import java.util.List;

/**
 * Rings the devices of members of a call. Their clients accept or reject the call; {@code RingEvent}s report it. Thread-safe. An
 * optional feature: {@code video.require(Ringing.class)}.
 *
 * <p>Use a new call id for each ring. The caller must be a member of the call too, and is not rung.
 */
public interface Ringing extends Feature {

    /** The largest number of users that one request rings. */
    int MAX_USERS = 25;

    /**
     * Rings members of a call. Each request rings again, so a request whose response was lost is not repeated.
     *
     * @param userIds the members to ring, at most {@link #MAX_USERS}; empty for all members who are not in the call
     * @return the users that are rung
     * @throws NotFoundException if the call does not exist
     * @throws InvalidRequestException if there are too many users, or a user is not a member of the call
     */
    List<String> ring(CallId call, Collection<String> userIds, RingKind kind);

    /**
     * Returns the responses in the current session of a call, or in its last one: at most one of each user. A user without one is still
     * rung, was not rung, or joined the call without a response. For events that were lost; {@code RingEvent}s report the responses at once.
     *
     * @throws NotFoundException if the call does not exist
     */
    List<RingResponse> responses(CallId call);

    /**
     * Sends a notification about a call to all of its members, without ringing. Each request notifies again, so a request whose response
     * was lost is not repeated.
     *
     * @throws NotFoundException if the call does not exist
     */
    void notify(CallId call);

    /**
     * Cancels a call that rings: ends it, so that the devices stop ringing. Participants are disconnected. Safe to repeat.
     *
     * @throws NotFoundException if the call does not exist
     */
    void cancel(CallId call);
}
