package io.videoprovider.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.TranscriptionFailed;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.TranscriptionStopped;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.ringing.RingResponse;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.transcription.Transcriptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the history with one provider. Reads the history after each response, so that a change during the request is seen. Used by one
 * thread at a time.
 */
final class ProviderPoll {

    private static final int PAGE = 100;

    private static final String FIRST_ID = "0".repeat(32);

    private static final int MAX_RINGS = 1000;

    private static final String UNKNOWN_RECORDING = "the provider no longer knows the recording";
    private static final String UNKNOWN_TRANSCRIPTION = "the provider no longer knows the transcription";

    /** A request failed, which shows nothing about what was asked for. */
    private static final class PollFailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final VideoException failure;

        PollFailedException(VideoException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** A step of the run, after whose failure the run continues with the next one. */
    private interface Step {
        void run() throws PollFailedException;
    }

    /** What a provider lists of a call. */
    private record Participants(Map<String, Participant> byConnection, boolean truncated, Instant asked) {}

    private final VideoProvider video;
    private final ProviderId provider;
    private final HistoryStorage storage;
    private final Announcements announcements;
    private final Runnable beforeRequest;
    private final Clock clock;
    private final Duration grace;
    private final Duration recent;
    private final Duration firstOutputs;
    private final Schedule schedule = new Schedule();

    private @Nullable VideoException failure;

    /**
     * @param firstOutputs the time that a session is open before its recordings, transcriptions and broadcasts are looked for: a run must not
     *     send several requests for each of many open sessions, whose events arrive as a rule
     */
    ProviderPoll(
            VideoProvider video,
            HistoryStorage storage,
            Announcements announcements,
            Runnable beforeRequest,
            Clock clock,
            Duration grace,
            Duration recent,
            Duration firstOutputs) {
        this.video = video;
        this.provider = video.id();
        this.storage = storage;
        this.announcements = announcements;
        this.beforeRequest = beforeRequest;
        this.clock = clock;
        this.grace = grace;
        this.recent = recent;
        this.firstOutputs = firstOutputs;
    }

    /** Returns the first failed request; null if there was none. */
    @Nullable
    VideoException run() {
        failure = null;
        eachPage(
                storage.sessions(SessionQuery.builder()
                        .provider(provider)
                        .open(true)
                        .limit(PAGE)
                        .build()),
                this::openSessions);
        attempt(this::unknownSessions);
        eachPage(
                storage.recordings(RecordingQuery.builder()
                        .provider(provider)
                        .statuses(Set.of(
                                RecordingStatus.STARTING,
                                RecordingStatus.RECORDING,
                                RecordingStatus.STOPPING,
                                RecordingStatus.PROCESSING,
                                RecordingStatus.UNKNOWN))
                        .limit(PAGE)
                        .build()),
                entries -> entries.forEach(entry -> attempt(() -> recording(entry))));
        video.feature(Transcriptions.class)
                .ifPresent(transcriptions -> eachPage(
                        storage.transcriptions(TranscriptionQuery.builder()
                                .provider(provider)
                                .statuses(Set.of(
                                        TranscriptionStatus.STARTING,
                                        TranscriptionStatus.TRANSCRIBING,
                                        TranscriptionStatus.STOPPING,
                                        TranscriptionStatus.PROCESSING,
                                        TranscriptionStatus.UNKNOWN))
                                .limit(PAGE)
                                .build()),
                        entries -> entries.forEach(entry -> attempt(() -> transcription(transcriptions, entry)))));
        video.feature(Broadcasts.class)
                .ifPresent(broadcasts -> eachPage(
                        storage.broadcasts(BroadcastQuery.builder()
                                .provider(provider)
                                .statuses(Set.of(
                                        BroadcastStatus.STARTING,
                                        BroadcastStatus.LIVE,
                                        BroadcastStatus.STOPPING,
                                        BroadcastStatus.UNKNOWN))
                                .limit(PAGE)
                                .build()),
                        entries -> entries.forEach(entry -> attempt(() -> broadcast(broadcasts, entry)))));
        recentSessions();
        // All that ring, those that are due first.
        Instant last = clock.instant().plus(Transitions.LONGEST_RING);
        for (CallEntry call : storage.ringsDue(Set.of(provider), last, MAX_RINGS)) {
            attempt(() -> ring(call));
        }
        return failure;
    }

    // --- requests -------------------------------------------------------------------------------

    /** Sends a request. Returns null if the subject does not exist. */
    private <T> @Nullable T poll(Supplier<T> request) throws PollFailedException {
        beforeRequest.run();
        return send(request);
    }

    private static <T> @Nullable T send(Supplier<T> request) throws PollFailedException {
        try {
            return request.get();
        } catch (NotFoundException e) {
            return null;
        } catch (InterruptedOperationException e) {
            throw e;
        } catch (VideoException e) {
            throw new PollFailedException(e);
        }
    }

    /** Returns the items of all pages; null if the subject does not exist. */
    private <T> @Nullable List<T> pollAll(Supplier<Page<T>> request) throws PollFailedException {
        Page<T> page = poll(request);
        if (page == null) {
            return null;
        }
        List<T> items = new ArrayList<>(page.items());
        for (Page<T> next = page; next != null; ) {
            next = following(next);
            if (next != null) {
                items.addAll(next.items());
            }
        }
        return items;
    }

    /** Returns the next page; null after the last one. */
    private <T> @Nullable Page<T> following(Page<T> page) throws PollFailedException {
        if (page.truncated() || page.items().isEmpty()) {
            return null;
        }
        Optional<Page<T>> next = send(page::nextPage);
        if (next == null || next.isEmpty()) {
            return null;
        }
        // Only the result shows that a request was sent, so its pause follows.
        beforeRequest.run();
        return next.get();
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (PollFailedException e) {
            failed(e);
        }
    }

    private void failed(PollFailedException e) {
        failure = failure == null ? e.failure : failure;
    }

    private static <E> void eachPage(Page<E> first, Consumer<List<E>> action) {
        for (Optional<Page<E>> page = Optional.of(first);
                page.isPresent();
                page = page.get().nextPage()) {
            action.accept(page.get().items());
        }
    }

    // --- sessions that the history has ----------------------------------------------------------

    private void openSessions(List<SessionEntry> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        Map<CallId, Call> calls = new HashMap<>();
        List<CallId> ids = sessions.stream().map(SessionEntry::call).distinct().toList();
        try {
            List<Call> listed = pollAll(() -> video.calls().list(ids));
            if (listed != null) {
                listed.forEach(call -> calls.put(call.id(), call));
            }
        } catch (PollFailedException e) {
            // Of calls that other software has named, one may be invalid: each is polled by itself.
            if (!(e.failure instanceof InvalidRequestException)) {
                failed(e);
                sessions.forEach(session -> unreachable(session.call()));
                return;
            }
        }
        for (SessionEntry session : sessions) {
            try {
                openSession(session, calls.get(session.call()));
                reachable(session.call());
            } catch (PollFailedException e) {
                failed(e);
                unreachable(session.call());
            }
        }
    }

    private void openSession(SessionEntry session, @Nullable Call listed) throws PollFailedException {
        if (listed != null && isCurrent(session, listed)) {
            participants(session, listed);
            attempt(() -> outputs(session, listed.recording(), firstOutputs));
            return;
        }
        Instant asked = clock.instant();
        Call call = poll(() -> video.calls().get(session.call()));
        if (call == null || !isCurrent(session, call)) {
            end(session, call, asked);
        }
    }

    private static boolean isCurrent(SessionEntry session, Call call) {
        Instant end = call.endedAt();
        boolean over = end != null && !session.startedAt().isAfter(end);
        return !over
                && Objects.requireNonNullElse(call.sessionId(), HistoryBatch.UNREPORTED_SESSION)
                        .equals(session.sessionId());
    }

    private void unreachable(CallId call) {
        Instant now = clock.instant();
        CallEntry unused = storage.updateCall(
                provider,
                call,
                entry -> entry.openSessions() > 0 && entry.unreachableSince() == null
                        ? entry.toBuilder()
                                .unreachableSince(Transitions.micros(now))
                                .build()
                        : entry);
    }

    private void reachable(CallId call) {
        if (storage.call(provider, call).map(CallEntry::unreachableSince).isPresent()) {
            CallEntry unused = storage.updateCall(
                    provider,
                    call,
                    entry -> entry.toBuilder().unreachableSince(null).build());
        }
    }

    /** Ends a session that the provider does not have. */
    private void end(SessionEntry session, @Nullable Call call, Instant asked) {
        Instant guard = guard(asked);
        SessionEntry present =
                storage.session(provider, session.call(), session.sessionId()).orElse(null);
        if (present == null || !present.open() || !present.changedAt().isBefore(guard)) {
            return;
        }
        Instant latest = present.startedAt();
        boolean everyoneLeft = false;
        boolean connected = false;
        for (ParticipationEntry one : participations(session)) {
            if (!one.changedAt().isBefore(guard)) {
                return;
            }
            latest = later(latest, one.joinedAt());
            if (one.leftAt() == null) {
                connected = true;
            } else {
                everyoneLeft = true;
                latest = later(latest, one.leftAt());
            }
        }
        Instant reported = call == null ? null : call.endedAt();
        if (reported != null && !present.startedAt().isAfter(reported)) {
            announcements.publish(new CallEnded(Announcements.info(
                            provider,
                            session.call(),
                            null,
                            reported,
                            "call_ended:" + EntryId.of(provider, session.call()) + ":" + reported)
                    .build()));
            return;
        }
        Instant end = everyoneLeft && !connected ? latest : later(latest, asked);
        announcements.publish(new CallEnded(Announcements.info(
                        provider,
                        session.call(),
                        session.sessionId(),
                        end,
                        "session_ended:" + present.id() + ":" + present.changedAt())
                .build()));
    }

    private Instant guard(Instant asked) {
        return asked.minus(grace);
    }

    private static Instant later(Instant a, Instant b) {
        return b.isAfter(a) ? b : a;
    }

    private Page<ParticipationEntry> participations(SessionEntry session) {
        return storage.participations(ParticipationQuery.builder()
                .provider(provider)
                .call(session.call())
                .sessionId(session.sessionId())
                .limit(500)
                .build());
    }

    // --- participants ---------------------------------------------------------------------------

    private void participants(SessionEntry session, Call call) throws PollFailedException {
        Participants listed = list(call.id());
        if (listed == null) {
            return;
        }
        Instant guard = guard(listed.asked);
        Map<String, Participant> unknown = new LinkedHashMap<>(listed.byConnection);
        List<VideoEvent> events = new ArrayList<>();
        for (ParticipationEntry one : participations(session)) {
            if (!one.changedAt().isBefore(listed.asked)) {
                return;
            }
            Participant participant = unknown.remove(one.connectionId());
            boolean quiet = one.changedAt().isBefore(guard);
            if (participant == null && one.leftAt() == null && quiet && !listed.truncated) {
                events.add(left(session, one, listed.asked));
            } else if (participant != null && one.leftAt() != null && one.leftEstimated() && quiet) {
                events.add(joined(
                        session, participant, listed.asked, one.changedAt().toString()));
            }
        }
        unknown.values().forEach(one -> events.add(joined(session, one, listed.asked, "new")));
        if (!events.isEmpty() && stillCurrent(session)) {
            events.forEach(announcements::publish);
        }
    }

    /** A list of participants does not name its session. */
    private boolean stillCurrent(SessionEntry session) throws PollFailedException {
        Call call = poll(() -> video.calls().get(session.call()));
        return call != null && isCurrent(session, call);
    }

    private @Nullable Participants list(CallId call) throws PollFailedException {
        Instant asked = clock.instant();
        Page<Participant> page = poll(() -> video.participants().list(call));
        if (page == null) {
            return null;
        }
        Map<String, Participant> listed = new LinkedHashMap<>();
        boolean truncated = false;
        while (page != null) {
            page.items().forEach(one -> listed.put(one.connectionId(), one));
            truncated |= page.truncated();
            page = following(page);
        }
        return new Participants(listed, truncated, asked);
    }

    private VideoEvent joined(SessionEntry session, Participant participant, Instant asked, String entry) {
        return new ParticipantJoined(
                Announcements.info(
                                provider,
                                session.call(),
                                session.sessionId(),
                                participant.joinedAt() == null ? asked : participant.joinedAt(),
                                "joined:"
                                        + EntryId.of(
                                                provider,
                                                session.call(),
                                                session.sessionId(),
                                                participant.connectionId())
                                        + ":" + entry)
                        .build(),
                participant);
    }

    private VideoEvent left(SessionEntry session, ParticipationEntry one, Instant asked) {
        Participant participant = new Participant(
                one.userId(),
                one.connectionId(),
                one.displayName(),
                one.kind(),
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                one.joinEstimated() ? null : one.joinedAt(),
                Json.EMPTY);
        EventInfo info = Announcements.info(
                        provider,
                        session.call(),
                        session.sessionId(),
                        later(one.joinedAt(), asked),
                        "left:" + one.id() + ":" + one.changedAt())
                .build();
        return new ParticipantLeft(info, participant, null);
    }

    // --- sessions that only the provider has ----------------------------------------------------

    private void unknownSessions() throws PollFailedException {
        // Where an empty call is a session, the filter would omit it.
        boolean live = video.capabilities().has(Capability.CALL_QUERY_STATE)
                && !video.capabilities().semantics().callStartsWhenCreated();
        CallQuery query = live ? CallQuery.builder().state(CallQuery.State.LIVE).build() : CallQuery.all();
        Instant asked = clock.instant();
        Page<Call> page = poll(() -> video.calls().list(query));
        while (page != null) {
            for (Call call : page.items()) {
                attempt(() -> unknownSession(call, asked));
            }
            page = following(page);
        }
    }

    private void unknownSession(Call call, Instant asked) throws PollFailedException {
        boolean over = call.endedAt() != null && call.participantCount() == 0;
        if (over || (call.sessionId() == null && call.participantCount() == 0)) {
            return;
        }
        String sessionId = Objects.requireNonNullElse(call.sessionId(), HistoryBatch.UNREPORTED_SESSION);
        SessionEntry known = storage.session(provider, call.id(), sessionId).orElse(null);
        boolean wronglyEnded = known != null
                && !known.open()
                && known.endEstimated()
                && known.changedAt().isBefore(guard(asked));
        if (known != null && !wronglyEnded) {
            return;
        }
        Participants listed = list(call.id());
        Instant start = call.createdAt();
        if (start == null || !video.capabilities().semantics().callStartsWhenCreated()) {
            start = listed == null
                    ? asked
                    : listed.byConnection.values().stream()
                            .map(Participant::joinedAt)
                            .filter(Objects::nonNull)
                            .min(Instant::compareTo)
                            .orElse(asked);
        }
        SessionEntry session = known == null
                ? SessionEntry.builder(provider, call.id(), sessionId, start).build()
                : known;
        if (!stillCurrent(session)) {
            return;
        }
        CallEntry unused = storage.updateCall(
                provider,
                call.id(),
                entry -> entry.detailsAt() == null ? Transitions.details(entry, call, details(call, asked)) : entry);
        String entry = known == null ? "new" : known.changedAt().toString();
        announcements.publish(new CallStarted(Announcements.info(
                        provider, call.id(), sessionId, start, "session_started:" + session.id() + ":" + entry)
                .build()));
        if (listed != null) {
            listed.byConnection
                    .values()
                    .forEach(one -> announcements.publish(joined(session, one, listed.asked, entry)));
        }
        outputs(session, call.recording(), Duration.ZERO);
    }

    /** Any event of the vendor has later details. */
    private static Instant details(Call call, Instant asked) {
        Instant created = Transitions.micros(call.createdAt());
        return created == null ? asked : created;
    }

    // --- rings ----------------------------------------------------------------------------------

    /** Finds responses that the provider has not reported, and ends a ring that is due. {@code Invitations} does so for its own rings. */
    private void ring(CallEntry call) throws PollFailedException {
        Instant due = call.ringDueAt();
        if (due == null || call.ringUntil() != null) {
            return;
        }
        Instant now = clock.instant();
        boolean over = !due.isAfter(now);
        String check = "ring " + call.id();
        if (!over && !schedule.due(check, now, grace)) {
            return;
        }
        Set<String> ringing = call.rings().entrySet().stream()
                .filter(ring -> ring.getValue() == RingState.RINGING)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        for (RingResponse response : ringResponses(call)) {
            boolean cancelled = response.type() == RingResponse.Type.REJECTED
                    && response.userId().equals(call.ringCaller());
            if (cancelled || ringing.remove(response.userId())) {
                announcements.publish(event(call, response));
            }
            over &= !cancelled;
        }
        if (over && !ringing.isEmpty()) {
            announcements.publish(new RingMissed(
                    Announcements.info(provider, call.call(), null, due, "ring_missed:" + call.id() + ":" + due)
                            .build(),
                    call.ringCaller(),
                    List.copyOf(ringing)));
        }
        schedule.checked(check, now);
    }

    /** Returns the responses to the ring, without those to an earlier one of the same call. */
    private List<RingResponse> ringResponses(CallEntry call) throws PollFailedException {
        Ringing ringing = video.feature(Ringing.class).orElse(null);
        List<RingResponse> responses = ringing == null ? null : poll(() -> ringing.responses(call.call()));
        Instant rungAt = call.rungAt();
        return responses == null
                ? List.of()
                : responses.stream()
                        .filter(response -> rungAt == null || !response.at().isBefore(rungAt))
                        .toList();
    }

    private VideoEvent event(CallEntry call, RingResponse response) {
        String user = response.userId();
        EventInfo info = Announcements.info(
                        provider,
                        call.call(),
                        null,
                        response.at(),
                        "ring_" + response.type() + ":" + call.id() + ":" + user + ":" + response.at())
                .build();
        return switch (response.type()) {
            case ACCEPTED -> new RingAccepted(info, user);
            case REJECTED -> new RingRejected(info, user, null);
            case MISSED -> new RingMissed(info, call.ringCaller(), List.of(user));
        };
    }

    // --- recordings, transcriptions, broadcasts -------------------------------------------------

    private void recentSessions() {
        // By the clock of the host: that of the vendor may differ.
        Instant now = clock.instant();
        Cursor position = new Cursor(now.minus(recent), FIRST_ID);
        List<SessionEntry> sessions;
        do {
            sessions = storage.endedSessions(provider, position, PAGE);
            for (SessionEntry session : sessions) {
                if (session.changedAt().isAfter(now)) {
                    return;
                }
                attempt(() -> outputs(session, false, Duration.ZERO));
                position = new Cursor(session.changedAt(), session.id());
            }
        } while (sessions.size() == PAGE);
    }

    /** Returns the items of all pages; none if the server cannot have any, like a LiveKit server without egress. */
    private <T> List<T> listOutputs(Supplier<Page<T>> request) throws PollFailedException {
        try {
            List<T> listed = pollAll(request);
            return listed == null ? List.of() : listed;
        } catch (PollFailedException e) {
            if (isPermanent(e.failure)) {
                return List.of();
            }
            throw e;
        }
    }

    /** Returns whether the server responded that it cannot serve such requests at all. */
    private static boolean isPermanent(VideoException failure) {
        return failure instanceof UnavailableException && !failure.retryable() && failure.status() != null;
    }

    /** Looks for recordings, transcriptions and broadcasts of a session that the history does not have. */
    private void outputs(SessionEntry session, boolean recorded, Duration first) throws PollFailedException {
        String check = session.id() + session.open();
        Instant start = clock.instant();
        boolean due = schedule.due(check, start, first);
        if (due || (recorded && !isRecorded(session))) {
            Instant asked = clock.instant();
            for (Recording one : listOutputs(() -> video.recordings().list(session.call()))) {
                if (belongs(session, one.sessionId(), one.status().active())) {
                    announce(one, asked);
                }
            }
        }
        if (!due) {
            return;
        }
        Instant asked = clock.instant();
        Transcriptions transcriptions = video.feature(Transcriptions.class).orElse(null);
        if (transcriptions != null) {
            for (Transcription one : listOutputs(() -> transcriptions.list(session.call()))) {
                if (belongs(session, one.sessionId(), one.status().active())) {
                    TranscriptionEntry known = storage
                            .transcriptions(TranscriptionQuery.builder()
                                    .provider(provider)
                                    .call(session.call())
                                    .limit(500)
                                    .build())
                            .stream()
                            .filter(entry ->
                                    entry.transcription().equals(one.id().withSession(session.sessionId())))
                            .findFirst()
                            .orElse(null);
                    announce(known, one, asked);
                }
            }
        }
        Broadcasts broadcasts = video.feature(Broadcasts.class).orElse(null);
        if (broadcasts != null) {
            for (Broadcast one : listOutputs(() -> broadcasts.list(session.call()))) {
                if (belongs(session, one.sessionId(), one.status().active())) {
                    BroadcastEntry known = storage
                            .broadcasts(BroadcastQuery.builder()
                                    .provider(provider)
                                    .call(session.call())
                                    .limit(500)
                                    .build())
                            .stream()
                            .filter(entry -> entry.broadcast().equals(one.id().withSession(session.sessionId())))
                            .findFirst()
                            .orElse(null);
                    announce(known, one, asked);
                }
            }
        }
        schedule.checked(check, start);
    }

    /** What is active and has no session belongs to the current one. */
    private static boolean belongs(SessionEntry session, @Nullable String sessionId, boolean active) {
        return sessionId == null ? session.open() && active : sessionId.equals(session.sessionId());
    }

    private boolean isRecorded(SessionEntry session) {
        return !storage.recordings(RecordingQuery.builder()
                        .provider(provider)
                        .call(session.call())
                        .sessionId(session.sessionId())
                        .statuses(Set.of(RecordingStatus.STARTING, RecordingStatus.RECORDING))
                        .limit(1)
                        .build())
                .items()
                .isEmpty();
    }

    private void recording(RecordingEntry entry) throws PollFailedException {
        if (!entry.status().active() && !schedule.due(entry.id(), clock.instant(), Duration.ZERO)) {
            return;
        }
        Instant asked = clock.instant();
        Recording recording = poll(() -> video.recordings().get(entry.recording()));
        schedule.checked(entry.id(), asked);
        if (recording != null) {
            announce(recording, asked);
            return;
        }
        RecordingEntry present = storage.recording(provider, entry.recording()).orElse(null);
        if (present != null
                && !present.status().terminal()
                && present.changedAt().isBefore(guard(asked))) {
            announcements.publish(event(
                    new Recording(
                            present.recording(),
                            present.call(),
                            present.sessionId(),
                            present.kind(),
                            RecordingStatus.FAILED,
                            false,
                            present.startedAt(),
                            present.endedAt(),
                            present.files(),
                            UNKNOWN_RECORDING,
                            Json.EMPTY),
                    asked,
                    present.changedAt().toString()));
        }
    }

    /** Publishes a recording if it adds to what the history has. */
    private void announce(Recording recording, Instant asked) {
        RecordingEntry known = storage.recording(provider, recording.id()).orElse(null);
        if (recording.status() == RecordingStatus.UNKNOWN) {
            return;
        }
        if (known != null) {
            // On Stream, a recording that has ended may run again.
            boolean quiet = known.changedAt().isBefore(guard(asked));
            Instant at = recording.status().active() && quiet ? later(known.firstSeenAt(), asked) : known.firstSeenAt();
            if (Transitions.merged(known, recording, at).equals(known)) {
                return;
            }
        }
        announcements.publish(event(
                recording, asked, known == null ? "new" : known.changedAt().toString()));
    }

    private VideoEvent event(Recording recording, Instant asked, String entry) {
        Instant at = recording.status().terminal() ? recording.endedAt() : null;
        EventInfo info = info(
                recording.call(),
                recording.sessionId(),
                at == null ? asked : at,
                EntryId.of(provider, recording.id()),
                recording.status(),
                recording.files().size(),
                entry);
        return switch (recording.status()) {
            case STARTING, RECORDING -> new RecordingStarted(info, recording);
            case STOPPING, PROCESSING -> new RecordingStopped(info, recording);
            case READY -> new RecordingReady(info, recording);
            case FAILED -> new RecordingFailed(info, recording);
            case EXPIRED, DELETED, UNKNOWN -> new RecordingUpdated(info, recording);
        };
    }

    private EventInfo info(
            CallId call, @Nullable String sessionId, Instant at, String id, Enum<?> status, int files, String entry) {
        return Announcements.info(provider, call, sessionId, at, status + ":" + id + ":" + files + ":" + entry)
                .build();
    }

    private void transcription(Transcriptions transcriptions, TranscriptionEntry entry) throws PollFailedException {
        if (!entry.status().active() && !schedule.due(entry.id(), clock.instant(), Duration.ZERO)) {
            return;
        }
        Instant asked = clock.instant();
        Transcription transcription = poll(() -> transcriptions.get(entry.transcription()));
        schedule.checked(entry.id(), asked);
        if (transcription != null) {
            announce(entry, transcription, asked);
        } else if (entry.changedAt().isBefore(guard(asked))) {
            announce(
                    entry,
                    new Transcription(
                            entry.transcription(),
                            entry.call(),
                            entry.sessionId(),
                            TranscriptionStatus.FAILED,
                            entry.startedAt(),
                            entry.endedAt(),
                            entry.files(),
                            UNKNOWN_TRANSCRIPTION,
                            Json.EMPTY),
                    asked);
        }
    }

    private void announce(@Nullable TranscriptionEntry known, Transcription transcription, Instant asked) {
        if (transcription.status() == TranscriptionStatus.UNKNOWN
                || (known != null
                        && Transitions.merged(known, transcription, known.firstSeenAt())
                                .equals(known))) {
            return;
        }
        Instant at = transcription.status().terminal() ? transcription.endedAt() : transcription.startedAt();
        EventInfo info = info(
                transcription.call(),
                transcription.sessionId(),
                at == null ? asked : at,
                EntryId.of(provider, transcription.id()),
                transcription.status(),
                transcription.files().size(),
                known == null ? "new" : known.changedAt().toString());
        announcements.publish(
                switch (transcription.status()) {
                    case STOPPING, PROCESSING -> new TranscriptionStopped(info, transcription);
                    case READY -> new TranscriptionReady(info, transcription);
                    case FAILED -> new TranscriptionFailed(info, transcription);
                    case STARTING, TRANSCRIBING, UNKNOWN -> new TranscriptionStarted(info, transcription);
                });
    }

    private void broadcast(Broadcasts broadcasts, BroadcastEntry entry) throws PollFailedException {
        if (!entry.status().active() && !schedule.due(entry.id(), clock.instant(), Duration.ZERO)) {
            return;
        }
        Instant asked = clock.instant();
        Broadcast broadcast = poll(() -> broadcasts.get(entry.broadcast()));
        schedule.checked(entry.id(), asked);
        if (broadcast != null) {
            announce(entry, broadcast, asked);
        } else if (entry.changedAt().isBefore(guard(asked))) {
            // Stream reports only active broadcasts.
            announce(
                    entry,
                    new Broadcast(
                            entry.broadcast(),
                            entry.call(),
                            entry.sessionId(),
                            entry.kind(),
                            BroadcastStatus.ENDED,
                            null,
                            entry.startedAt(),
                            entry.endedAt(),
                            null,
                            Json.EMPTY),
                    asked);
        }
    }

    private void announce(@Nullable BroadcastEntry known, Broadcast broadcast, Instant asked) {
        if (broadcast.status() == BroadcastStatus.UNKNOWN
                || (known != null
                        && Transitions.merged(known, broadcast, known.firstSeenAt())
                                .equals(known))) {
            return;
        }
        Instant at = broadcast.status().terminal() ? broadcast.endedAt() : broadcast.startedAt();
        EventInfo info = info(
                broadcast.call(),
                broadcast.sessionId(),
                at == null ? asked : at,
                EntryId.of(provider, broadcast.id()),
                broadcast.status(),
                0,
                known == null ? "new" : known.changedAt().toString());
        announcements.publish(
                switch (broadcast.status()) {
                    case FAILED -> new BroadcastFailed(info, broadcast);
                    case STOPPING, ENDED -> new BroadcastStopped(info, broadcast);
                    case STARTING, LIVE, UNKNOWN -> new BroadcastStarted(info, broadcast);
                });
    }
}
