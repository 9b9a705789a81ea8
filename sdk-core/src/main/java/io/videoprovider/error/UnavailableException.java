package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider was not reachable, or cannot serve the request at present. */
public class UnavailableException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public UnavailableException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
