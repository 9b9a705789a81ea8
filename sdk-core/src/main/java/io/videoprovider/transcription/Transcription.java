package io.videoprovider.transcription;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.recording.RecordingFile;
import java.beans.Transient;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transcription as the provider reports it. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param id the id of the transcription
 * @param call the transcribed call
 * @param sessionId the transcribed session of the call; null if not reported
 * @param status the current state
 * @param startedAt the start of the first file; null until a file is available
 * @param endedAt the end of the last file; null until the transcription is ready
 * @param files the files, readable with {@link TranscriptReader}; empty until they are available
 * @param failure the reason of a failure, in the vendor's words; null for none
 * @param raw the vendor's response
 */
public record Transcription(
        TranscriptionId id,
        CallId call,
        @Nullable String sessionId,
        TranscriptionStatus status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<RecordingFile> files,
        @Nullable String failure,
        Json raw) {

    public Transcription {
        Check.notNull("id", id);
        Check.notNull("call", call);
        Check.notNull("status", status);
        Check.notNull("raw", raw);
        files = Check.listOf("files", files);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
