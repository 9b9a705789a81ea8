package io.videoprovider.history;

import static io.videoprovider.history.Story.ACME;
import static io.videoprovider.history.Story.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastUpdated;
import io.videoprovider.event.CallCreated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.MembersAdded;
import io.videoprovider.event.MembersRemoved;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract of every storage of the history. */
abstract class HistoryStorageContract {

    static final ProviderId OTHER = new ProviderId("other");
    private static final List<String> USERS = List.of("ann", "bob", "cid", "dora");

    final MutableClock clock = new MutableClock(second(10_000));

    /** Returns a storage of the same entries; for databases another instance. */
    abstract HistoryStorage storage(Clock clock);

    final HistoryStorage storage() {
        return storage(clock);
    }

    // Events

    private static EventInfo info(
            ProviderId provider, CallId call, @Nullable String session, @Nullable Instant occurredAt) {
        return EventInfo.builder(provider, Json.EMPTY)
                .type("sample")
                .call(call)
                .sessionId(session)
                .occurredAt(occurredAt)
                .build();
    }

    private static Participant participant(String user, String connection, @Nullable Instant joinedAt) {
        return new Participant(
                user,
                connection,
                "Name of " + user,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                joinedAt,
                Json.EMPTY);
    }

    private static Recording recording(
            String id, CallId call, @Nullable String session, RecordingStatus status, @Nullable Instant startedAt) {
        List<RecordingFile> files = status == RecordingStatus.READY
                ? List.of(new RecordingFile(id + ".mp4", "calls/" + id, 5L, Duration.ofNanos(1_234_567_891L)))
                : List.of();
        return new Recording(
                new RecordingId(id),
                call,
                session,
                RecordingKind.COMPOSITE,
                status,
                false,
                startedAt,
                null,
                files,
                null,
                Json.EMPTY);
    }

    private static Call call(ProviderId provider, CallId id, Map<String, String> custom, @Nullable Instant startsAt) {
        return new Call(
                id,
                provider,
                null,
                "Title of " + id.id(),
                startsAt,
                custom,
                null,
                second(1),
                null,
                0,
                false,
                false,
                Set.of(),
                Json.EMPTY);
    }

