package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.RecordingId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the history of a limited number of calls in memory, for tests and for applications of one instance. Thread-safe. */
final class MemoryHistory implements HistoryStorage {

    private record Lease(String holder, Instant until) {}

    private record Positioned<E>(Cursor position, E entry) {}

    private final Clock clock;
    private final int maxCalls;

    // Guarded by this.
    private final Map<String, CallEntry> calls = new HashMap<>();
    private final Map<String, SessionEntry> sessions = new HashMap<>();
    private final Map<String, ParticipationEntry> participations = new HashMap<>();
    private final Map<CallId, Map<String, ParticipationEntry>> participationsByCall = new HashMap<>();
    private final Map<String, RecordingEntry> recordings = new HashMap<>();
    private final Map<String, TranscriptionEntry> transcriptions = new HashMap<>();
    private final Map<String, BroadcastEntry> broadcasts = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();

    MemoryHistory(Clock clock, int maxCalls) {
        this.clock = clock;
        this.maxCalls = maxCalls;
    }

    @Override
    public synchronized void apply(List<? extends VideoEvent> events) {
        HistoryBatch batch = HistoryBatch.of(events);
        load(batch.calls(), calls, batch::load);
        load(batch.sessions(), sessions, batch::load);
        Set<String> ended = batch.callsWithOpenSessions();
        if (!ended.isEmpty()) {
            sessions.values().stream()
                    .filter(session -> session.open() && ended.contains(EntryId.of(session.provider(), session.call())))
                    .forEach(batch::load);
        }
        for (String id : batch.callsWithParticipations()) {
            CallEntry call = calls.get(id);
            if (call != null) {
                participationsByCall.getOrDefault(call.call(), Map.of()).values().stream()
                        .filter(one -> one.provider().equals(call.provider()))
                        .forEach(batch::load);
            }
        }
        load(batch.participations(), participations, batch::load);
        load(batch.recordings(), recordings, batch::load);
        load(batch.transcriptions(), transcriptions, batch::load);
        load(batch.broadcasts(), broadcasts, batch::load);
        batch.apply(clock.instant());
        batch.changedCalls().forEach(entry -> calls.put(entry.id(), entry));
        batch.changedSessions().forEach(entry -> sessions.put(entry.id(), entry));
        batch.changedParticipations().forEach(entry -> {
            String id = entry.id();
            participations.put(id, entry);
            participationsByCall
                    .computeIfAbsent(entry.call(), unused -> new HashMap<>())
                    .put(id, entry);
        });
        batch.changedRecordings().forEach(entry -> recordings.put(entry.id(), entry));
        batch.changedTranscriptions().forEach(entry -> transcriptions.put(entry.id(), entry));
        batch.changedBroadcasts().forEach(entry -> broadcasts.put(entry.id(), entry));
        evict();
    }

    private static <E> void load(Collection<String> ids, Map<String, E> entries, Consumer<E> batch) {
        for (String id : ids) {
            E entry = entries.get(id);
            if (entry != null) {
                batch.accept(entry);
            }
        }
    }

    /** Removes the calls that were active least recently, except those with an open session and those that ring. */
    private void evict() {
        int surplus = calls.size() - maxCalls;
        if (surplus <= 0) {
            return;
        }
        List<String> oldest = calls.values().stream()
                .filter(call -> call.openSessions() == 0 && call.ringDueAt() == null)
                .sorted(Comparator.comparing(CallEntry::activeAt))
                .limit(surplus)
                .map(CallEntry::id)
                .toList();
        Set<String> removed = Set.copyOf(oldest);
        calls.keySet().removeAll(removed);
        sessions.values().removeIf(entry -> removed.contains(EntryId.of(entry.provider(), entry.call())));
        participationsByCall.values().removeIf(entries -> {
            entries.entrySet().removeIf(one -> {
                ParticipationEntry entry = one.getValue();
                return removed.contains(EntryId.of(entry.provider(), entry.call()))
                        && participations.remove(one.getKey()) != null;
            });
            return entries.isEmpty();
        });
        recordings.values().removeIf(entry -> removed.contains(EntryId.of(entry.provider(), entry.call())));
        transcriptions.values().removeIf(entry -> removed.contains(EntryId.of(entry.provider(), entry.call())));
        broadcasts.values().removeIf(entry -> removed.contains(EntryId.of(entry.provider(), entry.call())));
    }

