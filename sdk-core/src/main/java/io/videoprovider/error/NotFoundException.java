package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** The call, participant, track, recording, broadcast or ingress does not exist, or no longer. */
public class NotFoundException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception; see {@link VideoException#VideoException}. */
    public NotFoundException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
    }
}
