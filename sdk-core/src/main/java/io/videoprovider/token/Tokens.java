package io.videoprovider.token;

import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;

/**
 * Creates and verifies join tokens. Performs no I/O, except that a provider that stores users may send the display name of a token
 * when it is new, see {@code StreamVideoProvider.Builder.storeDisplayNames}. Thread-safe.
 */
public interface Tokens {

    /**
     * Creates a token. It is valid from a few seconds before now, so that a server with a slow clock accepts it, but not from
     * before a revocation of earlier tokens of this user that was made through this provider.
     *
     * @throws InvalidRequestException if a value exceeds the provider's limit, or the join window has closed
     * @throws UnsupportedFeatureException if the request contains an option that the provider's tokens do not support
     */
    JoinToken mint(TokenRequest request);

    /**
     * Verifies a token that was signed with this provider's key. Only HS256 is accepted, {@code exp} is required, and the leeway is
     * 60 seconds in both directions. Sends no request to the vendor: a token that the vendor has revoked, or whose user it has banned or
     * removed, passes until it expires.
     *
     * @throws AuthenticationException if the token is forged, expired, not yet valid, malformed or empty, or names no user, such as one that
     *     signs requests or webhooks; the message does not quote it
     */
    VerifiedToken verify(String token);
}
