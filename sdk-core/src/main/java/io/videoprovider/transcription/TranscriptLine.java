package io.videoprovider.transcription;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a transcript. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param type the kind of the line, such as {@code speech}; {@code ""} if the file does not contain it
 * @param speakerId the user who spoke; null if the line names none
 * @param text the spoken text; {@code ""} for a line of another kind
 * @param startedAt the start of the speech; null if the line has no readable time
 * @param endedAt the end of the speech; null if the line has no readable time
 * @param raw all fields of the line
 */
public record TranscriptLine(
        String type,
        @Nullable String speakerId,
        String text,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Json raw) {

    public TranscriptLine {
        Check.notNull("type", type);
        Check.notNull("text", text);
        Check.notNull("raw", raw);
    }

    /** Returns all fields of the line. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    /** Omits the text, which may be confidential. */
    @Override
    public String toString() {
        return "TranscriptLine[" + type + ", speakerId=" + speakerId + ", " + startedAt + " to " + endedAt + "]";
    }
}
