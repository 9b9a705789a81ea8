package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider failed in a way that has no better type, or sent an answer that cannot be read. */
public class ProviderException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public ProviderException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
