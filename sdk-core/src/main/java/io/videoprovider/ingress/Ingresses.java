package io.videoprovider.ingress;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Lets encoders and cameras into calls. Thread-safe. Besides what each method names, all may throw what every remote operation
 * may: see {@code VideoProvider}.
 */
public interface Ingresses extends Feature {

    /**
     * Opens a way into a call. Where the provider keeps ingresses, the one that is there for the same user by the same protocol
     * is returned instead of a second; after an answer that was lost the provider is asked, and {@code outcomeUnknown} on the
     * error says when even that could not tell.
     *
     * @throws NotFoundException if the provider knows no such call; LiveKit does not look
     * @throws UnavailableException if the provider has no ingress
     * @throws UnsupportedFeatureException if the request asks for what the provider has not
     */
    Ingress create(CallId call, IngressRequest request);

    /**
     * The ways into a call that the provider keeps, oldest first where it tells; {@code Semantics.ingressesAreKept} says
     * whether it does. Streams that the provider fetches by itself are none.
     */
    Page<Ingress> list(CallId call);

    /**
     * Closes a way into a call: nobody can begin to send by it any more. One that is closed already is no error.
     *
     * <p>Where ingresses are not kept, this revokes all tokens that the user has by now, those for joining included.
     */
    void delete(IngressId id);
}
