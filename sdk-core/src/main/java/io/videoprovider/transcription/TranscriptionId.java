package io.videoprovider.transcription;

import io.videoprovider.error.Check;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The id of a transcription. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 512 characters
 */
public record TranscriptionId(String value) {

    public TranscriptionId {
        Check.id("transcription id", value, 512);
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
    public TranscriptionId withSession(String sessionId) {
        Check.text("sessionId", sessionId);
        return needsSession()
                ? new TranscriptionId(value
                        + URLEncoder.encode(sessionId, StandardCharsets.UTF_8).replace('%', '!'))
                : this;
    }

    @Override
    public String toString() {
        return value;
    }
}
