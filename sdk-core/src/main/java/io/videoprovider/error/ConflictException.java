package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The present state of the call, recording, broadcast or ingress does not permit the operation. */
public class ConflictException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public ConflictException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