    private static List<VideoEvent> randomEvents(Random random, int count) {
        List<VideoEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(randomEvent(random));
        }
        return events;
    }

    private static VideoEvent randomEvent(Random random) {
        int number = random.nextInt(8);
        ProviderId provider = number < 6 ? ACME : OTHER;
        CallId call = CallId.of("call-" + number % 7);
        String session = "session-" + random.nextInt(3);
        // Few different times, so that many entries have the same.
        Instant at = second(random.nextInt(40));
        EventInfo info = info(provider, call, session, at);
        EventInfo ofCall = info(provider, call, null, at);
        String user = USERS.get(random.nextInt(USERS.size()));
        String connection = "connection-" + random.nextInt(4);
        @Nullable Instant joinedAt = random.nextInt(4) == 0 ? null : second(random.nextInt(20));
        @Nullable String ofSession = random.nextInt(3) == 0 ? null : session;
        String id = provider + "-" + call.id() + "-" + random.nextInt(3);
        return switch (random.nextInt(14)) {
            case 0 -> new CallStarted(info);
            case 1 -> new CallEnded(info, "empty");
            case 2 ->
                new CallCreated(
                        ofCall,
                        call(
                                provider,
                                call,
                                Map.of("tenant", "t" + number % 2, "booking", call.id()),
                                random.nextBoolean() ? null : second(random.nextInt(40))));
            case 3 -> new MembersAdded(ofCall, List.of(new Member(user, random.nextBoolean() ? "host" : null)));
            case 4 -> new MembersRemoved(ofCall, List.of(user));
            case 5, 6, 7 -> new ParticipantJoined(info, participant(user, connection, joinedAt));
            case 8 -> new ParticipantLeft(info, participant(user, connection, joinedAt), "left");
            case 9 ->
                new TrackPublished(
                        info, user, connection, new Track("TR_1", TrackKind.SCREEN_SHARE, false, Json.EMPTY));
            case 10 ->
                new RecordingUpdated(
                        info,
                        recording(
                                "r-" + id,
                                call,
                                ofSession,
                                List.of(RecordingStatus.values()).get(random.nextInt(RecordingStatus.values().length)),
                                random.nextBoolean() ? null : second(random.nextInt(40))));
            case 11 ->
                new TranscriptionReady(
                        info,
                        new Transcription(
                                new TranscriptionId("t-" + id),
                                call,
                                ofSession,
                                List.of(TranscriptionStatus.values())
                                        .get(random.nextInt(TranscriptionStatus.values().length)),
                                at,
                                null,
                                List.of(),
                                null,
                                Json.EMPTY));
            case 12 ->
                new BroadcastUpdated(
                        info,
                        new Broadcast(
                                new BroadcastId("b-" + id),
                                call,
                                ofSession,
                                BroadcastKind.HLS,
                                List.of(BroadcastStatus.values()).get(random.nextInt(BroadcastStatus.values().length)),
                                null,
                                at,
                                null,
                                null,
                                Json.EMPTY));
            default -> new RingStarted(ofCall, user, List.of("eve", "ann"), true);
        };
    }

    /** Applies the same changes to two storages. */
    private void fill(HistoryStorage reference, HistoryStorage storage, Random random) {
        for (int i = 0; i < 25; i++) {
            clock.advance(Duration.ofSeconds(1));
            List<VideoEvent> events = randomEvents(random, 1 + random.nextInt(30));
            for (HistoryStorage each : List.of(reference, storage)) {
                each.apply(events);
            }
        }
        for (HistoryStorage each : List.of(reference, storage)) {
            Instant now = clock.instant();
            each.updateCall(
                    ACME,
                    CallId.of("call-1"),
                    one -> one.toBuilder()
                            .createdBy("ann")
                            .ringKind(RingKind.AUDIO)
                            .unannouncedRings(Map.of("bob", "busy", "cid", ""))
                            .ringUntil(now)
                            .ringDueAt(now.minusSeconds(5))
                            .build());
            each.updateCall(
                    ACME,
                    CallId.of("call-2"),
                    one -> one.toBuilder()
                            .unreachableSince(now)
                            .failure("no worker")
                            .ringDueAt(now.plusSeconds(5))
                            .build());
            each.updateCall(
                    OTHER,
                    CallId.of("call-new"),
                    one -> one.toBuilder()
                            .startsAt(second(50))
                            .createdBy("ann")
                            .members(List.of(Member.of("bob"), new Member("cid", "host")))
                            .build());
            long number = 0;
            for (SessionEntry session :
                    sorted(each.sessions(SessionQuery.builder().open(false).build()))) {
                number++;
                if (number % 3 != 0) {
                    SessionMetrics metrics = metrics(number);
                    each.updateSession(
                            session.provider(),
                            session.call(),
                            session.sessionId(),
                            one -> one.toBuilder().metrics(metrics).build());
                }
            }
            long count = 0;
            for (RecordingEntry recording :
                    sorted(each.recordings(RecordingQuery.builder().build()))) {
                long part = ++count;
                each.updateRecording(
                        recording.provider(),
                        recording.recording(),
                        one -> one.toBuilder()
                                .expiresAt(part % 2 == 0 ? null : second((int) part))
                                .expiryFixed(part % 3 == 0)
                                .legalHold(part % 5 == 0)
                                .retentionDueAt(part % 3 == 0 ? null : now.minusSeconds(part))
                                .visibility(List.of(Visibility.values()).get((int) part % 4))
                                .passwordHash("hash")
                                .deletionAttempts((int) part % 3)
                                .deletionFailure(part % 3 == 0 ? null : "forbidden")
                                .deletedAt(part % 7 == 0 ? now : null)
                                .build());
            }
        }
    }

    private static <E> List<E> sorted(Page<E> page) {
        return page.stream().toList();
    }

    private static SessionMetrics metrics(long n) {
        return new SessionMetrics(
                1,
                n,
                n + 1,
                n,
                n % 3,
                n,
                1,
                0,
                n,
                2,
                1,
                Duration.ofSeconds(n),
                Duration.ofMillis(n * 17),
                1,
                Duration.ofSeconds(2));
    }

    // Queries

    private static <B extends HistoryQuery.Builder<B>> B filter(B query, Random random, int index) {
        if (index % 2 == 0) {
            query.provider(random.nextInt(4) == 0 ? OTHER : ACME);
        }
        if (random.nextInt(3) == 0) {
            query.call(CallId.of("call-" + random.nextInt(7)));
        }
        if (random.nextInt(3) == 0) {
            query.user(USERS.get(random.nextInt(USERS.size())));
        }
        if (random.nextInt(4) == 0) {
            query.custom("tenant", "t1");
        }
        if (random.nextInt(8) == 0) {
            query.custom("booking", "call-1");
        }
        if (random.nextInt(3) == 0) {
            query.from(second(random.nextInt(20)).plusNanos(random.nextInt(2)));
        }
        if (random.nextInt(3) == 0) {
            query.before(second(20 + random.nextInt(30)).plusNanos(random.nextInt(2)));
        }
        return query.limit(1 + random.nextInt(4));
    }

    private static <T extends Enum<T>> Set<T> some(Class<T> type, Random random) {
        Set<T> some = new HashSet<>();
        if (random.nextInt(3) == 0) {
            T[] constants = type.getEnumConstants();
            for (int i = 0; i <= random.nextInt(3); i++) {
                some.add(constants[random.nextInt(constants.length)]);
            }
        }
        return some;
    }

    private static @Nullable Boolean maybe(Random random) {
        int choice = random.nextInt(3);
        return choice == 0 ? null : choice == 1;
    }

    @Test
    void every_query_lists_the_same_as_the_storage_in_memory() {
        HistoryStorage reference = CallHistory.inMemory(10_000, clock).storage();
        HistoryStorage storage = storage();
        Random random = new Random(20);
        fill(reference, storage, random);

        int listed = 0;
        for (int i = 0; i < 80; i++) {
            CallEntryQuery calls = filter(CallEntryQuery.builder(), random, i)
                    .states(some(CallState.class, random))
                    .order(List.of(CallEntryQuery.Order.values()).get(i % 2))
                    .build();
            listed += same(calls, reference.calls(calls), storage.calls(calls));
            SessionQuery sessions = filter(SessionQuery.builder(), random, i)
                    .open(maybe(random))
                    .build();
            listed += same(sessions, reference.sessions(sessions), storage.sessions(sessions));
            assertThat(storage.metrics(sessions)).as(sessions.toString()).isEqualTo(reference.metrics(sessions));
            ParticipationQuery participations = filter(ParticipationQuery.builder(), random, i)
                    .sessionId(random.nextInt(3) == 0 ? "session-1" : null)
                    .connected(maybe(random))
                    .build();
            listed += same(
                    participations, reference.participations(participations), storage.participations(participations));
            RecordingQuery recordings = filter(RecordingQuery.builder(), random, i)
                    .statuses(some(RecordingStatus.class, random))
                    .sessionId(random.nextInt(4) == 0 ? "session-1" : null)
                    .expiresBefore(random.nextInt(3) == 0 ? second(random.nextInt(40)) : null)
                    .build();
            listed += same(recordings, reference.recordings(recordings), storage.recordings(recordings));
            TranscriptionQuery transcriptions = filter(TranscriptionQuery.builder(), random, i)
                    .statuses(some(TranscriptionStatus.class, random))
                    .build();
            listed += same(
                    transcriptions, reference.transcriptions(transcriptions), storage.transcriptions(transcriptions));
            BroadcastQuery broadcasts = filter(BroadcastQuery.builder(), random, i)
                    .statuses(some(BroadcastStatus.class, random))
                    .build();
            listed += same(broadcasts, reference.broadcasts(broadcasts), storage.broadcasts(broadcasts));
        }
        assertThat(listed).as("number of listed entries").isGreaterThan(300);
    }

    private static <E> int same(HistoryQuery query, Page<E> expected, Page<E> actual) {
        List<E> entries = expected.stream().toList();
        assertThat(actual.stream().toList()).as(query.toString()).isEqualTo(entries);
        assertThat(actual.items().size()).as(query.toString()).isLessThanOrEqualTo(query.limit());
        return entries.size();
    }

    @Test
    void due_entries_and_counts_are_the_same_as_those_of_the_storage_in_memory() {
        HistoryStorage reference = CallHistory.inMemory(10_000, clock).storage();
        HistoryStorage storage = storage();
        fill(reference, storage, new Random(21));
        Instant now = clock.instant();

        assertThat(storage.counts()).isEqualTo(reference.counts());
        Set<ProviderId> both = Set.of(ACME, OTHER);
        for (int max : List.of(0, 1, 100)) {
            assertThat(storage.ringsDue(both, now, max)).isEqualTo(reference.ringsDue(both, now, max));
            assertThat(storage.retentionsDue(now, max)).isEqualTo(reference.retentionsDue(now, max));
            assertThat(storage.sessionsWithoutMetrics(now.plusSeconds(1), max))
                    .hasSameSizeAs(reference.sessionsWithoutMetrics(now.plusSeconds(1), max));
        }
        assertThat(storage.sessionsWithoutMetrics(now.plusSeconds(1), 100))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(reference.sessionsWithoutMetrics(now.plusSeconds(1), 100));
        assertThat(storage.sessionsWithoutMetrics(second(0), 100)).isEmpty();
        for (ProviderId provider : List.of(ACME, OTHER)) {
            List<SessionEntry> ended = endedSessions(storage, provider);
            assertThat(ended)
                    .isNotEmpty()
                    .isSortedAccordingTo(Comparator.comparing(SessionEntry::changedAt))
                    .noneMatch(SessionEntry::open)
                    .containsExactlyInAnyOrderElementsOf(endedSessions(reference, provider));
        }
        assertThat(storage.ringsDue(both, now.plusSeconds(5), 100)).hasSize(2);
        for (Set<ProviderId> some : List.of(Set.<ProviderId>of(), Set.of(ACME), Set.of(OTHER))) {
            assertThat(storage.ringsDue(some, now.plusSeconds(5), 100))
                    .isEqualTo(reference.ringsDue(some, now.plusSeconds(5), 100))
                    .allMatch(call -> some.contains(call.provider()));
        }
    }

    /** Several sessions have the same time of their last change, so pages end between them. */
    private static List<SessionEntry> endedSessions(HistoryStorage storage, ProviderId provider) {
        List<SessionEntry> all = new ArrayList<>();
        List<SessionEntry> page = storage.endedSessions(provider, new Cursor(Instant.EPOCH, "0".repeat(32)), 3);
        while (!page.isEmpty()) {
            all.addAll(page);
            SessionEntry last = page.get(page.size() - 1);
            page = storage.endedSessions(provider, new Cursor(last.changedAt(), last.id()), 3);
        }
        return all;
    }

    @Test
    void single_entries_are_found_by_their_keys() {
        HistoryStorage reference = CallHistory.inMemory(10_000, clock).storage();
        HistoryStorage storage = storage();
        fill(reference, storage, new Random(22));

        for (CallEntry call : reference.calls(CallEntryQuery.builder().build())) {
            assertThat(storage.call(call.provider(), call.call())).contains(call);
        }
        for (SessionEntry session : reference.sessions(SessionQuery.builder().build())) {
            assertThat(storage.session(session.provider(), session.call(), session.sessionId()))
                    .contains(session);
        }
        for (RecordingEntry recording :
                reference.recordings(RecordingQuery.builder().build())) {
            assertThat(storage.recording(recording.provider(), recording.recording()))
                    .contains(recording);
        }
        assertThat(storage.call(ACME, CallId.of("call-8"))).isEmpty();
        assertThat(storage.session(ACME, CallId.of("call-1"), "x")).isEmpty();
        assertThat(storage.recording(ACME, new RecordingId("x"))).isEmpty();
    }

    @Test
    void a_list_continues_after_a_cursor_of_a_request() {
        HistoryStorage storage = storage();
        for (int i = 0; i < 7; i++) {
            storage.apply(new Story("call-" + i, "s").started(1).ended(2).events());
        }
        SessionQuery query = SessionQuery.builder().limit(2).build();

        List<String> seen = new ArrayList<>();
        Page<SessionEntry> page = storage.sessions(query);
        while (!page.items().isEmpty()) {
            assertThat(page.items().size()).isLessThanOrEqualTo(2);
            page.items().forEach(session -> seen.add(session.call().id()));
            String cursor =
                    query.cursor(page.items().get(page.items().size() - 1)).toString();
            page = storage.sessions(
                    query.toBuilder().after(Cursor.parse(cursor)).build());
        }

        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void upcoming_past_and_own_recordings_are_one_call_each() {
        HistoryStorage storage = storage();
        CallHistory history = CallHistory.of(storage, clock);
        CallId planned = CallId.of("planned");
        Instant start = clock.instant().plusSeconds(3600);
        history.add(
                ACME,
                CallRequest.builder(planned)
                        .createdBy("ann")
                        .member(Member.of("bob"))
                        .startsAt(start)
                        .build());
        storage.apply(new Story("past", "s1")
                .started(1)
                .joined(2, "bob", "c1")
                .ended(9)
                .events());
        storage.apply(List.of(new RecordingUpdated(
                info(ACME, CallId.of("past"), "s1", second(5)),
                recording("r1", CallId.of("past"), "s1", RecordingStatus.READY, second(3)))));

        for (String user : List.of("ann", "bob")) {
            assertThat(history.upcoming(user).items())
                    .extracting(CallEntry::call)
                    .containsExactly(planned);
        }
        assertThat(history.past("bob").items())
                .extracting(SessionEntry::sessionId)
                .containsExactly("s1");
        assertThat(history.recordings(RecordingQuery.builder().user("bob").build())
                        .items())
                .extracting(one -> one.recording().value())
                .containsExactly("r1");
        assertThat(history.past("ann").items()).isEmpty();
        assertThat(history.call(planned)).map(CallEntry::state).contains(CallState.SCHEDULED);
    }

    @Test
    void the_end_of_a_session_and_the_role_of_a_member_show_in_participations() {
        HistoryStorage storage = storage();
        storage.apply(new Story("call", "s")
                .started(1)
                .joined(2, "ann", "c1")
                .ended(9)
                .events());
        storage.updateCall(
                ACME,
                CallId.of("call"),
                one -> one.toBuilder()
                        .members(List.of(new Member("ann", "host")))
                        .build());

        ParticipationEntry entry = storage.participations(ParticipationQuery.builder()
                        .user("ann")
                        .connected(false)
                        .build())
                .items()
                .get(0);

        assertThat(entry.leftAt()).isEqualTo(second(9));
        assertThat(entry.leftEstimated()).isTrue();
        assertThat(entry.role()).isEqualTo("host");
    }

    @Test
    void hostile_texts_are_stored_and_found_again() {
        List<String> hostile = List.of(
                "a\u0000b",
                "half \ud83d",
                "\udc00",
                "\ud83d\ude00".repeat(300),
                "x".repeat(3000),
                "a\u0000" + "y".repeat(3000),
                "'; DROP TABLE videoprovider_call; --",
                "\u202e\t\n\\",
                ",,,",
                " ");
        HistoryStorage storage = storage();
        int number = 0;
        for (String text : hostile) {
            CallId call = CallId.unchecked(text, text);
            String id = "hostile-" + number++;
            List<VideoEvent> events = List.of(
                    new CallCreated(
                            info(ACME, call, null, second(1)),
                            new Call(
                                    call,
                                    ACME,
                                    null,
                                    text,
                                    second(1),
                                    Map.of(text, text, "text", text),
                                    null,
                                    second(1),
                                    null,
                                    0,
                                    false,
                                    false,
                                    Set.of(),
                                    Json.EMPTY)),
                    new RingStarted(info(ACME, call, null, second(1)), text, List.of(text), false),
                    new CallStarted(info(ACME, call, "s" + text, second(2))),
                    new ParticipantJoined(info(ACME, call, "s" + text, second(2)), participant(text, text, second(2))),
                    new TrackPublished(
                            info(ACME, call, "s" + text, second(3)),
                            text,
                            text,
                            new Track("TR", new TrackKind("k" + text.replaceAll("\\p{Cs}", "")), false, Json.EMPTY)),
                    new ParticipantLeft(
                            info(ACME, call, "s" + text, second(4)), participant(text, text, second(2)), text),
                    new CallEnded(info(ACME, call, "s" + text, second(5)), text),
                    new RecordingUpdated(
                            info(ACME, call, "s" + text, second(5)),
                            new Recording(
                                    new RecordingId(id),
                                    call,
                                    "s" + text,
                                    RecordingKind.UNKNOWN,
                                    RecordingStatus.FAILED,
                                    true,
                                    null,
                                    null,
                                    List.of(new RecordingFile(text, text, Long.MAX_VALUE, Duration.ofDays(100_000))),
                                    text,
                                    Json.EMPTY)),
                    new BroadcastUpdated(
                            info(ACME, call, "s" + text, second(5)),
                            new Broadcast(
                                    new BroadcastId(id),
                                    call,
                                    "s" + text,
                                    BroadcastKind.PUSH,
                                    BroadcastStatus.FAILED,
                                    null,
                                    null,
                                    null,
                                    text,
                                    Json.EMPTY)),
                    new TranscriptionReady(
                            info(ACME, call, "s" + text, second(5)),
                            new Transcription(
                                    new TranscriptionId(id),
                                    call,
                                    "s" + text,
                                    TranscriptionStatus.READY,
                                    null,
                                    null,
                                    List.of(),
                                    text,
                                    Json.EMPTY)));
            // Each event again, in a transaction of its own: the entries are found by their keys.
            storage.apply(events);
            events.forEach(event -> storage.apply(List.of(event)));

            assertThat(storage.call(ACME, call)).map(CallEntry::state).contains(CallState.ENDED);
            SessionEntry session = storage.session(ACME, call, "s" + text).orElseThrow();
            assertThat(session.endedAt()).isEqualTo(second(5));
            ParticipationQuery query = ParticipationQuery.builder()
                    .provider(ACME)
                    .call(call)
                    .sessionId("s" + text)
                    .build();
            assertThat(storage.participations(query).items()).hasSize(1);
            assertThat(storage.recording(ACME, new RecordingId(id)))
                    .map(RecordingEntry::bytes)
                    .contains(Long.MAX_VALUE);
        }
        assertThat(storage.calls(CallEntryQuery.builder().build()).items()).hasSize(hostile.size());
        assertThat(storage.sessions(SessionQuery.builder().build()).items()).hasSize(hostile.size());
    }

    @Test
    void a_ring_finds_the_joins_that_were_applied_before_it() {
        HistoryStorage storage = storage();
        Story story = new Story("call", "s1");
        storage.apply(story.started(1).joined(5, "bob", "c1").ended(9).events());
        storage.apply(new Story("call", "s2").joined(20, "carol", "c2").events());

        storage.apply(new Story("call", "s2").rung(10, "alice", "bob", "carol").events());

        assertThat(storage.call(ACME, story.call).orElseThrow().rings())
                .containsOnly(Map.entry("bob", RingState.RINGING), Map.entry("carol", RingState.ACCEPTED));
    }

    @Test
    void long_keys_with_the_same_start_are_different_entries() {
        HistoryStorage storage = storage();
        String prefix = "x".repeat(400);
        for (int i = 0; i < 2; i++) {
            for (String end : List.of("a", "b")) {
                CallId call = CallId.unchecked("default", prefix + end);
                storage.apply(List.of(
                        new CallStarted(info(ACME, call, prefix + end, second(1))),
                        new ParticipantJoined(
                                info(ACME, call, prefix + end, second(1)),
                                participant("ann", prefix + end, second(1)))));
            }
        }

        assertThat(storage.calls(CallEntryQuery.builder().build()).items()).hasSize(2);
        assertThat(storage.participations(
                                ParticipationQuery.builder().user("ann").build())
                        .items())
                .hasSize(2);
    }

    /** A collation of MySQL and MariaDB ignores spaces at the end. */
    @Test
    void keys_that_differ_by_a_space_at_the_end_are_different_keys() {
        HistoryStorage storage = storage();
        for (int i = 0; i < 2; i++) {
            for (String end : List.of("", " ")) {
                CallId call = CallId.unchecked("default", "call" + end);
                String session = "session" + end;
                storage.updateCall(
                        ACME,
                        call,
                        one -> one.toBuilder()
                                .createdBy("eve" + end)
                                .startsAt(second(1))
                                .members(List.of(Member.of("bob"), Member.of("bob "), new Member("cid" + end, "r")))
                                .build());
                storage.apply(List.of(
                        new CallStarted(info(ACME, call, session, second(1))),
                        new ParticipantJoined(
                                info(ACME, call, session, second(1)),
                                participant("ann" + end, "connection" + end, second(1))),
                        new RecordingUpdated(
                                info(ACME, call, session, second(1)),
                                recording("r" + end, call, session, RecordingStatus.READY, second(1)))));
            }
        }

        for (String end : List.of("", " ")) {
            CallId call = CallId.unchecked("default", "call" + end);
            String session = "session" + end;
            String recording = "r" + end;
            assertThat(storage.calls(CallEntryQuery.builder().call(call).build())
                            .items())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.members())
                            .extracting(Member::userId)
                            .containsExactly("bob", "bob ", "cid" + end));
            for (String user : List.of("eve" + end, "cid" + end)) {
                assertThat(storage.calls(CallEntryQuery.builder().user(user).build())
                                .items())
                        .as("calls of '%s'", user)
                        .hasSize(1);
            }
            assertThat(storage.calls(CallEntryQuery.builder().user("bob" + end).build())
                            .items())
                    .hasSize(2);
            for (String user : List.of("eve" + end, "ann" + end)) {
                assertThat(storage.recordings(
                                        RecordingQuery.builder().user(user).build())
                                .items())
                        .as("recordings of '%s'", user)
                        .extracting(one -> one.recording().value())
                        .containsExactly(recording);
            }
            assertThat(storage.sessions(SessionQuery.builder().user("ann" + end).build())
                            .items())
                    .hasSize(1);
            assertThat(storage.participations(ParticipationQuery.builder()
                                    .user("ann" + end)
                                    .build())
                            .items())
                    .hasSize(1);
            assertThat(storage.participations(ParticipationQuery.builder()
                                    .sessionId(session)
                                    .build())
                            .items())
                    .hasSize(1);
            assertThat(storage.recordings(
                                    RecordingQuery.builder().sessionId(session).build())
                            .items())
                    .extracting(one -> one.recording().value())
                    .containsExactly(recording);
        }
    }

    @Test
    void events_without_a_call_or_a_time_are_accepted() {
        HistoryStorage storage = storage();
        CallId call = CallId.of("call");

        storage.apply(List.of());
        storage.apply(List.of(
                new CallStarted(EventInfo.builder(ACME, Json.EMPTY).type("x").build()),
                new CallStarted(info(ACME, call, null, null)),
                new CallStarted(info(ACME, call, "old", Instant.MIN)),
                new CallStarted(info(ACME, call, "new", Instant.MAX))));

        assertThat(storage.sessions(SessionQuery.builder().call(call).build()).items())
                .hasSize(3)
                .allMatch(session -> session.startedAt().equals(clock.instant()));
    }

    @Test
    void a_failing_change_has_no_effect_and_its_exception_reaches_the_caller() {
        HistoryStorage storage = storage();
        CallId call = CallId.of("call");
        storage.updateCall(ACME, call, one -> one.toBuilder().title("before").build());

        assertThatThrownBy(() -> storage.updateCall(ACME, call, one -> {
                    throw new InvalidRequestException("title", "must differ");
                }))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(storage.call(ACME, call)).map(CallEntry::title).contains("before");
    }

    @Test
    void changes_of_unknown_entries() {
        HistoryStorage storage = storage();
        CallId call = CallId.of("call");

        assertThat(storage.updateSession(ACME, call, "s", one -> one)).isEmpty();
        assertThat(storage.updateRecording(ACME, new RecordingId("r"), one -> one))
                .isEmpty();
        assertThat(storage.updateCall(ACME, call, one -> one).call()).isEqualTo(call);
        assertThat(storage.call(ACME, call)).isPresent();
    }

    @Test
    void members_and_custom_values_are_replaced() {
        HistoryStorage storage = storage();
        CallId call = CallId.of("call");
        for (String user : USERS) {
            storage.updateCall(
                    ACME,
                    call,
                    one -> one.toBuilder()
                            .members(List.of(Member.of(user)))
                            .custom(Map.of("user", user))
                            .build());
        }

        for (String user : USERS) {
            boolean last = user.equals("dora");
            assertThat(storage.calls(CallEntryQuery.builder().user(user).build())
                            .items())
                    .hasSize(last ? 1 : 0);
            assertThat(storage.calls(CallEntryQuery.builder()
                                    .custom("user", user)
                                    .build())
                            .items())
                    .hasSize(last ? 1 : 0);
        }
    }

    @Test
    void concurrent_changes_of_two_instances_are_not_lost() throws Exception {
        List<HistoryStorage> instances = List.of(storage(), storage());
        CallId call = CallId.of("call");
        int changes = 40;
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            HistoryStorage storage = instances.get(t % 2);
            int thread = t;
            tasks.add(() -> {
                for (int i = 0; i < changes; i++) {
                    String user = "user-" + thread + "-" + i;
                    if (i % 2 == 0) {
                        storage.updateCall(ACME, call, one -> {
                            List<Member> members = new ArrayList<>(one.members());
                            members.add(Member.of(user));
                            return one.toBuilder().members(members).build();
                        });
                    } else {
                        storage.apply(
                                List.of(new MembersAdded(info(ACME, call, null, second(i)), List.of(Member.of(user)))));
                    }
                }
                return null;
            });
        }
        runAll(tasks);

        assertThat(storage().call(ACME, call).orElseThrow().members()).hasSize(4 * changes);
        assertThat(storage()
                        .calls(CallEntryQuery.builder().user("user-3-39").build())
                        .items())
                .hasSize(1);
    }

    @Test
    void concurrent_batches_of_the_same_calls_in_different_orders_are_all_applied() throws Exception {
        List<HistoryStorage> instances = List.of(storage(), storage());
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            HistoryStorage storage = instances.get(t % 2);
            int thread = t;
            tasks.add(() -> {
                Random random = new Random(thread);
                for (int round = 0; round < 10; round++) {
                    List<VideoEvent> events = new ArrayList<>();
                    for (int c = 0; c < 20; c++) {
                        CallId call = CallId.of("call-" + c);
                        String user = "user-" + thread;
                        events.add(new ParticipantJoined(
                                info(ACME, call, "s", second(round)),
                                participant(user, thread + "-" + round, second(round))));
                        events.add(new RingAccepted(info(ACME, call, null, second(round)), user));
                    }
                    Collections.shuffle(events, random);
                    storage.apply(events);
                }
                return null;
            });
        }
        runAll(tasks);

        HistoryStorage storage = storage();
        for (int c = 0; c < 20; c++) {
            CallEntry call = storage.call(ACME, CallId.of("call-" + c)).orElseThrow();
            assertThat(call.openSessions()).isEqualTo(1);
            assertThat(call.rings()).hasSize(4);
            ParticipationQuery query =
                    ParticipationQuery.builder().call(call.call()).limit(500).build();
            assertThat(storage.participations(query).items()).hasSize(40);
        }
    }

    static void runAll(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> result : threads.invokeAll(tasks)) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void one_instance_at_a_time_has_a_lease() throws Exception {
        List<HistoryStorage> instances = List.of(storage(), storage());
        Duration minute = Duration.ofMinutes(1);
        List<Boolean> acquired = Collections.synchronizedList(new ArrayList<>());
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String holder = "holder-" + t;
            HistoryStorage storage = instances.get(t % 2);
            tasks.add(() -> {
                acquired.add(storage.acquireLease("job", holder, minute));
                return null;
            });
        }
        runAll(tasks);
        assertThat(acquired).containsExactlyInAnyOrder(true, false, false, false);
        HistoryStorage storage = storage();
        String holder = Stream.of("holder-0", "holder-1", "holder-2", "holder-3")
                .filter(one -> storage.acquireLease("job", one, minute))
                .findFirst()
                .orElseThrow();

        clock.advance(Duration.ofSeconds(59));
        assertThat(storage.acquireLease("job", "late", minute)).isFalse();
        assertThat(storage.acquireLease("another", "late", minute)).isTrue();
        assertThat(storage.acquireLease("job", holder, minute)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(storage.acquireLease("job", "late", minute)).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(storage.acquireLease("job", "late", minute)).isTrue();
        storage.releaseLease("job", holder);
        assertThat(storage.acquireLease("job", holder, minute)).isFalse();
        storage.releaseLease("job", "late");
        assertThat(storage.acquireLease("job", holder, minute)).isTrue();
    }

    @Test
    void invalid_leases_are_rejected() {
        HistoryStorage storage = storage();
        for (String name : List.of("", " ", "x".repeat(65))) {
            assertThatThrownBy(() -> storage.acquireLease(name, "holder", Duration.ofSeconds(1)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("name");
            assertThatThrownBy(() -> storage.acquireLease("name", name, Duration.ofSeconds(1)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("holder");
        }
        assertThatThrownBy(() -> storage.acquireLease("name", "holder", Duration.ofDays(2)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("duration");
    }

    @Test
    void a_check_of_a_working_storage_passes() {
        storage().check();
    }
}
