package io.videoprovider.invitation;

import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.history.RingState;

/** A user can no longer be called, or respond, because the ring has ended for the user. {@link #state} contains how. */
public final class RingConflictException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final RingState state;

    /**
     * Creates the exception.
     *
     * @param state how the ring has ended
     */
    public RingConflictException(String problem, ErrorDetails details, RingState state) {
        super(problem, details, null);
        this.state = Check.notNull("state", state);
    }

    /** Returns how the ring has ended: {@code MISSED} if the timeout was first, for example. */
    public RingState state() {
        return state;
    }
}
