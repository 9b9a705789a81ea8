package io.videoprovider.emulator.stream;

/** The emulator did not let somebody into a call. The message is the server's, without the token. */
public final class JoinRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int code;

    JoinRefusedException(ApiError error) {
        super("JoinCall failed with error: \"" + error.reason() + "\"");
        this.status = error.status();
        this.code = error.code();
    }

    /** The HTTP status that the server would answer, such as 401 or 403. */
    public int status() {
        return status;
    }

    /** The vendor's error code, such as 40 for an expired token. */
    public int code() {
        return code;
    }
}
