package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;
import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on calls: create, find, change, ring, end, delete. */
final class CallService implements Operation.Service {

    private static final Filters CALLS = new Filters(
            Map.ofEntries(
                    Map.entry("id", Filters.COMPARABLE),
                    Map.entry("cid", Filters.COMPARABLE),
                    Map.entry("type", Filters.COMPARABLE),
                    Map.entry("team", Filters.COMPARABLE),
                    Map.entry("created_by_user_id", Filters.COMPARABLE),
                    Map.entry("created_at", Filters.COMPARABLE),
                    Map.entry("updated_at", Filters.COMPARABLE),
                    Map.entry("starts_at", Filters.COMPARABLE),
                    Map.entry("ended_at", Filters.COMPARABLE),
                    Map.entry("parent_call_cid", Filters.COMPARABLE),
                    Map.entry("backstage", Filters.EQUAL),
                    Map.entry("ongoing", Filters.EQUAL),
                    Map.entry("members", Filters.CONTAINED)),
            false);
    /** The custom data of an event. */
    private static final int LARGEST_EVENT = 5 * 1024;

    private static final Set<String> CALL_ORDERS =
            Set.of("starts_at", "created_at", "starts_at+created_at", "updated_at", "ended_at", "type", "id", "cid");
    private static final Filters MEMBERS = new Filters(
            Map.of(
                    "user_id", Filters.ANYTHING,
                    "role", Filters.ANYTHING,
                    "created_at", Filters.ANYTHING,
                    "updated_at", Filters.ANYTHING),
            false);
    private static final Filters PARTICIPANTS =
            new Filters(Map.of("user_id", Filters.EQUAL_OR_IN, "published_tracks", Filters.EQUAL_OR_IN), false);
    private static final int PAGE = 25;
    private static final int LARGEST_PAGE = 100;

    private final Calls calls;
    private final Users users;
    private final Tasks tasks;
    private final Egresses egresses;

    CallService(Calls calls, Users users, Tasks tasks, Egresses egresses) {
        this.calls = calls;
        this.users = users;
        this.tasks = tasks;
        this.egresses = egresses;
    }

    @Override
    public List<Operation> operations() {
        String call = "/api/v2/video/call/{type}/{id}";
        return List.of(
                user("GetOrCreateCall", "POST", call, "", this::getOrCreate),
                user("GetCall", "GET", call, "read-call", this::get),
                user("UpdateCall", "PATCH", call, "update-call", this::update),
                user("QueryCalls", "POST", "/api/v2/video/calls", "", this::query),
                user("QueryCallMembers", "POST", "/api/v2/video/call/members", "", this::queryMembers),
                user("QueryCallParticipants", "POST", call + "/participants", "read-call", this::queryParticipants),
                user("UpdateCallMembers", "POST", call + "/members", "update-call-member", this::updateMembers),
                user("EndCall", "POST", call + "/mark_ended", "end-call", this::end),
                server("DeleteCall", "POST", call + "/delete", this::delete),
                user("GoLive", "POST", call + "/go_live", "update-call", this::goLive),
                user("StopLive", "POST", call + "/stop_live", "update-call", this::stopLive),
                user("RingCall", "POST", call + "/ring", "update-call", this::ring),
                user("AcceptCall", "POST", call + "/accept", "join-call", exchange -> {
                    calls.accept(call(exchange), person(exchange));
                    return Json.object();
                }),
                user("RejectCall", "POST", call + "/reject", "join-call", exchange -> {
                    calls.reject(
                            call(exchange), person(exchange), exchange.body().text("reason"));
                    return Json.object();
                }),
                user("SendCallEvent", "POST", call + "/event", "read-call", this::sendEvent),
                user("CollectUserFeedback", "POST", call + "/feedback", "read-call", this::feedback));
    }

    private Call call(Operation.Exchange exchange) {
        return calls.existing(exchange.path("type"), exchange.path("id"));
    }

    private static String person(Operation.Exchange exchange) {
        if (exchange.caller().server()) {
            throw ApiError.input("a user token is needed");
        }
        return exchange.caller().userId();
    }

