package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallRecording}: one file.
 *
 * @param raw all fields; the URL in them is signed, whoever has it can read the file
 */
public record CallRecording(Json raw) {

    /** The file's name. */
    public String filename() {
        return raw.string("filename");
    }

    /** Where it can be read, for two weeks. */
    public String url() {
        return raw.string("url");
    }

    /** The session of the call. */
    public String sessionId() {
        return raw.string("session_id");
    }

    /** {@code composite}, {@code individual} or {@code raw}. */
    public String recordingType() {
        String type = raw.string("recording_type");
        return type.isEmpty() ? "composite" : type;
    }

    /** When it begins. */
    public @Nullable Instant startTime() {
        return Wire.moment(raw, "start_time");
    }

    /** When it ends. */
    public @Nullable Instant endTime() {
        return Wire.moment(raw, "end_time");
    }
}
