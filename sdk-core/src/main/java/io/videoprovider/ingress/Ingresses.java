package io.videoprovider.ingress;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Lets encoders and cameras send into calls. Thread-safe. An optional feature: {@code VideoProvider.ingresses()}. Besides the
 * exceptions that they document, all methods may throw those of every remote operation: see {@code VideoProvider}.
 */
public interface Ingresses extends Feature {

    /**
     * Creates an ingress. Where the provider keeps ingresses, the existing one for the same user and protocol is returned. If the
     * response is lost, the SDK looks for the ingress before it fails; the error reports {@code outcomeUnknown} if that was not
     * possible.
     *
     * @throws NotFoundException if the call does not exist; LiveKit does not verify it
     * @throws UnavailableException if no ingress service is available
     * @throws UnsupportedFeatureException if the request contains an option that the provider does not support
     */
    Ingress create(CallId call, IngressRequest request);

    /**
     * Replaces the stream key: the ones that the user has for this call and protocol no longer work, and the result has a new one.
     * Creates an ingress if none exists. Of two processes that do so at the same time, the later one has the valid key.
     *
     * <p>Where {@code Semantics.ingressesAreKept} is true, the ingress is deleted, which ends its stream, and created again with a new
     * id. If that fails in between, the error contains it: the old key is invalid, and a repeated call creates the new one.
     *
     * <p>Where {@code Semantics.ingressRotationRevokesTokens} is true, this revokes all present tokens of the user, also join tokens and
     * the keys of other calls. A stream that is connected continues.
     *
     * @return the ingress with the new key
     * @throws NotFoundException if the call does not exist; LiveKit does not verify it
     * @throws UnavailableException if no ingress service is available
     * @throws UnsupportedFeatureException if the request contains an option that the provider does not support
     */
    Ingress rotate(CallId call, IngressRequest request);

    /**
     * Returns the ingresses of a call, oldest first if the provider reports their order; none where {@code
     * Semantics.ingressesAreKept} is false. Streams that the provider fetches itself are omitted.
     */
    Page<Ingress> list(CallId call);

    /**
     * Deletes an ingress: its key no longer works. Does nothing if the ingress does not exist.
     *
     * <p>Where {@code Semantics.ingressesAreKept} is false, this revokes all present tokens of the user, join tokens included.
     */
    void delete(IngressId id);
}
