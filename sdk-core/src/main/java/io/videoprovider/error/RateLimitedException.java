package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider asks to slow down; {@link #retryAfter} says for how long, when it said so. */
public class RateLimitedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public RateLimitedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
