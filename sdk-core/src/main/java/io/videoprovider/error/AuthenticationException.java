package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The key or the secret is wrong, or the verification of a token failed. */
public class AuthenticationException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public AuthenticationException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
