package io.videoprovider.broadcast;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Broadcasts calls to people who are not in them. Thread-safe. Besides what each method names, all may throw what every remote
 * operation may: see {@code VideoProvider}.
 */
public interface Broadcasts extends Feature {

    /**
     * Starts a broadcast, or returns the one that is already going on by the same request. After an answer that was lost the
     * provider is asked what it broadcasts before anything else; {@code outcomeUnknown} on the error says when even that could
     * not tell. Two processes that start the same broadcast at the same moment may still get two where the vendor itself does
     * not prevent it (LiveKit).
     *
     * @return the broadcast, usually {@link BroadcastStatus#STARTING}
     * @throws NotFoundException if the provider knows no such call
     * @throws UnavailableException if the provider has nobody to do it
     * @throws UnsupportedFeatureException if the request asks for what the provider has not
     */
    Broadcast start(CallId call, BroadcastRequest request);

    /**
     * Looks up a broadcast.
     *
     * @throws NotFoundException if the provider does not know it (any more)
     */
    Broadcast get(BroadcastId id);

    /**
     * The broadcasts of a call that the provider knows, oldest first; of a call it does not know, none. Stream knows those that
     * go on.
     */
    Page<Broadcast> list(CallId call);

    /**
     * Stops a broadcast. One that is over already is no error.
     *
     * @return the broadcast after that, usually {@link BroadcastStatus#STOPPING}
     * @throws NotFoundException if the provider does not know it (any more)
     */
    Broadcast stop(BroadcastId id);
}
