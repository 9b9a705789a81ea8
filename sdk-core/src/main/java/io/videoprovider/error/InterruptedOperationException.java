package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted, or the asynchronous operation was cancelled. The interrupt flag of the thread is set. */
public class InterruptedOperationException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public InterruptedOperationException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
