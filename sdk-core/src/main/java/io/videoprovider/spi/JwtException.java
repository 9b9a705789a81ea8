package io.videoprovider.spi;

/** Why a token is not accepted. Checked: each caller turns it into its own typed error. Never quotes the token. */
public final class JwtException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Kinds of reasons. */
    public enum Reason {
        /** It is no token. */
        MALFORMED,
        /** It is signed otherwise than with HS256. */
        WRONG_ALGORITHM,
        /** It is too old, or would never be. */
        EXPIRED,
        /** It is from the future. */
        NOT_YET_VALID
    }

    private final Reason reason;

    JwtException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of reason. */
    public Reason reason() {
        return reason;
    }
}
