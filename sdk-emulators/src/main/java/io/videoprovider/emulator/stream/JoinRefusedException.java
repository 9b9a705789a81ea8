package io.videoprovider.emulator.stream;

/** The emulator rejected a join. The message is that of the server, without the token. */
public final class JoinRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int code;

    JoinRefusedException(ApiError error) {
        super("JoinCall failed with error: \"" + error.reason() + "\"");
        this.status = error.status();
        this.code = error.code();
    }

    /** Returns the HTTP status of the server's response, such as 401 or 403. */
    public int status() {
        return status;
    }

    /** Returns the vendor's error code, such as 40 for an expired token. */
    public int code() {
        return code;
    }
}
