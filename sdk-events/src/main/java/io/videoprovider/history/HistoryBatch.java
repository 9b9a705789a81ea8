package io.videoprovider.history;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.CallCreated;
import io.videoprovider.event.CallDeleted;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.CallUpdated;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.MembersAdded;
import io.videoprovider.event.MembersRemoved;
import io.videoprovider.event.MembersUpdated;
import io.videoprovider.event.ParticipantAborted;
import io.videoprovider.event.ParticipantEvent;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingEvent;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TrackEvent;
import io.videoprovider.event.TranscriptionEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Events, and the entries that they change, within one transaction of a {@link HistoryStorage}. The storage loads the entries with the ids
 * that the batch names, calls {@link #apply}, and saves the changed entries. Not thread-safe.
 *
 * <p>Entries of a call change only in transactions that have locked the call.
 */
public final class HistoryBatch {

    /** The session of events whose provider does not report sessions. */
    static final String UNREPORTED_SESSION = "unreported";

    private final List<CallEvent> events;
    private final Entries<CallEntry> calls = new Entries<>(CallEntry::id);
    private final Entries<SessionEntry> sessions = new Entries<>(SessionEntry::id);
    private final Entries<ParticipationEntry> participations = new Entries<>(ParticipationEntry::id);
    private final Entries<RecordingEntry> recordings = new Entries<>(RecordingEntry::id);
    private final Entries<TranscriptionEntry> transcriptions = new Entries<>(TranscriptionEntry::id);
    private final Entries<BroadcastEntry> broadcasts = new Entries<>(BroadcastEntry::id);
    private final Set<String> endedCalls = new LinkedHashSet<>();
    private final Set<String> rungCalls = new LinkedHashSet<>();

    private boolean required;

    private HistoryBatch(List<CallEvent> events) {
        this.events = events;
        events.forEach(one -> calls.required.add(one.callKey));
    }

    /** An event of a call, with the id of the call's entry: to compute an id takes longer than to look it up. */
    private record CallEvent(VideoEvent event, String callKey) {}

    /** Returns a batch of events. Events without a call are ignored. */
    public static HistoryBatch of(Collection<? extends VideoEvent> events) {
        return new HistoryBatch(Check.<VideoEvent>listOf("events", events).stream()
                .filter(event -> event.call() != null)
                .map(event -> new CallEvent(event, EntryId.of(event.provider(), callOf(event))))
                .toList());
    }

    /** Determines the entries to load, once the calls are loaded. */
    private void require() {
        if (required) {
            return;
        }
        required = true;
        Map<String, Set<String>> sessionsByCall = new HashMap<>();
        calls.loaded.forEach((id, entry) -> {
            if (entry.lastSessionId() != null) {
                sessionsByCall
                        .computeIfAbsent(id, call -> new LinkedHashSet<>())
                        .add(entry.lastSessionId());
            }
        });
        for (CallEvent one : events) {
            String session = one.event.sessionId();
            if (session != null) {
                sessionsByCall
                        .computeIfAbsent(one.callKey, id -> new LinkedHashSet<>())
                        .add(session);
            }
        }
        for (CallEvent one : events) {
            require(one, sessionsByCall.getOrDefault(one.callKey, Set.of()));
        }
    }

    /** Adds the entries that an event may change, in any of the sessions if it does not report its own. */
    private void require(CallEvent one, Set<String> sessionIds) {
        VideoEvent event = one.event;
        ProviderId provider = event.provider();
        CallId call = callOf(event);
        if (event instanceof ParticipantEvent || event instanceof TrackEvent) {
            String connection = event instanceof TrackEvent track
                    ? track.connectionId()
                    : ((ParticipantEvent) event).participant().connectionId();
            sessions.required.add(EntryId.of(provider, call, sessionOf(event)));
            participations.required.add(EntryId.of(provider, call, sessionOf(event), connection));
        } else if (event instanceof RecordingEvent recording) {
            RecordingId id = recording.recording().id();
            recordings.required.add(EntryId.of(provider, id));
            for (String session : sessionIds) {
                recordings.required.add(EntryId.of(provider, id.withSession(EntryId.key(session))));
                sessions.required.add(EntryId.of(provider, call, session));
            }
        } else if (event instanceof TranscriptionEvent transcription) {
            TranscriptionId id = transcription.transcription().id();
            transcriptions.required.add(EntryId.of(provider, id));
            sessionIds.forEach(
                    session -> transcriptions.required.add(EntryId.of(provider, id.withSession(EntryId.key(session)))));
        } else if (event instanceof BroadcastEvent broadcast) {
            BroadcastId id = broadcast.broadcast().id();
            broadcasts.required.add(EntryId.of(provider, id));
            sessionIds.forEach(
                    session -> broadcasts.required.add(EntryId.of(provider, id.withSession(EntryId.key(session)))));
        } else if (event instanceof CallStarted || (event instanceof CallEnded && event.sessionId() != null)) {
            sessions.required.add(EntryId.of(provider, call, sessionOf(event)));
        } else if (event instanceof CallEnded || event instanceof CallUpdated) {
            endedCalls.add(one.callKey);
        } else if (event instanceof RingEvent && !(event instanceof RingNotified)) {
            CallEntry known = calls.loaded.get(one.callKey);
            // A ring of Invitations is known before the joins that follow it.
            if (known != null && known.ringUntil() == null) {
                rungCalls.add(one.callKey);
            }
        }
    }

    private static CallId callOf(VideoEvent event) {
        return Objects.requireNonNull(event.call());
    }

    private static String sessionOf(VideoEvent event) {
        String session = event.sessionId();
        return session == null ? UNREPORTED_SESSION : session;
    }

    /** Returns the ids of the calls to load and lock, in the order in which to lock them. */
    public Set<String> calls() {
        return new TreeSet<>(calls.required);
    }

    /** Returns the ids of the sessions to load, once the calls are loaded. */
    public Set<String> sessions() {
        require();
        return Set.copyOf(sessions.required);
    }

    /** Returns the ids of the calls whose open sessions are to be loaded, once the calls are loaded. */
    public Set<String> callsWithOpenSessions() {
        require();
        return Set.copyOf(endedCalls);
    }

    /** Returns the ids of the calls all of whose participations are to be loaded, once the calls are loaded. */
    public Set<String> callsWithParticipations() {
        require();
        return Set.copyOf(rungCalls);
    }

    /** Returns the ids of the participations to load, once the calls are loaded. */
    public Set<String> participations() {
        require();
        return Set.copyOf(participations.required);
    }

    /** Returns the ids of the recordings to load, once the calls are loaded. */
    public Set<String> recordings() {
        require();
        return Set.copyOf(recordings.required);
    }

    /** Returns the ids of the transcriptions to load, once the calls are loaded. */
    public Set<String> transcriptions() {
        require();
        return Set.copyOf(transcriptions.required);
    }

    /** Returns the ids of the broadcasts to load, once the calls are loaded. */
    public Set<String> broadcasts() {
        require();
        return Set.copyOf(broadcasts.required);
    }

    /** Adds a loaded entry. */
    public void load(CallEntry call) {
        calls.load(Check.notNull("call", call));
    }

    /** Adds a loaded entry. */
    public void load(SessionEntry session) {
        sessions.load(Check.notNull("session", session));
    }

    /** Adds a loaded entry. */
    public void load(ParticipationEntry participation) {
        participations.load(Check.notNull("participation", participation));
    }

    /** Adds a loaded entry. */
    public void load(RecordingEntry recording) {
        recordings.load(Check.notNull("recording", recording));
    }

    /** Adds a loaded entry. */
    public void load(TranscriptionEntry transcription) {
        transcriptions.load(Check.notNull("transcription", transcription));
    }

    /** Adds a loaded entry. */
    public void load(BroadcastEntry broadcast) {
        broadcasts.load(Check.notNull("broadcast", broadcast));
    }

    /**
     * Applies the events to the loaded entries.
     *
     * @param now the time of the application's clock, which replaces missing times of events
     */
    public void apply(Instant now) {
        Instant received = Objects.requireNonNullElse(Transitions.micros(Check.notNull("now", now)), Instant.EPOCH);
        for (CallEvent one : events) {
            Instant reported = Transitions.micros(one.event.occurredAt());
            new Application(one, reported == null ? received : reported, received).run();
        }
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<CallEntry> changedCalls() {
        return calls.changed();
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<SessionEntry> changedSessions() {
        return sessions.changed();
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<ParticipationEntry> changedParticipations() {
        return participations.changed();
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<RecordingEntry> changedRecordings() {
        return recordings.changed();
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<TranscriptionEntry> changedTranscriptions() {
        return transcriptions.changed();
    }

    /** Returns the entries that the events have created or changed. */
    public Collection<BroadcastEntry> changedBroadcasts() {
        return broadcasts.changed();
    }

    /** Returns whether an entry was loaded, so that it is to be updated and not inserted. */
    public boolean isLoaded(String id) {
        Check.notNull("id", id);
        return calls.loaded.containsKey(id)
                || sessions.loaded.containsKey(id)
                || participations.loaded.containsKey(id)
                || recordings.loaded.containsKey(id)
                || transcriptions.loaded.containsKey(id)
                || broadcasts.loaded.containsKey(id);
    }

    /** Entries of one type. */
    private static final class Entries<E> {

        final Set<String> required = new LinkedHashSet<>();
        final Map<String, E> loaded = new HashMap<>();
        final Map<String, E> current = new HashMap<>();
        private final Function<E, String> id;

        Entries(Function<E, String> id) {
            this.id = id;
        }

        void load(E entry) {
            String key = id.apply(entry);
            loaded.put(key, entry);
            current.put(key, entry);
        }

        @Nullable
        E get(String key) {
            return current.get(key);
        }

        void put(String key, E entry) {
            current.put(key, entry);
        }

        Collection<E> changed() {
            return current.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(loaded.get(entry.getKey())))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }

    /** One event. */
    private final class Application {

        private final VideoEvent event;
        private final EventOrigin origin;
        private final ProviderId provider;
        private final CallId call;
        private final String callKey;
        private final String sessionKey;
        private final Instant at;
        private final Instant now;

        Application(CallEvent one, Instant at, Instant now) {
            this.event = one.event;
            this.callKey = one.callKey;
            this.origin = event.origin();
            this.provider = event.provider();
            this.call = callOf(event);
            this.sessionKey = EntryId.of(provider, call, sessionOf(event));
            this.at = at;
            this.now = now;
        }

        void run() {
            updateCall(entry -> entry);
            if (event instanceof CallStarted) {
                updateSession(at, entry -> Transitions.seen(entry, at, true, origin));
            } else if (event instanceof CallEnded ended) {
                end(ended);
            } else if (event instanceof CallCreated created) {
                updateCall(entry -> Transitions.details(entry, created.state(), at));
            } else if (event instanceof CallUpdated updated) {
                updateCall(entry -> Transitions.details(entry, updated.state(), at));
                endOpenSessions();
            } else if (event instanceof CallDeleted) {
                updateCall(entry -> Transitions.deleted(entry, at));
            } else if (event instanceof MembersAdded added) {
                updateCall(entry -> Transitions.members(entry, added.members()));
            } else if (event instanceof MembersUpdated updated) {
                updateCall(entry -> Transitions.members(entry, updated.members()));
            } else if (event instanceof MembersRemoved removed) {
                updateCall(entry -> Transitions.withoutMembers(entry, removed.userIds()));
            } else if (event instanceof ParticipantEvent participant) {
                participate(participant);
            } else if (event instanceof TrackEvent track) {
                Instant seen = at;
                updateSession(seen, entry -> Transitions.seen(entry, seen, false, origin));
                updateParticipation(
                        track.connectionId(),
                        track.userId(),
                        seen,
                        entry -> Transitions.published(
                                Transitions.observed(entry, seen), track.track().kind()));
            } else if (event instanceof RecordingEvent recording) {
                record(recording.recording());
            } else if (event instanceof TranscriptionEvent transcription) {
                transcribe(transcription.transcription());
            } else if (event instanceof BroadcastEvent broadcast) {
                broadcast(broadcast.broadcast());
            } else if (event instanceof RingEvent) {
                ring();
            }
        }

        private void ring() {
            if (event instanceof RingStarted ring) {
                updateCall(entry -> Transitions.ringStarted(entry, ring, at, now));
            } else if (event instanceof RingAccepted accepted) {
                updateCall(entry ->
                        Transitions.rung(entry, List.of(accepted.userId()), RingState.ACCEPTED, at, now, origin));
            } else if (event instanceof RingRejected rejected) {
                updateCall(entry -> Transitions.ringRejected(entry, rejected, at, now));
            } else if (event instanceof RingMissed missed) {
                updateCall(entry -> Transitions.ringMissed(entry, missed, at, now));
            }
            // The event of a join may arrive before those of its ring.
            for (ParticipationEntry one : participations.current.values()) {
                if (one.provider().equals(provider) && one.call().equals(call)) {
                    updateCall(entry -> Transitions.answered(entry, one, false, now));
                }
            }
        }

        private void end(CallEnded ended) {
            if (event.sessionId() != null) {
                updateSession(at, entry -> Transitions.ended(entry, at, ended.reason(), origin != EventOrigin.VENDOR));
                return;
            }
            updateCall(entry -> Transitions.ended(entry, at));
            endOpenSessions();
        }

        private void endOpenSessions() {
            Map.copyOf(sessions.current).forEach((key, session) -> {
                if (session.provider().equals(provider) && session.call().equals(call)) {
                    replace(key, session, withinCall(session));
                }
            });
        }

        private void participate(ParticipantEvent one) {
            Instant joined = Transitions.micros(one.participant().joinedAt());
            Instant seen = joined == null || joined.isAfter(at) ? at : joined;
            updateSession(seen, entry -> Transitions.seen(entry, seen, false, origin));
            updateParticipation(
                    one.participant().connectionId(), one.participant().userId(), seen, entry -> {
                        if (one instanceof ParticipantJoined) {
                            return Transitions.joined(entry, one.participant(), at, origin);
                        }
                        return one instanceof ParticipantLeft left
                                ? Transitions.left(entry, one.participant(), at, left.reason(), origin)
                                : Transitions.aborted(
                                        entry, one.participant(), at, ((ParticipantAborted) one).reason());
                    });
        }

        private void record(Recording recording) {
            String session = orLatest(recording.sessionId());
            RecordingId id = session == null ? recording.id() : recording.id().withSession(EntryId.key(session));
            if (session == null && recording.id().needsSession()) {
                return;
            }
            String key = EntryId.of(provider, id);
            RecordingEntry before = recordings.get(key);
            RecordingEntry entry = before == null
                    ? RecordingEntry.builder(provider, id, call, at)
                            .sessionId(session)
                            .build()
                    : before;
            RecordingEntry changed = Transitions.merged(entry, recording, at);
            if (changed.equals(before)) {
                return;
            }
            recordings.put(
                    key,
                    changed.toBuilder()
                            .retentionDueAt(newFiles(before, changed) ? now : changed.retentionDueAt())
                            .changedAt(now)
                            .build());
            String ofSessionKey = session == null ? null : EntryId.of(provider, call, session);
            SessionEntry ofSession = ofSessionKey == null ? null : sessions.get(ofSessionKey);
            if (ofSessionKey != null && ofSession != null && changed.status().terminal()) {
                replace(
                        ofSessionKey,
                        ofSession,
                        ofSession.toBuilder().metrics(null).build());
            }
        }

        /**
         * Retention acts when the first files are available, when those of a later run are, and on files that are reported after the deletion
         * of the others.
         */
        private static boolean newFiles(@Nullable RecordingEntry before, RecordingEntry changed) {
            if (!changed.status().terminal() || !changed.hasFiles()) {
                return false;
            }
            return before == null
                    || !before.status().terminal()
                    || !before.hasFiles()
                    || before.status() != changed.status()
                    || (before.expiresAt() != null && changed.expiresAt() == null);
        }

        private void transcribe(Transcription transcription) {
            String session = orLatest(transcription.sessionId());
            TranscriptionId id =
                    session == null ? transcription.id() : transcription.id().withSession(EntryId.key(session));
            if (session == null && transcription.id().needsSession()) {
                return;
            }
            String key = EntryId.of(provider, id);
            TranscriptionEntry before = transcriptions.get(key);
            TranscriptionEntry entry = before == null
                    ? TranscriptionEntry.builder(provider, id, call, at)
                            .sessionId(session)
                            .build()
                    : before;
            TranscriptionEntry changed = Transitions.merged(entry, transcription, at);
            if (!changed.equals(before)) {
                transcriptions.put(key, changed.toBuilder().changedAt(now).build());
            }
        }

        private void broadcast(Broadcast broadcast) {
            String session = orLatest(broadcast.sessionId());
            BroadcastId id = session == null ? broadcast.id() : broadcast.id().withSession(EntryId.key(session));
            if (session == null && broadcast.id().needsSession()) {
                return;
            }
            String key = EntryId.of(provider, id);
            BroadcastEntry before = broadcasts.get(key);
            BroadcastEntry entry = before == null
                    ? BroadcastEntry.builder(provider, id, call, broadcast.kind(), at)
                            .sessionId(session)
                            .build()
                    : before;
            BroadcastEntry changed = Transitions.merged(entry, broadcast, at);
            if (!changed.equals(before)) {
                broadcasts.put(key, changed.toBuilder().changedAt(now).build());
            }
        }

        /**
         * Returns the session of what an event reports: by default the latest session of the call. If there is none and the id needs one, the
         * event is ignored: the final event reports the session.
         */
        private @Nullable String orLatest(@Nullable String reported) {
            CallEntry entry = calls.get(callKey);
            return reported == null && entry != null ? entry.lastSessionId() : reported;
        }

        private void updateCall(UnaryOperator<CallEntry> change) {
            CallEntry before = calls.get(callKey);
            calls.put(
                    callKey,
                    change.apply(
                            before == null ? CallEntry.builder(provider, call).build() : before));
        }

        /** Creates the session if it is unknown, with an estimated start. */
        private void updateSession(Instant seen, UnaryOperator<SessionEntry> change) {
            SessionEntry before = sessions.get(sessionKey);
            SessionEntry entry = before == null
                    ? SessionEntry.builder(provider, call, sessionOf(event), seen)
                            .startEstimated(true)
                            .build()
                    : before;
            replace(sessionKey, before, withinCall(change.apply(entry)));
        }

        /** Ends a session at the end of its call. */
        private SessionEntry withinCall(SessionEntry session) {
            CallEntry entry = Objects.requireNonNull(calls.get(callKey));
            Instant end = entry.endedAt();
            return end == null || session.startedAt().isAfter(end)
                    ? session
                    : Transitions.ended(session, end, null, true);
        }

        private void replace(String key, @Nullable SessionEntry before, SessionEntry after) {
            if (after.equals(before)) {
                return;
            }
            sessions.put(key, after.toBuilder().changedAt(now).build());
            int opened = (after.open() ? 1 : 0) - (before != null && before.open() ? 1 : 0);
            updateCall(entry -> {
                boolean latest = entry.lastStartedAt() == null
                        || after.sessionId().equals(entry.lastSessionId())
                        || after.startedAt().isAfter(entry.lastStartedAt());
                return entry.toBuilder()
                        .openSessions(entry.openSessions() + opened)
                        .lastStartedAt(latest ? after.startedAt() : entry.lastStartedAt())
                        .lastSessionId(latest ? after.sessionId() : entry.lastSessionId())
                        .unreachableSince(entry.openSessions() + opened == 0 ? null : entry.unreachableSince())
                        .build();
            });
        }

        /** Creates the participation if it is unknown, with an estimated time of joining. */
        private void updateParticipation(
                String connectionId, String userId, Instant seen, UnaryOperator<ParticipationEntry> change) {
            String session = sessionOf(event);
            String key = EntryId.of(provider, call, session, connectionId);
            ParticipationEntry before = participations.get(key);
            ParticipationEntry entry = before == null
                    ? ParticipationEntry.builder(provider, call, session, connectionId, userId, seen)
                            .joinEstimated(true)
                            .build()
                    : before;
            ParticipationEntry changed = change.apply(entry);
            if (changed.equals(before)) {
                return;
            }
            participations.put(key, changed.toBuilder().changedAt(now).build());
            updateCall(call -> Transitions.answered(call, changed, before == null, now));
            SessionEntry known = sessions.get(sessionKey);
            if (known != null && known.metrics() != null) {
                replace(sessionKey, known, known.toBuilder().metrics(null).build());
            }
        }
    }
}
