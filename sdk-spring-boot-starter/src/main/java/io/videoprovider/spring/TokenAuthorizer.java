package io.videoprovider.spring;

import io.videoprovider.token.TokenRequest;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets a token from the token endpoint, and for what: the application's own authorization. A bean of this type has to be
 * there for the endpoint to be. Called on a thread that may block. Whatever it throws becomes the application's answer.
 */
@FunctionalInterface
public interface TokenAuthorizer {

    /**
     * Decides.
     *
     * @param who the authenticated user; null when nobody is logged in
     * @param asked what the client asks for. <strong>Nothing of it can be believed</strong>: take the user's id from {@code who}
     * @return what the token is to be; empty to refuse, which is answered 403
     */
    Optional<TokenRequest> authorize(@Nullable Principal who, TokenEndpointRequest asked);
}
