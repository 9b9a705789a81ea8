package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import java.util.Collection;

/**
 * The life of a call. Thread-safe. Besides what each method names, all may throw what every remote operation may: see
 * {@code VideoProvider}.
 */
public interface Calls {

    /**
     * Gets the call, or creates it. A call that was there keeps its options: {@link Call#created} tells, and
     * {@link Call#ignoredOptions} names what of the request it does not have. Safe to repeat.
     *
     * @throws InvalidRequestException if a value is over the provider's limit
     * @throws UnsupportedFeatureException if the request asks for what the provider has not
     */
    Call getOrCreate(CallRequest request);

    /**
     * Looks up a call.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    Call get(CallId id);

    /** All calls that the provider knows, oldest first. Whether those include ended ones, its capabilities tell. */
    Page<Call> list();

    /** The calls among these that the provider knows, oldest first; who is not there is left out. */
    Page<Call> list(Collection<CallId> ids);

    /**
     * Changes a call. What the change does not name stays. Where the vendor can only replace (LiveKit), the call is read,
     * merged and written: two changes at the same moment may lose one.
     *
     * @throws NotFoundException if the provider knows no such call
     * @throws ConflictException if the call cannot be changed so in its present state
     */
    Call update(CallId id, CallUpdate change);

    /**
     * Ends a call: everyone is put out. Whether somebody with a living token can bring it back, the provider's capabilities
     * tell.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    void end(CallId id);

    /** Makes the provider forget a call; everyone is put out. A call that it does not know is forgotten already: no error. */
    void delete(CallId id);
}
