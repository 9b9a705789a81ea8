package io.videoprovider.token;

import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;

/** Mints and verifies join tokens, without any network. Thread-safe. */
public interface Tokens {

    /**
     * Mints a token. Its first moment lies a few seconds back, so that a server whose clock is behind accepts it.
     *
     * @throws InvalidRequestException if a value is over the provider's limit, or the join window is already closed
     * @throws UnsupportedFeatureException if the request asks for what the provider's tokens cannot carry
     */
    JoinToken mint(TokenRequest request);

    /**
     * Verifies a token that this provider's key signed: HS256 alone, {@code exp} demanded, 60 seconds of leeway both ways.
     *
     * @throws AuthenticationException if it is forged, expired, not yet valid, or no token; the message does not quote it
     */
    VerifiedToken verify(String token);
}
