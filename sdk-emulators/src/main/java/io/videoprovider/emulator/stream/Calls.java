package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls with their members and participants. Owns the server's lock. */
final class Calls {

    /** Receives the start and the end of a session, with which egresses start and end. */
    interface SessionListener {
        void begun(Call call);

        void ended(Call call, Call.Session session);
    }

    private static final int MEMBERS_SHOWN = 25;
    private static final int MOST_MEMBERS = 100;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_\\-.@!~|]{1,64}");

    private final ReentrantLock lock;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Clock clock;
    private final Timers timers;
    private final Users users;
    private final CallTypes types;
    private final App app;
    private final Webhooks webhooks;
    private final String address;
    private final int sessionParticipants;
    private @Nullable SessionListener listener;

    Calls(
            ReentrantLock lock,
            Clock clock,
            Timers timers,
            Users users,
            CallTypes types,
            App app,
            Webhooks webhooks,
            String address,
            int sessionParticipants) {
        this.lock = lock;
        this.clock = clock;
        this.timers = timers;
        this.users = users;
        this.types = types;
        this.app = app;
        this.webhooks = webhooks;
        this.address = address;
        this.sessionParticipants = sessionParticipants;
    }

    void notifyOf(SessionListener egresses) {
        listener = egresses;
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    long now() {
        return Times.nanos(clock.instant());
    }

    void clear() {
        for (Call call : calls.values()) {
            call.participants().forEach(each -> each.disconnected("reset", now()));
        }
        calls.clear();
    }

    Collection<Call> all() {
        return calls.values();
    }

    // Finding and making --------------------------------------------------------------------------------------------

    Optional<Call> find(String type, String id) {
        return Optional.ofNullable(calls.get(type + ":" + id));
    }

    Call existing(String type, String id) {
        types.existing(type);
        return find(type, id).orElseThrow(() -> ApiError.notFound("Can't find call with id " + type + ":" + id));
    }

    Call byCid(String cid) {
        Call call = calls.get(cid);
        if (call == null) {
            throw ApiError.notFound("Can't find call with id " + cid);
        }
        return call;
    }

    Call create(String type, String id, String createdBy) {
        types.existing(type);
        if (!ID.matcher(id).matches()) {
            throw ApiError.input("call id '" + id + "' is not valid");
        }
        users.ensure(createdBy);
        Call call = new Call(type, id, createdBy, now());
        calls.put(call.cid(), call);
        return call;
    }

    void forget(Call call) {
        calls.remove(call.cid(), call);
    }

    // As the API shows it -------------------------------------------------------------------------------------------

    ObjectNode settings(Call call) {
        ObjectNode settings = types.settings(call.type);
        Settings.merge(settings, call.override);
        return settings;
    }

    ObjectNode response(Call call) {
        return call.response(settings(call), users, address, sessionParticipants);
    }

    /** Returns a call with its members and the grants of the caller. */
    ObjectNode state(Call call, Caller caller, int membersShown) {
        ObjectNode json = Json.object().set("call", response(call));
        json.set("members", Json.array(call.membersResponse(users).valueStream().limit(membersShown)));
        ArrayNode capabilities = json.putArray("own_capabilities");
        if (!caller.server()) {
            capabilities(call, caller).forEach(capabilities::add);
        }
        return json;
    }

    static int membersShown(Body body) {
        long limit = body.number("members_limit").orElse((long) MEMBERS_SHOWN);
        if (limit < 0 || limit > MOST_MEMBERS) {
            throw ApiError.field("members_limit", "must be between 0 and " + MOST_MEMBERS);
        }
        return limit == 0 ? MEMBERS_SHOWN : (int) limit;
    }

    ObjectNode user(String id) {
        return users.response(id);
    }

    // Permissions ---------------------------------------------------------------------------------------------------

    private String callRole(Call call, Caller caller) {
        if (caller.callCids().contains(call.cid())) {
            return caller.role().isEmpty() ? "call_member" : caller.role();
        }
        ObjectNode member = call.members.get(caller.userId());
        if (member != null) {
            return Json.text(member, "role").isEmpty() ? "call_member" : Json.text(member, "role");
        }
        return "";
    }

    /**
     * Returns the union of the grants of the user's roles, in the application and in the call, with individual grants and
     * revocations.
     */
    Set<String> capabilities(Call call, Caller caller) {
        List<String> roles = new ArrayList<>();
        roles.add(users.role(caller.userId()));
        String callRole = callRole(call, caller);
        if (!callRole.isEmpty()) {
            roles.add(callRole);
            roles.add("call_member");
        }
        Set<String> capabilities = types.capabilities(call.type, roles);
        capabilities.addAll(call.granted.getOrDefault(caller.userId(), Set.of()));
        capabilities.removeAll(call.revoked.getOrDefault(caller.userId(), Set.of()));
        return capabilities;
    }

    void require(Call call, Caller caller, String capability, String action) {
        if (!caller.server() && !capabilities(call, caller).contains(capability)) {
            throw notAllowed(caller, call.type, action);
        }
    }

    /** For a call that does not exist yet: only the user's own role counts. */
    void requireOfType(String type, Caller caller, String capability, String action) {
        if (!caller.server()
                && !types.capabilities(type, List.of(users.role(caller.userId())))
                        .contains(capability)) {
            throw notAllowed(caller, type, action);
        }
    }

    private ApiError notAllowed(Caller caller, String type, String action) {
        return ApiError.of(
                ApiError.NOT_ALLOWED,
                "User '" + caller.userId() + "' with role '" + users.role(caller.userId())
                        + "' is not allowed to perform action " + action + " in scope 'video:" + type + "'");
    }

    /** Verifies that a user's token was not revoked and the user is not deactivated. */
    void checkUser(Caller caller) {
        long before = Math.max(
                users.tokensRevokedBefore(caller.userId()),
                app.tokensRevokedBefore().orElse(0L));
        JsonNode issuedAt = caller.claims().path("iat");
        if (before > 0 && (!issuedAt.isNumber() || issuedAt.asDouble() * 1e9 < before)) {
            throw ApiError.of(ApiError.TOKEN_EXPIRED, "JWTAuth error: token is revoked");
        }
        if (users.deactivated(caller.userId())) {
            throw ApiError.of(ApiError.UNAUTHENTICATED, "user '" + caller.userId() + "' is deactivated");
        }
    }

    // Members -------------------------------------------------------------------------------------------------------

    /** Returns the members in a request, after their checks; the error contains the operation. */
    List<Body> membersIn(Body body, String field, String doing) {
        List<Body> members = body.objects(field, MOST_MEMBERS);
        List<String> ids =
                members.stream().map(each -> each.required("user_id")).toList();
        List<String> missing = users.missing(ids);
        if (!missing.isEmpty()) {
            throw ApiError.input("The following users are involved in call " + doing
                    + " operation, but don't exist: [" + String.join(" ", missing)
                    + "]. Please create the user objects before setting up the call.");
        }
        for (Body member : members) {
            member.text("role");
            member.object("custom");
        }
        return members;
    }

    /**
     * Adds a member, or changes an existing one.
     *
     * @return whether the user was not a member before
     */
    boolean putMember(Call call, Body member) {
        String userId = member.required("user_id");
        ObjectNode before = call.members.get(userId);
        ObjectNode after = before == null ? Json.object().put("user_id", userId).put("created_at", now()) : before;
        if (before == null) {
            after.putObject("custom");
        }
        member.text("role").filter(role -> !role.isEmpty()).ifPresent(role -> after.put("role", role));
        member.object("custom").ifPresent(custom -> after.set("custom", custom.deepCopy()));
        after.put("updated_at", now());
        call.members.put(userId, after);
        return before == null;
    }

    ArrayNode members(Call call, Collection<String> ids) {
        return Json.array(ids.stream().map(id -> call.member(id, users)));
    }

    // Events --------------------------------------------------------------------------------------------------------

    void emit(Call call, String event, ObjectNode parts) {
        webhooks.emit(app, call.cid(), event, parts);
    }

    /** Emits an event with the present state of the call. */
    void emitWithCall(Call call, String event, ObjectNode parts) {
        emit(call, event, parts.set("call", response(call)));
    }

    void emitUpdated(Call call) {
        emitWithCall(
                call, "call.updated", Json.object().set("capabilities_by_role", types.capabilitiesByRole(call.type)));
    }

    ObjectNode capabilitiesByRole(Call call) {
        return types.capabilitiesByRole(call.type);
    }

    // Ringing -------------------------------------------------------------------------------------------------------

    /** Rings, or only notifies. */
    void ring(Call call, String event, Collection<String> memberIds, String caller, boolean video) {
        Call.Session session = call.nextSession();
        ObjectNode parts = Json.object().put("session_id", session.id);
        parts.set("members", members(call, memberIds));
        parts.set("user", users.response(caller));
        if (!event.equals("call.ring")) {
            emitWithCall(call, event, parts);
            return;
        }
        emitWithCall(call, event, parts.put("video", video));
        long timeout = Json.number(settings(call).path("ring"), "missed_call_timeout_ms");
        List<String> rung = List.copyOf(memberIds);
        if (timeout > 0) {
            timers.afterExactly(Duration.ofMillis(timeout), () -> locked(() -> missed(call, session, rung, caller)));
        }
    }

    private Call missed(Call call, Call.Session session, List<String> rung, String caller) {
        if (call.session != session || session.endedAt != null || calls.get(call.cid()) != call) {
            return call;
        }
        Set<String> here = session.participants.values().stream()
                .map(StreamParticipant::identity)
                .collect(Collectors.toSet());
        List<String> missed = rung.stream()
                .filter(id -> !id.equals(caller) && !here.contains(id))
                .filter(id -> !session.acceptedBy.containsKey(id) && !session.rejectedBy.containsKey(id))
                .filter(call.members::containsKey)
                .toList();
        if (!missed.isEmpty()) {
            missed.forEach(id -> session.missedBy.putIfAbsent(id, now()));
            ObjectNode parts = Json.object().put("session_id", session.id).put("notify_user", true);
            parts.set("members", members(call, missed));
            parts.set("user", users.response(caller));
            emitWithCall(call, "call.missed", parts);
        }
        return call;
    }

    void accept(Call call, String userId) {
        Call.Session session = call.nextSession();
        session.acceptedBy.putIfAbsent(userId, now());
        session.rejectedBy.remove(userId);
        emitWithCall(call, "call.accepted", Json.object().set("user", users.response(userId)));
    }

    void reject(Call call, String userId, Optional<String> reason) {
        Call.Session session = call.nextSession();
        session.rejectedBy.putIfAbsent(userId, now());
        ObjectNode parts = Json.object().set("user", users.response(userId));
        reason.ifPresent(why -> parts.put("reason", why));
        emitWithCall(call, "call.rejected", parts);
    }

    // Sessions ------------------------------------------------------------------------------------------------------

    StreamParticipant join(Caller caller, String cid) {
        return locked(() -> {
            checkUser(caller);
            Call call = byCid(cid);
            checkJoin(call, caller);
            users.seen(caller.userId(), clock.instant());
            Call.Session session = call.nextSession();
            if (session.startedAt == null) {
                start(call, session);
            }
            String role = callRole(call, caller);
            StreamParticipant participant = new StreamParticipant(
                    this, call, caller, session.id, role.isEmpty() ? users.role(caller.userId()) : role, now());
            session.participants.put(participant.userSessionId(), participant);
            session.everyone.add(participant);
            ObjectNode parts = Json.object().put("session_id", session.id);
            emit(call, "call.session_participant_joined", parts.set("participant", participant.response(users)));
            emitCounts(call, session);
            return participant;
        });
    }

    private void checkJoin(Call call, Caller caller) {
        if (users.banned(caller.userId())) {
            throw ApiError.of(ApiError.NOT_ALLOWED, "user '" + caller.userId() + "' is banned");
        }
        if (call.blocked.contains(caller.userId())) {
            throw ApiError.of(ApiError.NOT_ALLOWED, "user '" + caller.userId() + "' is blocked from the call");
        }
        require(call, caller, "join-call", "JoinCall");
        if (call.endedAt != null) {
            require(call, caller, "join-ended-call", "JoinEndedCall");
        }
        ObjectNode settings = settings(call);
        if (call.backstage && !doorsAreOpen(call, settings)) {
            require(call, caller, "join-backstage", "JoinBackstage");
        }
        JsonNode limits = settings.path("limits");
        long most = Json.number(limits, "max_participants");
        List<String> exempt = Json.texts(limits, "max_participants_exclude_roles");
        boolean owner = Json.flag(limits, "max_participants_exclude_owner")
                && caller.userId().equals(call.createdBy);
        if (most > 0 && !owner && !exempt.contains(users.role(caller.userId()))) {
            long here = call.participants().stream()
                    .filter(each -> !exempt.contains(each.role()))
                    .count();
            if (here >= most) {
                throw ApiError.of(ApiError.NOT_ALLOWED, "the call has reached its maximum number of participants");
            }
        }
    }

    private boolean doorsAreOpen(Call call, JsonNode settings) {
        long ahead = Json.number(settings.path("backstage"), "join_ahead_time_seconds");
        return ahead > 0
                && call.startsAt != null
                && now() >= call.startsAt - Duration.ofSeconds(ahead).toNanos();
    }

    private void start(Call call, Call.Session session) {
        session.startedAt = now();
        call.sessions.add(session);
        if (!call.backstage) {
            session.liveStartedAt = session.startedAt;
        }
        setTimer(call, session);
        emitWithCall(call, "call.session_started", Json.object().put("session_id", session.id));
        if (listener != null) {
            listener.begun(call);
        }
    }

    private void setTimer(Call call, Call.Session session) {
        long most = Json.number(settings(call).path("limits"), "max_duration_seconds");
        session.timerEndsAt = most > 0 && session.startedAt != null
                ? Long.valueOf(session.startedAt + Duration.ofSeconds(most).toNanos())
                : null;
    }

    /** Applies changed settings to the session's timer. */
    void settingsChanged(Call call) {
        Call.Session session = call.running();
        if (session != null) {
            setTimer(call, session);
        }
    }

    private void emitCounts(Call call, Call.Session session) {
        ObjectNode parts = Json.object().put("session_id", session.id).put("anonymous_participant_count", 0);
        emit(
                call,
                "call.session_participant_count_updated",
                parts.set("participants_count_by_role", session.countByRole()));
    }

    void leave(StreamParticipant participant, String reason) {
        Call call = participant.call();
        Call.Session session = call.session;
        if (!participant.isConnected() || session == null) {
            return;
        }
        participant.disconnected(reason, now());
        session.participants.remove(participant.userSessionId());
        ObjectNode parts = Json.object()
                .put("session_id", session.id)
                .put("duration_seconds", Math.floorDiv(now() - participant.joinedAt(), 1_000_000_000L))
                .put("reason", reason);
        emit(call, "call.session_participant_left", parts.set("participant", participant.response(users)));
        emitCounts(call, session);
        if (session.participants.isEmpty()) {
            endSession(call, session);
        }
    }

    private void endSession(Call call, Call.Session session) {
        if (session.endedAt != null) {
            return;
        }
        session.endedAt = now();
        if (listener != null) {
            listener.ended(call, session);
        }
        emitWithCall(call, "call.session_ended", Json.object().put("session_id", session.id));
    }

    /** Disconnects all participants. */
    void empty(Call call, String reason) {
        call.participants().forEach(each -> leave(each, reason));
    }

    /** Disconnects the participants of one user. */
    void remove(Call call, String userId, String reason) {
        call.participants().stream()
                .filter(each -> each.identity().equals(userId))
                .forEach(each -> leave(each, reason));
    }

    void end(Call call, @Nullable String by, @Nullable String reason) {
        if (call.endedAt == null) {
            call.endedAt = now();
            call.updatedAt = call.endedAt;
            ObjectNode parts = Json.object();
            if (by != null) {
                parts.set("user", users.response(by));
            }
            if (reason != null) {
                parts.put("reason", reason);
            }
            parts.set("members", call.membersResponse(users));
            emitWithCall(call, "call.ended", parts);
        }
        empty(call, "ended");
    }

    /** Ends the sessions that have reached the maximum duration of their calls. */
    void housekeeping() {
        locked(() -> {
            for (Call call : List.copyOf(calls.values())) {
                Call.Session session = call.running();
                if (session != null && session.timerEndsAt != null && now() >= session.timerEndsAt) {
                    end(call, null, "max_duration_reached");
                }
            }
            return calls;
        });
    }

    List<StreamParticipant> participants() {
        return locked(() -> calls.values().stream()
                .flatMap(call -> call.participants().stream())
                .toList());
    }
}
