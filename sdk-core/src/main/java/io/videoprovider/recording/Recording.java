package io.videoprovider.recording;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording as the provider reports it. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param id the id of the recording
 * @param call the recorded call
 * @param sessionId the recorded session of the call; null if not reported
 * @param kind the kind of the recording
 * @param status the current state
 * @param truncated whether a limit of the provider ended the recording; the files contain everything up to that point
 * @param startedAt the start of the recorded media; null before it, and on Stream until the recording is ready
 * @param endedAt the end of the recorded media; null before it
 * @param files the files; before they are available, those that are expected
 * @param failure the reason of a failure, in the vendor's words; null for none
 * @param raw the vendor's response
 */
public record Recording(
        RecordingId id,
        CallId call,
        @Nullable String sessionId,
        RecordingKind kind,
        RecordingStatus status,
        boolean truncated,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<RecordingFile> files,
        @Nullable String failure,
        Json raw) {

    public Recording {
        Check.notNull("id", id);
        Check.notNull("call", call);
        Check.notNull("kind", kind);
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
