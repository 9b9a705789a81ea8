package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** No recording service is available: it is not configured, not running, or busy. */
public class RecordingUnavailableException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public RecordingUnavailableException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
