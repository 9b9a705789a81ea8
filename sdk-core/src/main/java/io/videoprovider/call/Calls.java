package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import java.util.Collection;

/**
 * Creates, reads, changes and ends calls. Thread-safe. Besides the exceptions that they document, all methods may throw those of every
 * remote operation: see {@code VideoProvider}.
 *
 * <p>Optional features that work with calls; {@code VideoProvider.feature(X.class)} returns them where the provider has them:
 *
 * <ul>
 *   <li>{@link Members}: the users who are invited to a call
 *   <li>{@code io.videoprovider.backstage.Backstage}: calls that only some users can join until they go live
 *   <li>{@code io.videoprovider.ringing.Ringing}: calls that ring on the devices of members
 *   <li>{@code io.videoprovider.message.Messages}: messages to the clients of participants
 *   <li>{@code io.videoprovider.broadcast.Broadcasts}: HLS, RTMP and SRT out of a call; also {@code VideoProvider.broadcasts()}
 *   <li>{@code io.videoprovider.ingress.Ingresses}: RTMP, WHIP and SRT into a call; also {@code VideoProvider.ingresses()}
 * </ul>
 */
public interface Calls {

    /**
     * Returns a call, and creates it if it does not exist. An existing call keeps its options: {@link Call#created} reports which case
     * applies, and {@link Call#ignoredOptions} names the options of the request that an existing call does not have. Safe to repeat.
     *
     * @throws InvalidRequestException if a value exceeds the provider's limit
     * @throws UnsupportedFeatureException if the request contains an option that the provider does not support
     */
    Call getOrCreate(CallRequest request);

    /**
     * Returns a call.
     *
     * @throws NotFoundException if the call does not exist
     */
    Call get(CallId id);

    /**
     * Returns all calls that exist, oldest first. {@code Semantics.listIncludesEndedCalls} reports whether ended calls
     * are included.
     */
    default Page<Call> list() {
        return list(CallQuery.all());
    }

    /**
     * Returns the calls that meet all filters of a query. {@code Semantics.listIncludesEndedCalls} reports whether ended calls are
     * included where the query names no state.
     *
     * @throws UnsupportedFeatureException if the query has a filter or an order that the provider does not support
     */
    Page<Call> list(CallQuery query);

    /** Returns those of the given calls that exist, oldest first. Unknown calls are omitted. */
    Page<Call> list(Collection<CallId> ids);

    /**
     * Changes a call. Values that the change does not set stay as they are. LiveKit can only replace all values as a whole, Stream title and
     * custom data: the SDK reads, merges and writes them, so one of two simultaneous changes may be lost.
     *
     * @throws NotFoundException if the call does not exist
     * @throws ConflictException if the call's present state does not permit the change
     */
    Call update(CallId id, CallUpdate change);

    /**
     * Ends a call and disconnects all participants. {@code Semantics.endedCallRevives} reports whether a participant with an unexpired
     * token can start it again.
     *
     * @throws NotFoundException if the call does not exist
     */
    void end(CallId id);

    /**
     * Deletes a call and disconnects all participants: {@link DeleteMode#SOFT} where the provider supports it, {@link DeleteMode#HARD}
     * elsewhere. Does nothing if the call does not exist.
     */
    void delete(CallId id);

    /**
     * Deletes a call and disconnects all participants. Does nothing if the call does not exist. The removal of the data of a hard deletion
     * may continue after this method has returned.
     *
     * @throws UnsupportedFeatureException if the provider does not support the mode
     */
    void delete(CallId id, DeleteMode mode);
}