    @Override
    public synchronized Optional<CallEntry> call(ProviderId provider, CallId call) {
        return Optional.ofNullable(
                calls.get(EntryId.of(Check.notNull("provider", provider), Check.notNull("call", call))));
    }

    @Override
    public synchronized Optional<SessionEntry> session(ProviderId provider, CallId call, String sessionId) {
        return Optional.ofNullable(sessions.get(EntryId.of(
                Check.notNull("provider", provider),
                Check.notNull("call", call),
                Check.notNull("sessionId", sessionId))));
    }

    @Override
    public synchronized Optional<RecordingEntry> recording(ProviderId provider, RecordingId recording) {
        return Optional.ofNullable(
                recordings.get(EntryId.of(Check.notNull("provider", provider), Check.notNull("recording", recording))));
    }

    @Override
    public synchronized Page<CallEntry> calls(CallEntryQuery query) {
        boolean planned = Check.notNull("query", query).order() == CallEntryQuery.Order.EARLIEST_START_FIRST;
        Stream<CallEntry> found = calls.values().stream()
                .filter(call -> !planned || call.startsAt() != null)
                .filter(call -> matches(query, call, () -> isUserOf(call, query.user())))
                .filter(call -> query.states().isEmpty() || query.states().contains(call.state()));
        return page(
                found,
                query,
                query::cursor,
                planned,
                last -> calls(query.toBuilder().after(last).build()));
    }

    private static boolean isUserOf(CallEntry call, @Nullable String user) {
        return user == null
                || user.equals(call.createdBy())
                || call.members().stream().anyMatch(member -> member.userId().equals(user));
    }

    @Override
    public synchronized Page<SessionEntry> sessions(SessionQuery query) {
        return page(
                matching(query),
                query,
                query::cursor,
                false,
                last -> sessions(query.toBuilder().after(last).build()));
    }

    private Stream<SessionEntry> matching(SessionQuery query) {
        Check.notNull("query", query);
        return sessions.values().stream()
                .filter(session -> matches(
                        query,
                        callOf(session.provider(), session.call()),
                        () -> query.user() == null
                                || participations.values().stream()
                                        .anyMatch(one -> one.userId().equals(query.user())
                                                && one.sessionId().equals(session.sessionId())
                                                && one.call().equals(session.call())
                                                && one.provider().equals(session.provider()))))
                .filter(session -> query.open() == null || query.open() == session.open());
    }

    @Override
    public synchronized Page<ParticipationEntry> participations(ParticipationQuery query) {
        Check.notNull("query", query);
        Map<String, ParticipationEntry> listed =
                query.call() == null ? participations : participationsByCall.getOrDefault(query.call(), Map.of());
        Stream<ParticipationEntry> found = listed.values().stream()
                .filter(one -> matches(
                        query,
                        callOf(one.provider(), one.call()),
                        () -> query.user() == null || one.userId().equals(query.user())))
                .filter(one -> query.sessionId() == null || query.sessionId().equals(one.sessionId()))
                .map(this::complete)
                .filter(one -> query.connected() == null || query.connected() == (one.leftAt() == null));
        return page(
                found,
                query,
                query::cursor,
                false,
                last -> participations(query.toBuilder().after(last).build()));
    }

    private ParticipationEntry complete(ParticipationEntry one) {
        SessionEntry session = sessions.get(EntryId.of(one.provider(), one.call(), one.sessionId()));
        String role = callOf(one.provider(), one.call()).members().stream()
                .filter(member -> member.userId().equals(one.userId()))
                .map(member -> Optional.ofNullable(member.role()))
                .findFirst()
                .flatMap(Function.identity())
                .orElse(null);
        ParticipationEntry ended = session == null ? one : one.within(session);
        return role == null ? ended : ended.toBuilder().role(role).build();
    }

    @Override
    public synchronized Page<RecordingEntry> recordings(RecordingQuery query) {
        Check.notNull("query", query);
        Stream<RecordingEntry> found = recordings.values().stream()
                .filter(one -> concerns(query, one.provider(), one.call(), one.sessionId()))
                .filter(one -> query.statuses().isEmpty() || query.statuses().contains(one.status()))
                .filter(one -> query.sessionId() == null || query.sessionId().equals(one.sessionId()))
                .filter(one -> query.expiresBefore() == null
                        || (!one.legalHold()
                                && one.expiresAt() != null
                                && one.expiresAt().isBefore(query.expiresBefore())));
        return page(
                found,
                query,
                query::cursor,
                false,
                last -> recordings(query.toBuilder().after(last).build()));
    }

