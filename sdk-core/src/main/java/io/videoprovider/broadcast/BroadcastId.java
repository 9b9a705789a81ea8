package io.videoprovider.broadcast;

import io.videoprovider.error.Check;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The id of a broadcast. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 2048 characters
 */
public record BroadcastId(String value) {

    public BroadcastId {
        Check.id("broadcast id", value, 2048);
    }

    /** Returns whether the id is from an event that did not report the session: such an id ends with a tilde, see {@link #withSession}. */
    public boolean needsSession() {
        return value.endsWith("~");
    }

    /**
     * Returns the id within a session if it {@linkplain #needsSession() needs} one, otherwise this id.
     *
     * @param sessionId the session of the call in which the event occurred
     */
    public BroadcastId withSession(String sessionId) {
        Check.text("sessionId", sessionId);
        return needsSession()
                ? new BroadcastId(value
                        + URLEncoder.encode(sessionId, StandardCharsets.UTF_8).replace('%', '!'))
                : this;
    }

    @Override
    public String toString() {
        return value;
    }
}
