package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventProjection;
import io.videoprovider.recording.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Stores the entries of the history. Implementations: in memory, {@link CallHistory#inMemory}, and {@code
 * io.videoprovider.history.jdbc.JdbcHistory}. What an event changes is decided by {@link HistoryBatch}; a storage loads and saves entries.
 *
 * <p>Implementations are thread-safe. Methods that perform I/O throw {@link io.videoprovider.error.UnavailableException} if it fails;
 * each call then has taken effect either completely or not at all.
 */
public interface HistoryStorage extends EventProjection {

    /** Restores a {@link CallSummary}. */
    @Override
    default VideoEvent restore(UnknownEvent event) {
        CallSummary summary = CallSummary.parse(Check.notNull("event", event));
        return summary == null ? event : summary;
    }

    /** Returns a call; empty if it is unknown. */
    Optional<CallEntry> call(ProviderId provider, CallId call);

    /** Returns a session; empty if it is unknown. */
    Optional<SessionEntry> session(ProviderId provider, CallId call, String sessionId);

    /** Returns a recording; empty if it is unknown. */
    Optional<RecordingEntry> recording(ProviderId provider, RecordingId recording);

    /** Returns the calls that a query lists. */
    Page<CallEntry> calls(CallEntryQuery query);

    /** Returns the sessions that a query lists. */
    Page<SessionEntry> sessions(SessionQuery query);

    /**
     * Returns the participations that a query lists. The end of an ended session is the time of leaving of connections that are not known to
     * have left before.
     */
    Page<ParticipationEntry> participations(ParticipationQuery query);

    /** Returns the recordings that a query lists. */
    Page<RecordingEntry> recordings(RecordingQuery query);

    /** Returns the transcriptions that a query lists. */
    Page<TranscriptionEntry> transcriptions(TranscriptionQuery query);

    /** Returns the broadcasts that a query lists. */
    Page<BroadcastEntry> broadcasts(BroadcastQuery query);

    /** Returns the sum of the stored metrics of the ended sessions that a query lists, regardless of its limit and its position. */
    SessionMetrics metrics(SessionQuery query);

    /** Returns ended sessions without metrics whose last change was before a time, the earliest change first. */
    List<SessionEntry> sessionsWithoutMetrics(Instant changedBefore, int max);

    /**
     * Returns ended sessions by the time of their last change and their id, the earliest first.
     *
     * @param changedAfter the position of the last one before, by the time of its last change
     */
    List<SessionEntry> endedSessions(ProviderId provider, Cursor changedAfter, int max);

    /** Returns calls of providers whose {@link CallEntry#ringDueAt} is not after a time, the earliest first. */
    List<CallEntry> ringsDue(Set<ProviderId> providers, Instant now, int max);

    /** Returns recordings that are not on legal hold and whose {@link RecordingEntry#retentionDueAt} is not after a time, the earliest first. */
    List<RecordingEntry> retentionsDue(Instant now, int max);

    /** Returns the current numbers of entries. */
    HistoryCounts counts();

    /**
     * Changes a call, and creates it if it is unknown. The change may be called again if the transaction is repeated.
     *
     * @param change returns the new entry, or the same one for no change
     * @return the call after the change
     */
    CallEntry updateCall(ProviderId provider, CallId call, UnaryOperator<CallEntry> change);

    /**
     * Changes a session. The change may be called again if the transaction is repeated.
     *
     * @param change returns the new entry, or the same one for no change
     * @return the session after the change; empty if it is unknown
     */
    Optional<SessionEntry> updateSession(
            ProviderId provider, CallId call, String sessionId, UnaryOperator<SessionEntry> change);

    /**
     * Changes a recording. The change may be called again if the transaction is repeated.
     *
     * @param change returns the new entry, or the same one for no change
     * @return the recording after the change; empty if it is unknown
     */
    Optional<RecordingEntry> updateRecording(
            ProviderId provider, RecordingId recording, UnaryOperator<RecordingEntry> change);

    /**
     * Acquires or renews a lease, so that one instance at a time does a job.
     *
     * @param name the name of the job: at most 64 characters
     * @param holder the instance: at most 64 characters
     * @param duration the time until another instance may acquire the lease
     * @return whether the holder has the lease
     */
    boolean acquireLease(String name, String holder, Duration duration);

    /** Ends a lease. Does nothing if the holder does not have it. */
    void releaseLease(String name, String holder);

    /** Verifies that the storage can serve requests; throws {@link io.videoprovider.error.UnavailableException} if not. */
    void check();
}