    @Override
    public synchronized Page<TranscriptionEntry> transcriptions(TranscriptionQuery query) {
        Check.notNull("query", query);
        Stream<TranscriptionEntry> found = transcriptions.values().stream()
                .filter(one -> concerns(query, one.provider(), one.call(), one.sessionId()))
                .filter(one -> query.statuses().isEmpty() || query.statuses().contains(one.status()));
        return page(
                found,
                query,
                query::cursor,
                false,
                last -> transcriptions(query.toBuilder().after(last).build()));
    }

    @Override
    public synchronized Page<BroadcastEntry> broadcasts(BroadcastQuery query) {
        Check.notNull("query", query);
        Stream<BroadcastEntry> found = broadcasts.values().stream()
                .filter(one -> concerns(query, one.provider(), one.call(), one.sessionId()))
                .filter(one -> query.statuses().isEmpty() || query.statuses().contains(one.status()));
        return page(
                found,
                query,
                query::cursor,
                false,
                last -> broadcasts(query.toBuilder().after(last).build()));
    }

    /** The user must have created the call or joined the session; without a session id, any session of the call. */
    private boolean concerns(HistoryQuery query, ProviderId provider, CallId call, @Nullable String sessionId) {
        CallEntry entry = callOf(provider, call);
        String user = query.user();
        return matches(
                query,
                entry,
                () -> user == null
                        || user.equals(entry.createdBy())
                        || participations.values().stream()
                                .anyMatch(one -> one.userId().equals(user)
                                        && one.provider().equals(provider)
                                        && one.call().equals(call)
                                        && (sessionId == null || one.sessionId().equals(sessionId))));
    }

    private CallEntry callOf(ProviderId provider, CallId call) {
        CallEntry entry = calls.get(EntryId.of(provider, call));
        return entry == null ? CallEntry.builder(provider, call).build() : entry;
    }

    private static boolean matches(HistoryQuery query, CallEntry call, BooleanSupplier user) {
        return (query.provider() == null || query.provider().equals(call.provider()))
                && (query.call() == null || query.call().equals(call.call()))
                && call.custom().entrySet().containsAll(query.custom().entrySet())
                && user.getAsBoolean();
    }

    private static <E> Page<E> page(
            Stream<E> found,
            HistoryQuery query,
            Function<E, Cursor> position,
            boolean ascending,
            Function<Cursor, Page<E>> next) {
        Comparator<Cursor> order = Comparator.comparing(Cursor::time).thenComparing(Cursor::id);
        Comparator<Cursor> listed = ascending ? order : order.reversed();
        Predicate<Cursor> included =
                cursor -> (query.from() == null || !cursor.time().isBefore(query.from()))
                        && (query.before() == null || cursor.time().isBefore(query.before()))
                        && (query.after() == null || listed.compare(cursor, query.after()) > 0);
        // Once for each entry: a position contains a computed id.
        List<E> entries = found.map(entry -> new Positioned<>(position.apply(entry), entry))
                .filter(one -> included.test(one.position))
                .sorted(Comparator.comparing(one -> one.position, listed))
                .limit(query.limit() + 1L)
                .map(one -> one.entry)
                .toList();
        if (entries.size() <= query.limit()) {
            return Page.of(entries);
        }
        List<E> items = entries.subList(0, query.limit());
        Cursor last = position.apply(items.get(items.size() - 1));
        return new Page<>(items, () -> next.apply(last));
    }

    @Override
    public synchronized SessionMetrics metrics(SessionQuery query) {
        return matching(Check.notNull("query", query))
                .filter(session -> query.from() == null || !session.startedAt().isBefore(query.from()))
                .filter(session -> query.before() == null || session.startedAt().isBefore(query.before()))
                .flatMap(session -> Stream.ofNullable(session.metrics()))
                .reduce(SessionMetrics.NONE, SessionMetrics::plus);
    }

