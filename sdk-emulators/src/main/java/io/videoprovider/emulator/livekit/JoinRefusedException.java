package io.videoprovider.emulator.livekit;

/** The emulator rejected a join. The message is that of the server, without the token. */
public final class JoinRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final int status;

    JoinRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status with which {@code /rtc/validate} rejects the same token; 429 for a full room. */
    public int status() {
        return status;
    }
}
