package io.videoprovider.spring;

import io.videoprovider.token.TokenRequest;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes requests to the token endpoint, which requires a bean of this type. Called on a thread that may block. Exceptions are handled
 * like those of the application's controllers.
 */
@FunctionalInterface
public interface TokenAuthorizer {

    /**
     * Returns the parameters of the token, or empty to reject the request with status 403.
     *
     * @param user the authenticated user; null for anonymous requests
     * @param request the request of the client. <strong>Do not trust its content</strong>: take the user id from {@code user}
     */
    Optional<TokenRequest> authorize(@Nullable Principal user, TokenEndpointRequest request);
}
