package io.videoprovider.history;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.EventProjection;
import io.videoprovider.recording.RecordingId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The history of calls: their sessions, participants, recordings, transcriptions and broadcasts, as events report them. It tolerates
 * duplicate, lost, late and reordered events; {@code Reconciler} closes the gaps that lost ones leave. Thread-safe.
 *
 * <pre>{@code
 * CallHistory history = CallHistory.of(JdbcHistory.builder(dataSource).build());
 * EventDispatcher dispatcher = EventDispatcher.builder(inbox)
 *         .source(video.id(), video.webhooks())
 *         .projection(history.projection())
 *         .build();
 * }</pre>
 *
 * <p>Calls that the application did not create are recorded, too. All methods throw {@link io.videoprovider.error.UnavailableException} if the
 * storage fails.
 */
public final class CallHistory {

    private final HistoryStorage storage;
    private final Clock clock;

    private CallHistory(HistoryStorage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** Returns a history in a storage. */
    public static CallHistory of(HistoryStorage storage) {
        return of(storage, Clock.systemUTC());
    }

    /**
     * Returns a history in a storage.
     *
     * @param clock the clock, which must be the same as that of the storage
     */
    public static CallHistory of(HistoryStorage storage, Clock clock) {
        return new CallHistory(Check.notNull("storage", storage), Check.notNull("clock", clock));
    }

    /** Returns a history in memory, which keeps the 10,000 calls that were active last. It is lost when the process ends. */
    public static CallHistory inMemory() {
        return inMemory(10_000, Clock.systemUTC());
    }

    /**
     * Returns a history in memory, which is lost when the process ends.
     *
     * @param maxCalls the number of calls to keep, at least 1; those with an open session and those that ring are kept in any case
     */
    public static CallHistory inMemory(int maxCalls, Clock clock) {
        Check.between("maxCalls", maxCalls, 1, Integer.MAX_VALUE);
        return of(new MemoryHistory(Check.notNull("clock", clock), maxCalls), clock);
    }

    /** Returns the projection of events into this history, for {@code EventDispatcher.Builder.projection}. */
    public EventProjection projection() {
        return storage;
    }

    /** Returns the storage. */
    public HistoryStorage storage() {
        return storage;
    }

    /**
     * Adds a call that the application plans or has created: title, planned start, custom data, creator and members of the request. Members
     * are added to those that are known, the other values replace them. The call need not exist at the provider yet: LiveKit has a room only
     * while there are participants. The request may have values that the provider does not support, such as the creator. Safe to repeat.
     */
    public CallEntry add(ProviderId provider, CallRequest request) {
        Check.notNull("request", request);
        Instant now = Objects.requireNonNull(Transitions.micros(clock.instant()));
        return storage.updateCall(provider, request.id(), entry -> {
            CallEntry.Builder changed = Transitions.members(entry, request.members()).toBuilder()
                    .title(request.title())
                    .startsAt(Transitions.micros(request.startsAt()))
                    .custom(request.custom())
                    .createdAt(Transitions.earliest(entry.createdAt(), now))
                    .detailsAt(now);
            return request.createdBy() == null
                    ? changed.build()
                    : changed.createdBy(request.createdBy()).build();
        });
    }

    /** Records that a call was cancelled before it took place, or has ended. Does not end it at the provider. */
    public CallEntry end(ProviderId provider, CallId call) {
        Instant now = Objects.requireNonNull(Transitions.micros(clock.instant()));
        return storage.updateCall(provider, call, entry -> Transitions.ended(entry, now));
    }

    /**
     * Records that a call could not be started.
     *
     * @param failure a description without secrets: at most 500 characters
     */
    public void fail(ProviderId provider, CallId call, String failure) {
        Check.atMost("failure", Check.text("failure", failure), 500);
        storage.updateCall(
                provider, call, entry -> entry.toBuilder().failure(failure).build());
    }

    /** Returns the call with an id, of the provider where it was active last; empty if it is unknown. The provider is that of the entry. */
    public Optional<CallEntry> call(CallId call) {
        CallEntryQuery query = CallEntryQuery.builder()
                .call(Check.notNull("call", call))
                .limit(1)
                .build();
        return storage.calls(query).items().stream().findFirst();
    }

    /** Returns a call; empty if it is unknown. */
    public Optional<CallEntry> call(ProviderId provider, CallId call) {
        return storage.call(provider, call);
    }

    /** Returns the calls that a query lists. */
    public Page<CallEntry> calls(CallEntryQuery query) {
        return storage.calls(Check.notNull("query", query));
    }

    /** Returns the planned calls of a user that have not had a session, the earliest start first. */
    public Page<CallEntry> upcoming(String userId) {
        return storage.calls(CallEntryQuery.builder()
                .user(Check.notNull("userId", userId))
                .states(Set.of(CallState.SCHEDULED))
                .from(clock.instant())
                .order(CallEntryQuery.Order.EARLIEST_START_FIRST)
                .build());
    }

    /** Returns the ended sessions that a user joined, the most recent first. */
    public Page<SessionEntry> past(String userId) {
        return storage.sessions(SessionQuery.builder()
                .user(Check.notNull("userId", userId))
                .open(false)
                .build());
    }

    /** Returns a session; empty if it is unknown. */
    public Optional<SessionEntry> session(ProviderId provider, CallId call, String sessionId) {
        return storage.session(provider, call, sessionId);
    }

    /** Returns the sessions that a query lists. */
    public Page<SessionEntry> sessions(SessionQuery query) {
        return storage.sessions(Check.notNull("query", query));
    }

    /** Returns the participations that a query lists. */
    public Page<ParticipationEntry> participations(ParticipationQuery query) {
        return storage.participations(Check.notNull("query", query));
    }

    /** Returns a recording; empty if it is unknown. */
    public Optional<RecordingEntry> recording(ProviderId provider, RecordingId recording) {
        return storage.recording(provider, recording);
    }

    /** Returns the recordings that a query lists. */
    public Page<RecordingEntry> recordings(RecordingQuery query) {
        return storage.recordings(Check.notNull("query", query));
    }

    /** Returns the transcriptions that a query lists. */
    public Page<TranscriptionEntry> transcriptions(TranscriptionQuery query) {
        return storage.transcriptions(Check.notNull("query", query));
    }

    /** Returns the broadcasts that a query lists. */
    public Page<BroadcastEntry> broadcasts(BroadcastQuery query) {
        return storage.broadcasts(Check.notNull("query", query));
    }

    /**
     * Returns the metrics of a session: the stored ones, else computed from its participations, those of a session that has not ended up
     * to now.
     */
    public SessionMetrics metrics(SessionEntry session) {
        SessionMetrics stored = Check.notNull("session", session).metrics();
        return stored == null ? compute(session) : stored;
    }

    SessionMetrics compute(SessionEntry session) {
        CallEntry call = storage.call(session.provider(), session.call())
                .orElse(CallEntry.builder(session.provider(), session.call()).build());
        List<ParticipationEntry> participations = new ArrayList<>();
        storage.participations(ParticipationQuery.builder()
                        .provider(session.provider())
                        .call(session.call())
                        .sessionId(session.sessionId())
                        .limit(500)
                        .build())
                .forEach(participations::add);
        List<RecordingEntry> recordings = new ArrayList<>();
        storage.recordings(RecordingQuery.builder()
                        .provider(session.provider())
                        .call(session.call())
                        .sessionId(session.sessionId())
                        .limit(500)
                        .build())
                .forEach(recordings::add);
        return SessionMetrics.of(call, session, participations, recordings, clock.instant());
    }

    /** Returns the sum of the metrics of the ended sessions that a query lists. Metrics are stored shortly after the end of a session. */
    public SessionMetrics metrics(SessionQuery query) {
        return storage.metrics(Check.notNull("query", query));
    }

    /** Returns the current numbers of entries. */
    public HistoryCounts counts() {
        return storage.counts();
    }
}
