package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The provider has nobody to record: the recording service is not set up, not running, or busy. */
public class RecordingUnavailableException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public RecordingUnavailableException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
