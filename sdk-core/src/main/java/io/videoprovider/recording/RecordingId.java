package io.videoprovider.recording;

import io.videoprovider.error.Check;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The id of a recording. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 512 characters
 */
public record RecordingId(String value) {

    public RecordingId {
        Check.id("recording id", value, 512);
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
    public RecordingId withSession(String sessionId) {
        Check.text("sessionId", sessionId);
        return needsSession()
                ? new RecordingId(value
                        + URLEncoder.encode(sessionId, StandardCharsets.UTF_8).replace('%', '!'))
                : this;
    }

    @Override
    public String toString() {
        return value;
    }
}
