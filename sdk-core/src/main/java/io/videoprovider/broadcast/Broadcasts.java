package io.videoprovider.broadcast;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Broadcasts calls to viewers outside of them. Thread-safe. An optional feature: {@code VideoProvider.broadcasts()}. Besides the
 * exceptions that they document, all methods may throw those of every remote operation: see {@code VideoProvider}.
 */
public interface Broadcasts extends Feature {

    /**
     * Starts a broadcast, or returns the active broadcast with the same settings. If the response is lost, the SDK looks for the
     * broadcast before it fails; the error reports {@code outcomeUnknown} if that was not possible. Two processes that start the same
     * broadcast at the same moment may get two broadcasts on LiveKit, which does not prevent it.
     *
     * <p>A broadcast of an earlier session of the call is never returned. Within one session, no provider reports that a broadcasting
     * service has died: its broadcast stays active. After a {@link #stop} that failed with {@code outcomeUnknown}, the same provider
     * object requests a new broadcast; other processes do so after a stop of their own.
     *
     * @return the broadcast, usually {@link BroadcastStatus#STARTING}
     * @throws NotFoundException if the call does not exist
     * @throws UnavailableException if no broadcasting service is available
     * @throws UnsupportedFeatureException if the request contains an option that the provider does not support
     */
    Broadcast start(CallId call, BroadcastRequest request);

    /**
     * Returns a broadcast.
     *
     * @throws NotFoundException if the broadcast does not exist, or no longer exists
     */
    Broadcast get(BroadcastId id);

    /**
     * Returns the broadcasts of a call that the provider reports, oldest first; empty for an unknown call. Stream reports only
     * active ones.
     */
    Page<Broadcast> list(CallId call);

    /**
     * Stops a broadcast. Does nothing if the broadcast has ended. If its service has died, the request times out; a new broadcast can be started then.
     *
     * @return the broadcast, usually {@link BroadcastStatus#STOPPING}
     * @throws NotFoundException if the broadcast does not exist, or no longer exists
     */
    Broadcast stop(BroadcastId id);

    /**
     * Adds a server to a broadcast that is pushed, while it runs. Does nothing if the broadcast already sends to the server. {@link #start}
     * compares requests with the servers at the start of the broadcast.
     *
     * @return the broadcast
     * @throws NotFoundException if the broadcast does not exist, or no longer exists
     * @throws ConflictException if the broadcast has ended, or is not pushed
     * @throws InvalidRequestException if the server uses another protocol than the broadcast
     * @throws UnsupportedFeatureException if the provider cannot change the servers ({@code
     *     Capability.BROADCAST_CHANGE_DESTINATIONS})
     */
    Broadcast add(BroadcastId id, BroadcastDestination destination);

    /**
     * Removes a server from a broadcast that is pushed, while it runs. Does nothing if the broadcast does not send to the server.
     *
     * @return the broadcast
     * @throws NotFoundException if the broadcast does not exist, or no longer exists
     * @throws ConflictException if the broadcast has ended, is not pushed, or sends to no other server; {@link #stop} ends it
     * @throws UnsupportedFeatureException if the provider cannot change the servers ({@code
     *     Capability.BROADCAST_CHANGE_DESTINATIONS})
     */
    Broadcast remove(BroadcastId id, BroadcastDestination destination);
}
