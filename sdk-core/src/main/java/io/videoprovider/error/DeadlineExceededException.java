package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider did not respond in time. */
public class DeadlineExceededException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public DeadlineExceededException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