    /** Returns the acting user: that of the token, or the one in the request of a server. */
    static String actor(Operation.Exchange exchange, Body body, String field, String said) {
        if (!exchange.caller().server()) {
            return exchange.caller().userId();
        }
        return body.actor(field)
                .or(() -> field.equals("user") ? body.text("user_id") : Optional.empty())
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> ApiError.input(
                        "either " + said + " or " + said + "_id must be provided when using server side auth"));
    }

    // Create and get ------------------------------------------------------------------------------------------------

    private ObjectNode getOrCreate(Operation.Exchange exchange) {
        Body body = exchange.body();
        Body data = new Body(body.object("data").orElseGet(Json::object));
        int shown = Calls.membersShown(body);
        List<Body> members = calls.membersIn(data, "members", "create");
        Optional<Call> found = calls.find(exchange.path("type"), exchange.path("id"));
        Call call;
        if (found.isPresent()) {
            call = found.get();
            calls.require(call, exchange.caller(), "read-call", exchange.operation());
        } else {
            calls.requireOfType(exchange.path("type"), exchange.caller(), "create-call", exchange.operation());
            call = create(exchange, data, members);
        }
        ringAsAsked(exchange, call, body.flag("ring"), body.flag("notify"), body.flag("video"));
        return calls.state(call, exchange.caller(), shown).put("created", found.isEmpty());
    }

    private Call create(Operation.Exchange exchange, Body data, List<Body> members) {
        data.object("settings_override").ifPresent(Settings::check);
        var startsAt = data.time("starts_at");
        var custom = data.object("custom");
        String team = data.text("team").orElse("");
        String channel = data.text("channel_cid").orElse("");
        String createdBy = actor(exchange, data, "created_by", "data.created_by");
        Call call = calls.create(exchange.path("type"), exchange.path("id"), createdBy);
        call.team = team;
        call.channelCid = channel;
        custom.ifPresent(value -> call.custom = value.deepCopy());
        startsAt.ifPresent(time -> call.startsAt = Times.nanos(time));
        data.object("settings_override").ifPresent(settings -> Settings.merge(call.override, settings));
        call.backstage = Json.flag(calls.settings(call).path("backstage"), "enabled");
        members.forEach(member -> calls.putMember(call, member));
        calls.emitWithCall(
                call, "call.created", Json.object().set("members", calls.members(call, call.members.keySet())));
        return call;
    }

    private void ringAsAsked(Operation.Exchange exchange, Call call, boolean ring, boolean notify, boolean video) {
        String caller =
                exchange.caller().server() ? call.createdBy : exchange.caller().userId();
        if (ring) {
            calls.ring(call, "call.ring", call.members.keySet(), caller, video);
        } else if (notify) {
            calls.ring(call, "call.notification", call.members.keySet(), caller, video);
        }
    }

    private ObjectNode get(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body limit = number(exchange, "members_limit");
        ringAsAsked(
                exchange, call, exchange.queryFlag("ring"), exchange.queryFlag("notify"), exchange.queryFlag("video"));
        return calls.state(call, exchange.caller(), Calls.membersShown(limit));
    }

    private static Body number(Operation.Exchange exchange, String name) {
        ObjectNode json = Json.object();
        exchange.queryNumber(name).ifPresent(number -> json.put(name, number));
        return new Body(json);
    }

    // Change --------------------------------------------------------------------------------------------------------

    private ObjectNode update(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        var settings = body.object("settings_override");
        var custom = body.object("custom");
        var startsAt = body.time("starts_at");
        settings.ifPresent(Settings::check);
        custom.ifPresent(value -> call.custom = value.deepCopy());
        startsAt.ifPresent(time -> call.startsAt = Times.nanos(time));
        settings.ifPresent(value -> {
            Settings.merge(call.override, value);
            if (value.path("backstage").path("enabled").isBoolean()) {
                call.backstage = value.path("backstage").path("enabled").booleanValue();
            }
            calls.settingsChanged(call);
        });
        call.updatedAt = calls.now();
        calls.emitUpdated(call);
        return calls.state(call, exchange.caller(), PAGE);
    }

    private ObjectNode updateMembers(Operation.Exchange exchange) {
        Call call = call(exchange);
        List<Body> changed = calls.membersIn(exchange.body(), "update_members", "update");
        List<String> removed = exchange.body().texts("remove_members", LARGEST_PAGE);
        Set<String> added = new LinkedHashSet<>();
        Set<String> updated = new LinkedHashSet<>();
        Set<String> roleChanged = new LinkedHashSet<>();
        for (Body member : changed) {
            String id = member.required("user_id");
            String before = Json.text(call.members.getOrDefault(id, Json.object()), "role");
            if (calls.putMember(call, member)) {
                added.add(id);
            } else {
                updated.add(id);
                if (!before.equals(Json.text(call.members.getOrDefault(id, Json.object()), "role"))) {
                    roleChanged.add(id);
                }
            }
        }
        List<String> gone =
                removed.stream().filter(id -> call.members.remove(id) != null).toList();
        call.updatedAt = calls.now();
        emitMembers(call, "call.member_added", added);
        emitMembers(call, "call.member_updated", updated);
        if (!roleChanged.isEmpty()) {
            ObjectNode parts = Json.object().set("members", calls.members(call, roleChanged));
            parts.set("capabilities_by_role", calls.capabilitiesByRole(call));
            calls.emitWithCall(call, "call.member_updated_permission", parts);
        }
        if (!gone.isEmpty()) {
            ObjectNode parts = Json.object();
            gone.forEach(Json.arrayIn(parts, "members")::add);
            calls.emitWithCall(call, "call.member_removed", parts);
        }
        call.participants().forEach(StreamParticipant::dropForbidden);
        Set<String> shown = new LinkedHashSet<>(added);
        shown.addAll(updated);
        shown.retainAll(call.members.keySet());
        return Json.object().set("members", calls.members(call, shown));
    }

    private void emitMembers(Call call, String event, Collection<String> ids) {
        List<String> still = ids.stream().filter(call.members::containsKey).toList();
        if (!still.isEmpty()) {
            calls.emitWithCall(call, event, Json.object().set("members", calls.members(call, still)));
        }
    }

    // Query ---------------------------------------------------------------------------------------------------------

    private static ObjectNode document(Call call) {
        ObjectNode view = Json.object()
                .put("id", call.id)
                .put("cid", call.cid())
                .put("type", call.type)
                .put("created_by_user_id", call.createdBy)
                .put("created_at", call.createdAt)
                .put("updated_at", call.updatedAt)
                .put("backstage", call.backstage)
                .put("ongoing", call.running() != null);
        if (!call.team.isEmpty()) {
            view.put("team", call.team);
        }
        if (call.startsAt != null) {
            view.put("starts_at", call.startsAt);
        }
        if (call.endedAt != null) {
            view.put("ended_at", call.endedAt);
        }
        call.members.keySet().forEach(Json.arrayIn(view, "members")::add);
        view.set("custom", call.custom);
        return view;
    }

    private ObjectNode query(Operation.Exchange exchange) {
        Body body = exchange.body();
        Comparator<JsonNode> newestFirst = Filters.by("created_at").reversed().thenComparing(Filters.by("cid"));
        List<Call> visible = calls.all().stream()
                .filter(call -> exchange.caller().server()
                        || calls.capabilities(call, exchange.caller()).contains("read-call"))
                .toList();
        List<Call> found = CALLS.select(
                visible,
                CallService::document,
                body.object("filter_conditions").orElseGet(Json::object),
                Filters.order(body, 2, CALL_ORDERS, newestFirst).thenComparing(Filters.by("cid")));
        Filters.Page<Call> page = Filters.page(found, body, body.limit(PAGE, LARGEST_PAGE), Call::cid);
        ObjectNode answer = Json.object()
                .set(
                        "calls",
                        Json.array(page.items().stream().map(call -> calls.state(call, exchange.caller(), PAGE))));
        page.writeCursors(answer);
        return answer;
    }

    private ObjectNode queryMembers(Operation.Exchange exchange) {
        Body body = exchange.body();
        Call call = calls.existing(body.required("type"), body.required("id"));
        calls.require(call, exchange.caller(), "read-call", exchange.operation());
        List<ObjectNode> found = MEMBERS.select(
                List.copyOf(call.members.values()),
                member -> member,
                body.object("filter_conditions").orElseGet(Json::object),
                Filters.order(body, 2, Set.of("created_at+user_id", "created_at", "user_id"), Filters.by("created_at"))
                        .thenComparing(Filters.by("user_id")));
        Filters.Page<ObjectNode> page =
                Filters.page(found, body, body.limit(PAGE, LARGEST_PAGE), member -> Json.text(member, "user_id"));
        ObjectNode answer = Json.object()
                .set(
                        "members",
                        calls.members(
                                call,
                                page.items().stream()
                                        .map(member -> Json.text(member, "user_id"))
                                        .toList()));
        page.writeCursors(answer);
        return answer;
    }

    private ObjectNode queryParticipants(Operation.Exchange exchange) {
        Call call = call(exchange);
        int limit = number(exchange, "limit").limit(PAGE, LARGEST_PAGE);
        List<StreamParticipant> found = PARTICIPANTS.select(
                call.participants(),
                participant -> {
                    ObjectNode view = Json.object().put("user_id", participant.identity());
                    participant.kinds().forEach(Json.arrayIn(view, "published_tracks")::add);
                    return view;
                },
                exchange.body().object("filter_conditions").orElseGet(Json::object),
                Filters.UNSORTED);
        ObjectNode answer = calls.state(call, exchange.caller(), PAGE).put("total_participants", found.size());
        return answer.set("participants", Json.array(found.stream().limit(limit).map(each -> each.response(users))));
    }

    // Ring, live, events --------------------------------------------------------------------------------------------

    private ObjectNode ring(Operation.Exchange exchange) {
        Call call = call(exchange);
        List<String> asked = exchange.body().texts("members_ids", 25);
        Set<String> here =
                call.participants().stream().map(StreamParticipant::identity).collect(Collectors.toSet());
        String caller =
                exchange.caller().server() ? call.createdBy : exchange.caller().userId();
        asked.stream().filter(id -> !call.members.containsKey(id)).findFirst().ifPresent(stranger -> {
            throw ApiError.input("user '" + stranger + "' is not a member of the call");
        });
        List<String> rung = (asked.isEmpty() ? new ArrayList<>(call.members.keySet()) : asked)
                .stream().filter(id -> !here.contains(id) && !id.equals(caller)).toList();
        calls.ring(call, "call.ring", rung, caller, exchange.body().flag("video"));
        ObjectNode answer = Json.object();
        answer.putArray("members_ids");
        rung.forEach(Json.arrayIn(answer, "members_ids")::add);
        return answer;
    }

    private ObjectNode goLive(Operation.Exchange exchange) {
        Call call = call(exchange);
        egresses.startWithLive(exchange, call);
        call.backstage = false;
        call.updatedAt = calls.now();
        Call.Session session = call.running();
        if (session != null && session.liveStartedAt == null) {
            session.liveStartedAt = calls.now();
        }
        calls.emitWithCall(call, "call.live_started", Json.object());
        calls.emitUpdated(call);
        return Json.object().set("call", calls.response(call));
    }

    private ObjectNode stopLive(Operation.Exchange exchange) {
        Call call = call(exchange);
        egresses.stopWithLive(exchange.body(), call);
        call.backstage = true;
        call.updatedAt = calls.now();
        Call.Session session = call.running();
        if (session != null && session.liveStartedAt != null) {
            session.liveEndedAt = calls.now();
        }
        calls.emitUpdated(call);
        return Json.object().set("call", calls.response(call));
    }

    private ObjectNode sendEvent(Operation.Exchange exchange) {
        Call call = call(exchange);
        String from = actor(exchange, exchange.body(), "user", "user");
        users.existing(from);
        ObjectNode custom = exchange.body().object("custom").orElseGet(Json::object);
        if (custom.toString().getBytes(StandardCharsets.UTF_8).length > LARGEST_EVENT) {
            throw ApiError.field("custom", "must have at most " + LARGEST_EVENT + " bytes");
        }
        ObjectNode parts = Json.object().set("custom", custom.deepCopy());
        calls.emit(call, "custom", parts.set("user", users.response(from)));
        return Json.object();
    }

    private ObjectNode feedback(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        long rating = body.number("rating").orElseThrow(() -> ApiError.field("rating", "is a required field"));
        if (rating < 1 || rating > 5) {
            throw ApiError.field("rating", "must be between 1 and 5");
        }
        ObjectNode parts = Json.object()
                .put("rating", rating)
                .put("sdk", body.required("sdk"))
                .put("sdk_version", body.required("sdk_version"))
                .put("session_id", call.session == null ? "" : call.session.id);
        body.text("reason").ifPresent(reason -> parts.put("reason", reason));
        body.object("custom").ifPresent(custom -> parts.set("custom", custom.deepCopy()));
        String from =
                exchange.caller().server() ? call.createdBy : exchange.caller().userId();
        ObjectNode stored = parts.deepCopy().put("cid", call.cid()).put("user_id", from);
        if (!stored.has("reason")) {
            stored.put("reason", "");
        }
        stored.putObject("platform");
        call.feedback.add(stored);
        calls.emit(call, "call.user_feedback_submitted", parts.set("user", users.response(from)));
        return Json.object();
    }

    // End and delete ------------------------------------------------------------------------------------------------

    private ObjectNode end(Operation.Exchange exchange) {
        Call call = call(exchange);
        calls.end(call, exchange.caller().server() ? null : exchange.caller().userId(), null);
        return Json.object();
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        Call call = call(exchange);
        boolean hard = exchange.body().flag("hard");
        calls.empty(call, "deleted");
        calls.forget(call);
        calls.emitWithCall(call, "call.deleted", Json.object());
        ObjectNode answer = Json.object().set("call", calls.response(call));
        if (hard) {
            answer.put(
                    "task_id",
                    tasks.begin(
                            () -> Json.object().set(call.cid(), Json.object().put("status", "ok"))));
        }
        return answer;
    }
}
