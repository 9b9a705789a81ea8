package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider was closed before the operation started. Nothing was sent. */
public class ProviderClosedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public ProviderClosedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
