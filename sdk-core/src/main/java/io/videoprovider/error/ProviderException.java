package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** A failure at the provider without a more specific type, or a response that cannot be parsed. */
public class ProviderException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public ProviderException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
