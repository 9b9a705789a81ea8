package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider, or a limit that is configured in the SDK, rejected the request because of its rate. {@link #retryAfter} contains the requested delay, if there is one. */
public class RateLimitedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public RateLimitedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
