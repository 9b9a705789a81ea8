package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The credentials are valid but do not permit the operation. */
public class PermissionDeniedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public PermissionDeniedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
