package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallRecording}: one file.
 *
 * @param raw all fields; the URL is signed and grants access to the file
 */
public record CallRecording(Json raw) {

    public CallRecording {
        Check.notNull("raw", raw);
    }

    /** Returns the name of the file. */
    public String filename() {
        return raw.string("filename");
    }

    /** Returns the URL of the file, valid for two weeks. */
    public String url() {
        return raw.string("url");
    }

    /** Returns the session of the call. */
    public String sessionId() {
        return raw.string("session_id");
    }

    /** Returns {@code composite}, {@code individual} or {@code raw}. */
    public String recordingType() {
        String type = Wire.enumName(raw, "recording_type");
        return type.isEmpty() ? "composite" : type;
    }

    /** Returns the start of the file. */
    public @Nullable Instant startTime() {
        return Wire.moment(raw, "start_time");
    }

    /** Returns the end of the file. */
    public @Nullable Instant endTime() {
        return Wire.moment(raw, "end_time");
    }
}
