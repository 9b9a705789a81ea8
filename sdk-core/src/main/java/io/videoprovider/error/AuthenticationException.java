package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider, or a verifier, does not accept the credentials: a wrong key or secret, an expired or forged token. */
public class AuthenticationException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public AuthenticationException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
