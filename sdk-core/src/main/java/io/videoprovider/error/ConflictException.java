package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The operation does not fit the present state of what it is about. */
public class ConflictException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public ConflictException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
