package io.videoprovider.spi;

/** Thrown for a token that is rejected. Checked, since each caller turns it into its own typed error. Never quotes the token. */
public final class JwtException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Reasons for which a token is rejected. */
    public enum Reason {
        /** Not a token. */
        MALFORMED,
        /** Signed with another algorithm than HS256, or with critical header parameters. */
        WRONG_ALGORITHM,
        /** Expired, or without an expiry. */
        EXPIRED,
        /** Not valid yet. */
        NOT_YET_VALID
    }

    private final Reason reason;

    JwtException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The reason. */
    public Reason reason() {
        return reason;
    }
}
