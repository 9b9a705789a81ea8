package io.videoprovider.examples.meetings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.CallState;
import io.videoprovider.history.Cursor;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Meetings, which the history stores, and the access to them, which is closed by default. Thread-safe. */
@Component
class Meetings {

    static final int TITLE_LENGTH = 200;
    static final int DESCRIPTION_LENGTH = 1000;
    private static final int MAX_INVITED = 100;
    private static final Duration FURTHEST_START = Duration.ofDays(366);
    private static final int MAX_LIVE = 1_000;
    private static final Set<CallState> RUNNING = EnumSet.of(CallState.RINGING, CallState.ACTIVE, CallState.UNKNOWN);
    private static final Set<CallState> OVER = EnumSet.complementOf(
            EnumSet.of(CallState.SCHEDULED, CallState.RINGING, CallState.ACTIVE, CallState.UNKNOWN));

    /** Before the cursor of a list that continues with running meetings. */
    private static final String RUNNING_CURSOR = "running.";

    private final VideoProvider video;
    private final CallHistory history;
    private final MeetingsProperties properties;
    private final People people;
    private final Clock clock = Clock.systemUTC();
    private final StringKeyGenerator keys =
            new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding());
    private final Map<CallId, LiveMeeting> live = new LinkedHashMap<>(16, 0.75f, /* accessOrder */ true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallId, LiveMeeting> eldest) {
            return size() > MAX_LIVE;
        }
    };

    Meetings(VideoProvider video, CallHistory history, MeetingsProperties properties, People people) {
        this.video = video;
        this.history = history;
        this.properties = properties;
        this.people = people;
    }

    /** Creates a meeting that starts now, or at a time. */
    Meeting create(
            Person owner,
            @Nullable String title,
            @Nullable String description,
            @Nullable Instant startsAt,
            Set<String> invited) {
        Instant now = clock.instant();
        if (startsAt != null && startsAt.isBefore(now.minus(Duration.ofMinutes(1)))) {
            throw new InvalidRequestException("startsAt", "must not be in the past, was " + startsAt);
        }
        if (startsAt != null && startsAt.isAfter(now.plus(FURTHEST_START))) {
            throw new InvalidRequestException("startsAt", "must be at most a year ahead, was " + startsAt);
        }
        if (invited.size() > MAX_INVITED || !invited.stream().allMatch(people::exists)) {
            throw new InvalidRequestException("invite", "must have at most " + MAX_INVITED + " users, who exist");
        }
        CallRequest.Builder call = CallRequest.builder(CallId.random("meet"))
                .title(
                        title == null || title.isBlank()
                                ? "Meeting of " + owner.name()
                                : Text.line("title", title, TITLE_LENGTH))
                .startsAt(startsAt)
                .custom(Meeting.KIND, startsAt == null ? Meeting.INSTANT : Meeting.SCHEDULED);
        if (description != null && !description.isBlank()) {
            call.custom(Meeting.DESCRIPTION, Text.lines("description", description, DESCRIPTION_LENGTH));
        }
        invited.forEach(user -> call.member(Member.of(user)));
        return add(owner, call);
    }

    /** Returns the room that a user always has. */
    Meeting personal(Person owner) {
        CallId call = CallId.of("personal-" + UUID.nameUUIDFromBytes(owner.id().getBytes(UTF_8)));
        return find(call)
                .orElseGet(() -> add(
                        owner,
                        CallRequest.builder(call)
                                .title("Room of " + owner.name())
                                .custom(Meeting.KIND, Meeting.PERSONAL)));
    }

    private Meeting add(Person owner, CallRequest.Builder call) {
        CallRequest request = call.createdBy(owner.id())
                .custom(Meeting.KEY, keys.generateKey())
                .custom(Meeting.LIVE_KEY, keys.generateKey())
                .build();
        Meeting meeting = new Meeting(history.add(video.id(), request));
        if (keepsIdleCalls()) {
            video.calls().getOrCreate(request(meeting));
        }
        return meeting;
    }

    /** Returns the request that creates the call at the provider when the first user joins, if it does not exist. */
    CallRequest request(Meeting meeting) {
        CallRequest.Builder request = CallRequest.builder(meeting.call()).title(meeting.title());
        if (keepsIdleCalls()) {
            request.createdBy(meeting.owner()).startsAt(meeting.entry().startsAt());
            meeting.entry().custom().forEach(request::custom);
        }
        return request.build();
    }

    /** Whether the provider stores calls without participants, and reports their custom data in events. */
    private boolean keepsIdleCalls() {
        return !video.capabilities().semantics().idleCallsVanish();
    }

    /** Closes a meeting for good. */
    void close(Meeting meeting) {
        if (keepsIdleCalls()) {
            video.calls()
                    .update(
                            meeting.call(),
                            CallUpdate.builder().custom(Meeting.CLOSED, "true").build());
        }
        change(meeting, entry -> {
            Map<String, String> custom = new LinkedHashMap<>(entry.custom());
            custom.put(Meeting.CLOSED, "true");
            return entry.toBuilder().custom(custom).build();
        });
        history.end(meeting.entry().provider(), meeting.call());
    }

    /** Gives a user access to a meeting, or another role in it. */
    Meeting setRole(Meeting meeting, String user, @Nullable String role) {
        return change(meeting, entry -> {
            List<Member> members = new ArrayList<>(entry.members());
            members.removeIf(member -> member.userId().equals(user));
            members.add(new Member(user, role));
            return entry.toBuilder().members(members).build();
        });
    }

    Meeting change(Meeting meeting, UnaryOperator<CallEntry> change) {
        return new Meeting(history.storage().updateCall(meeting.entry().provider(), meeting.call(), change));
    }

    /**
     * Returns a meeting that the user has access to: its owner, invited users, and those with the key of the invitation link.
     *
     * @throws ApiException 404 for anyone else; the response does not disclose whether the meeting exists
     */
    Meeting open(String id, Person user, @Nullable String key) {
        Meeting meeting = find(id);
        if (meeting.member(user.id()).isPresent()) {
            return meeting;
        }
        if (matches(key, meeting.custom(Meeting.KEY))) {
            return setRole(meeting, user.id(), null);
        }
        throw ApiException.notFound("the meeting");
    }

    /** Returns a meeting for use by someone in it, whom no host has removed. */
    Meeting enter(String id, Person user, @Nullable String key) {
        Meeting meeting = open(id, user, key);
        if (meeting.hasRole(user.id(), Meeting.REMOVED)) {
            throw new ApiException(HttpStatus.FORBIDDEN, "removed", "a host has removed you from this meeting");
        }
        return meeting;
    }

    /** Returns a meeting for one of its hosts. */
    Meeting host(String id, Person user) {
        Meeting meeting = enter(id, user, null);
        if (!meeting.isHost(user.id())) {
            throw ApiException.notHost();
        }
        return meeting;
    }

    /** Returns a meeting for its participants, and for viewers of its live stream with the key of the link. */
    Meeting watch(String id, Person user, @Nullable String key) {
        Meeting meeting = find(id);
        if (meeting.member(user.id()).isEmpty() && matches(key, meeting.custom(Meeting.LIVE_KEY))) {
            live(meeting).admitViewer(user.id());
        }
        return live(meeting).watching(user.id()) && !meeting.hasRole(user.id(), Meeting.REMOVED)
                ? meeting
                : enter(id, user, null);
    }

    private Meeting find(String id) {
        try {
            return find(CallId.of(id)).orElseThrow(() -> ApiException.notFound("the meeting"));
        } catch (InvalidRequestException e) {
            throw ApiException.notFound("the meeting");
        }
    }

    /** Returns a meeting; empty for an unknown call and for one of another application. */
    Optional<Meeting> find(CallId call) {
        return history.call(video.id(), call)
                .filter(entry -> entry.custom().containsKey(Meeting.KIND))
                .map(Meeting::new);
    }

    /** A part of a list. */
    record Listed(List<Meeting> meetings, @Nullable String next) {}

    /** Lists running meetings, then planned ones. A meeting that a host has ended runs until the provider reports its end. */
    Listed upcoming(Person user, @Nullable String cursor, int limit) {
        List<Meeting> meetings = new ArrayList<>();
        boolean planned = cursor != null && !cursor.startsWith(RUNNING_CURSOR);
        if (!planned) {
            Listed running = list(
                    CallEntryQuery.builder().states(RUNNING),
                    user,
                    cursor == null ? null : cursor.substring(RUNNING_CURSOR.length()),
                    limit);
            meetings.addAll(running.meetings());
            meetings.removeIf(Meeting::closed);
            if (running.next() != null) {
                return new Listed(meetings, RUNNING_CURSOR + running.next());
            }
        }
        Listed next = list(
                CallEntryQuery.builder()
                        .from(missedBefore())
                        .states(Set.of(CallState.SCHEDULED))
                        .order(CallEntryQuery.Order.EARLIEST_START_FIRST),
                user,
                planned ? cursor : null,
                limit - meetings.size());
        meetings.addAll(next.meetings());
        return new Listed(meetings, next.next());
    }

    /** Lists meetings that were held, and those that no user joined. */
    Listed previous(Person user, @Nullable String cursor, int limit) {
        CallEntryQuery held = query(CallEntryQuery.builder().states(OVER), user, cursor, limit);
        CallEntryQuery missed = query(
                CallEntryQuery.builder().states(Set.of(CallState.SCHEDULED)).before(missedBefore()),
                user,
                cursor,
                limit);
        // Both have the same order, so that one cursor continues both.
        return listed(
                Stream.of(held, missed)
                        .flatMap(query -> history.calls(query).items().stream())
                        .sorted(Comparator.comparing(CallEntry::activeAt)
                                .thenComparing(CallEntry::id)
                                .reversed())
                        .limit(limit)
                        .toList(),
                held);
    }

    /** A host who is late has not missed the meeting. */
    private Instant missedBefore() {
        return clock.instant().minus(Duration.ofHours(1));
    }

    private Listed list(CallEntryQuery.Builder builder, Person user, @Nullable String cursor, int limit) {
        CallEntryQuery query = query(builder, user, cursor, limit);
        return listed(history.calls(query).items(), query);
    }

    private CallEntryQuery query(CallEntryQuery.Builder builder, Person user, @Nullable String cursor, int limit) {
        return builder.provider(video.id())
                .user(user.id())
                .after(cursor == null ? null : Cursor.parse(cursor))
                .limit(limit)
                .build();
    }

    private static Listed listed(List<CallEntry> entries, CallEntryQuery query) {
        return new Listed(
                entries.stream().map(Meeting::new).toList(),
                entries.size() < query.limit()
                        ? null
                        : query.cursor(entries.get(entries.size() - 1)).toString());
    }

    LiveMeeting live(Meeting meeting) {
        synchronized (live) {
            return live.computeIfAbsent(meeting.call(), call -> new LiveMeeting());
        }
    }

    /** Returns when a meeting can be joined; null: at any time. */
    @Nullable
    Instant opensAt(Meeting meeting) {
        Instant startsAt = meeting.entry().startsAt();
        return startsAt == null ? null : startsAt.minus(properties.joinAhead());
    }

    Instant now() {
        return clock.instant();
    }

    Meeting.View view(Meeting meeting, Person user) {
        return meeting.view(user.id(), people.find(meeting.owner()).name(), base(), live(meeting), opensAt(meeting));
    }

    /** Returns the public address of the application, for links. */
    String base() {
        return properties.url() == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString()
                : properties.url().toString().replaceFirst("/+$", "");
    }

    private static boolean matches(@Nullable String given, String key) {
        return given != null && !key.isEmpty() && MessageDigest.isEqual(given.getBytes(UTF_8), key.getBytes(UTF_8));
    }
}
