package io.videoprovider.recording;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording as the provider knows it. Immutable. Components may be added in a minor release: read it by its accessors.
 *
 * @param id which recording
 * @param call of which call
 * @param sessionId of which incarnation of the call; null when the vendor did not say
 * @param kind what it takes in
 * @param status where it stands
 * @param truncated whether a limit of the provider cut it short; the files hold what was recorded until then
 * @param startedAt when the first of it was recorded; null while nothing is, and on Stream until it is ready
 * @param endedAt when the last of it was; null while it goes on
 * @param files its files; before they are ready, those that it will have
 * @param failure why it failed, in the vendor's words; null when it did not
 * @param raw the vendor's own answer
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
        files = List.copyOf(files);
    }
}
