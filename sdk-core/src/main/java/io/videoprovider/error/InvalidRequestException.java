package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** A request is invalid. Thrown before any I/O if the SDK checks the rule; otherwise the provider rejected the request. */
public class InvalidRequestException extends VideoException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String field;

    /**
     * Creates the exception for a value that is rejected before any I/O.
     *
     * @param field the name of the value in the request
     * @param problem the rule, such as {@code must be between 1 and 10, was 0}; without the value if it may be a secret
     */
    public InvalidRequestException(String field, String problem) {
        super(Check.notNull("field", field) + " " + Check.notNull("problem", problem), ErrorDetails.none(), null);
        this.field = field;
    }

    /** Creates the exception for a request that the provider rejected. */
    public InvalidRequestException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
        this.field = null;
    }

    /** Returns the name of the rejected value; null if the provider rejected the request. */
    public @Nullable String field() {
        return field;
    }
}