    @Override
    public synchronized List<SessionEntry> sessionsWithoutMetrics(Instant changedBefore, int max) {
        Check.notNull("changedBefore", changedBefore);
        return sessions.values().stream()
                .filter(session -> !session.open()
                        && session.metrics() == null
                        && session.changedAt().isBefore(changedBefore))
                .sorted(Comparator.comparing(SessionEntry::changedAt))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<SessionEntry> endedSessions(ProviderId provider, Cursor changedAfter, int max) {
        Check.notNull("provider", provider);
        Comparator<SessionEntry> order =
                Comparator.comparing(SessionEntry::changedAt).thenComparing(SessionEntry::id);
        Instant time = Check.notNull("changedAfter", changedAfter).time();
        return sessions.values().stream()
                .filter(session -> !session.open() && session.provider().equals(provider))
                .filter(session -> session.changedAt().isAfter(time)
                        || (session.changedAt().equals(time) && session.id().compareTo(changedAfter.id()) > 0))
                .sorted(order)
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<CallEntry> ringsDue(Set<ProviderId> providers, Instant now, int max) {
        Set<ProviderId> of = Check.setOf("providers", providers);
        Check.notNull("now", now);
        return calls.values().stream()
                .filter(call -> of.contains(call.provider()))
                .filter(call -> call.ringDueAt() != null && !call.ringDueAt().isAfter(now))
                .sorted(Comparator.comparing(call -> Objects.requireNonNull(call.ringDueAt())))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<RecordingEntry> retentionsDue(Instant now, int max) {
        Check.notNull("now", now);
        return recordings.values().stream()
                .filter(one -> !one.legalHold()
                        && one.retentionDueAt() != null
                        && !one.retentionDueAt().isAfter(now))
                .sorted(Comparator.comparing(one -> Objects.requireNonNull(one.retentionDueAt())))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized HistoryCounts counts() {
        return new HistoryCounts(
                count(calls, call -> call.state() == CallState.RINGING),
                count(sessions, SessionEntry::open),
                count(calls, call -> call.state() == CallState.UNKNOWN),
                count(recordings, one -> !one.status().terminal()),
                count(broadcasts, one -> !one.status().terminal()),
                count(recordings, one -> one.deletionFailure() != null));
    }

    private static <E> long count(Map<String, E> entries, Predicate<E> condition) {
        return entries.values().stream().filter(condition).count();
    }

    @Override
    public synchronized CallEntry updateCall(ProviderId provider, CallId call, UnaryOperator<CallEntry> change) {
        Check.notNull("provider", provider);
        CallEntry changed = Check.notNull("change", change).apply(callOf(provider, Check.notNull("call", call)));
        calls.put(changed.id(), changed);
        evict();
        return changed;
    }

    @Override
    public synchronized Optional<SessionEntry> updateSession(
            ProviderId provider, CallId call, String sessionId, UnaryOperator<SessionEntry> change) {
        Check.notNull("change", change);
        Optional<SessionEntry> changed = session(provider, call, sessionId).map(change);
        changed.ifPresent(entry -> sessions.put(entry.id(), entry));
        return changed;
    }

    @Override
    public synchronized Optional<RecordingEntry> updateRecording(
            ProviderId provider, RecordingId recording, UnaryOperator<RecordingEntry> change) {
        Check.notNull("change", change);
        Optional<RecordingEntry> changed = recording(provider, recording).map(change);
        changed.ifPresent(entry -> recordings.put(entry.id(), entry));
        return changed;
    }

    @Override
    public synchronized boolean acquireLease(String name, String holder, Duration duration) {
        Check.atMost("name", Check.text("name", name), 64);
        Check.atMost("holder", Check.text("holder", holder), 64);
        Check.between("duration", duration, Duration.ZERO, Duration.ofDays(1));
        Instant now = clock.instant();
        Lease current = leases.get(name);
        if (current != null && !current.holder.equals(holder) && now.isBefore(current.until)) {
            return false;
        }
        leases.put(name, new Lease(holder, now.plus(duration)));
        return true;
    }

    @Override
    public synchronized void releaseLease(String name, String holder) {
        Check.notNull("holder", holder);
        Lease current = leases.get(Check.notNull("name", name));
        if (current != null && current.holder.equals(holder)) {
            leases.remove(name);
        }
    }

    @Override
    public void check() {
        // Memory can always serve requests.
    }
}
