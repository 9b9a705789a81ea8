package io.videoprovider.moderation;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;

/**
 * The users who must not join a call, kept by the provider. Applies to every connection of the user and to tokens that were minted
 * before. Thread-safe. An optional feature: {@code video.require(Blocklist.class)}.
 */
public interface Blocklist extends Feature {

    /**
     * Blocks a user: disconnects all connections of the user, and rejects new ones until {@link #unblock}. Does nothing if the user is
     * blocked already. Creates a user that does not exist yet.
     *
     * @throws NotFoundException if the call does not exist
     */
    void block(CallId call, String userId);

    /**
     * Lets a blocked user join again. Does nothing if the user is not blocked.
     *
     * @throws NotFoundException if the call does not exist
     */
    void unblock(CallId call, String userId);

    /**
     * Returns the ids of the blocked users.
     *
     * @throws NotFoundException if the call does not exist
     */
    Page<String> list(CallId call);
}
