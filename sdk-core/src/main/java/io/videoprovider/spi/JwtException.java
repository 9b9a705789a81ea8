package io.videoprovider.spi;

/**
 * Thrown for a rejected token. Checked, because each caller converts it to its own typed error. The message never quotes the
 * token.
 */
public final class JwtException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Reasons of a rejection. */
    public enum Reason {
        /** The text is not a token. */
        MALFORMED,
        /** The token is signed with another algorithm than HS256, or has critical header parameters. */
        WRONG_ALGORITHM,
        /** The token has expired, or has no expiry. */
        EXPIRED,
        /** The token is not valid yet. */
        NOT_YET_VALID
    }

    private final Reason reason;

    JwtException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
