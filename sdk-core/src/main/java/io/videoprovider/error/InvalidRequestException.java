package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** A request that cannot be right: refused before any I/O where the rule is known here, else by the provider. */
public class InvalidRequestException extends VideoException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String field;

    /**
     * A value refused before any I/O.
     *
     * @param field which value, by its name in the request
     * @param problem what is wrong with it, naming the limit; without the value where that may be a secret
     */
    public InvalidRequestException(String field, String problem) {
        super(field + " " + problem, ErrorDetails.none(), null);
        this.field = field;
    }

    /** A request refused by the provider. */
    public InvalidRequestException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(problem, details, cause);
        this.field = null;
    }

    /** The name of the value that was refused; null when the provider refused the request and did not say. */
    public @Nullable String field() {
        return field;
    }
}
