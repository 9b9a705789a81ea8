package io.videoprovider.emulator.livekit;

/** The emulator did not let somebody into a room. The message is the server's, without the token. */
public final class JoinRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final int status;

    JoinRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status with which {@code /rtc/validate} refuses the same token; 429 for a full room. */
    public int status() {
        return status;
    }
}
