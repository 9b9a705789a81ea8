package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Channels of Stream Chat with their members, for servers only and without messages. */
final class ChatChannels implements Operation.Service {

    private static final int BATCH = 100;
    private static final String MEMBER = "channel_member";
    private static final Pattern ID = Pattern.compile("[\\w!-]{1,64}");
    private static final Set<String> TYPES = Set.of("messaging", "livestream", "team", "gaming", "commerce");

    private final Clock clock;
    private final Users users;
    private final Tasks tasks;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Channel> softDeleted = new LinkedHashMap<>();

    ChatChannels(Clock clock, Users users, Tasks tasks) {
        this.clock = clock;
        this.users = users;
        this.tasks = tasks;
    }

    private static final class Channel {
        final ObjectNode json;
        final Map<String, ObjectNode> members = new LinkedHashMap<>();

        Channel(ObjectNode json) {
            this.json = json;
        }
    }

    @Override
    public List<Operation> operations() {
        String channel = "/api/v2/chat/channels/{type}/{id}";
        return List.of(
                server(
                        "GetOrCreateChannel",
                        "POST",
                        channel + "/query",
                        exchange -> getOrCreate(exchange, exchange.path("id"))),
                server(
                        "GetOrCreateDistinctChannel",
                        "POST",
                        "/api/v2/chat/channels/{type}/query",
                        exchange -> getOrCreate(exchange, distinctId(exchange))),
                server("GetChannel", "GET", channel, exchange -> state(existing(cid(exchange)))),
                server("UpdateChannel", "POST", channel, this::update),
                server("DeleteChannel", "DELETE", channel, this::delete),
                server("DeleteChannels", "POST", "/api/v2/chat/channels/delete", this::deleteMany));
    }

    private static String cid(Operation.Exchange exchange) {
        return cid(exchange.path("type"), exchange.path("id"));
    }

    private static String cid(String type, String id) {
        if (!TYPES.contains(type)) {
            throw ApiError.notFound("channel type " + type + " not found");
        }
        if (!ID.matcher(id).matches()) {
            throw ApiError.field("id", "must contain 1 to 64 of the characters a-z, A-Z, 0-9, _, - and !");
        }
        return type + ":" + id;
    }

    private Channel existing(String cid) {
        Channel channel = channels.get(cid);
        if (channel == null) {
            throw notFound(cid);
        }
        return channel;
    }

    private static ApiError notFound(String cid) {
        return ApiError.notFound("Can't find channel with id " + cid);
    }

    /** Returns the id of the one channel with these members. */
    private static String distinctId(Operation.Exchange exchange) {
        Body data = new Body(exchange.body().object("data").orElseGet(Json::object));
        Set<String> ids = new TreeSet<>();
        data.objects("members", BATCH).forEach(member -> ids.add(member.required("user_id")));
        if (ids.isEmpty()) {
            throw ApiError.field("data.members", "is a required field");
        }
        String members = String.join(" ", ids);
        return "!members-" + UUID.nameUUIDFromBytes(members.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode getOrCreate(Operation.Exchange exchange, String id) {
        String cid = cid(exchange.path("type"), id);
        Body data = new Body(exchange.body().object("data").orElseGet(Json::object));
        List<Body> members = members(data, "members");
        Channel channel = channels.get(cid);
        if (channel == null) {
            String creator = data.actor("created_by")
                    .orElseThrow(
                            () -> ApiError.input(
                                    "either data.created_by or data.created_by_id must be provided when using server side auth"));
            users.ensure(creator);
            channel = new Channel(Json.object()
                    .put("cid", cid)
                    .put("type", exchange.path("type"))
                    .put("id", id)
                    .put("disabled", false)
                    .put("frozen", false)
                    .put("created_at", now())
                    .put("updated_at", now()));
            channel.json.put("created_by", creator);
            describe(channel, data);
            channels.put(cid, channel);
            // Of a channel that exists, the members in the request are ignored.
            add(channel, members);
        }
        return state(channel);
    }

    /** Sets what a request says about a channel: its custom data is replaced, the rest stays if absent. */
    private static void describe(Channel channel, Body data) {
        ObjectNode custom = data.object("custom").orElseGet(Json::object).deepCopy();
        ObjectNode changed = Json.object().set("custom", custom);
        for (String flag : List.of("disabled", "frozen")) {
            boolean value = data.flag(flag);
            if (data.has(flag)) {
                changed.put(flag, value);
            }
        }
        data.text("team").filter(team -> !team.isEmpty()).ifPresent(team -> changed.put("team", team));
        channel.json.setAll(changed);
    }

    private List<Body> members(Body body, String field) {
        List<Body> members = body.objects(field, BATCH);
        checkUsers(members.stream().map(member -> member.required("user_id")).toList());
        members.forEach(member -> {
            member.text("channel_role");
            member.object("custom");
        });
        return members;
    }

    private void checkUsers(List<String> ids) {
        List<String> missing = users.missing(ids);
        if (!missing.isEmpty()) {
            throw ApiError.input("The following users are involved in channel operation, but don't exist: ["
                    + String.join(" ", missing) + "]. Please create the user objects before adding them.");
        }
    }

    /** Returns a member of a channel, who becomes one if necessary. */
    private ObjectNode member(Channel channel, String id) {
        ObjectNode member = channel.members.computeIfAbsent(
                id,
                user -> Json.object()
                        .put("user_id", user)
                        .put("banned", false)
                        .put("shadow_banned", false)
                        .put("notifications_muted", false)
                        .put("channel_role", MEMBER)
                        .put("created_at", now())
                        .set("custom", Json.object()));
        return member.put("updated_at", now());
    }

    private void assign(Channel channel, String id, String role) {
        member(channel, id).put("channel_role", role);
    }

    private void add(Channel channel, List<Body> members) {
        for (Body member : members) {
            ObjectNode added = member(channel, member.required("user_id"));
            member.text("channel_role")
                    .filter(role -> !role.isEmpty())
                    .ifPresent(role -> added.put("channel_role", role));
            added.set("custom", member.object("custom").orElseGet(Json::object).deepCopy());
        }
    }

    private ObjectNode update(Operation.Exchange exchange) {
        Channel channel = existing(cid(exchange));
        Body body = exchange.body();
        List<Body> added = members(body, "add_members");
        List<String> removed = body.texts("remove_members", BATCH);
        List<Body> assigned = members(body, "assign_roles");
        List<String> promoted = body.texts("add_moderators", BATCH);
        List<String> demoted = body.texts("demote_moderators", BATCH);
        checkUsers(promoted);
        Set<String> present = new LinkedHashSet<>(channel.members.keySet());
        added.forEach(member -> present.add(member.required("user_id")));
        for (Body member : assigned) {
            if (!present.contains(member.required("user_id"))) {
                throw ApiError.field("assign_roles", "contains a user who is not a member of the channel");
            }
        }
        body.object("data").ifPresent(data -> describe(channel, new Body(data)));
        add(channel, added);
        assigned.forEach(member -> assign(
                channel,
                member.required("user_id"),
                member.text("channel_role").filter(role -> !role.isEmpty()).orElse(MEMBER)));
        promoted.forEach(user -> assign(channel, user, "channel_moderator"));
        demoted.stream().filter(channel.members::containsKey).forEach(user -> assign(channel, user, MEMBER));
        removed.forEach(channel.members::remove);
        channel.json.put("updated_at", now());
        ObjectNode answer = Json.object().set("channel", channel(channel));
        return answer.set("members", members(channel));
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        String cid = cid(exchange);
        boolean hard = exchange.queryFlag("hard_delete");
        Channel deleted = hard && !channels.containsKey(cid) ? softDeleted.get(cid) : existing(cid);
        if (deleted == null) {
            throw notFound(cid);
        }
        delete(cid, deleted, hard);
        return Json.object().set("channel", channel(deleted));
    }

    /** Deletes a channel. It is empty if it is created again, whether the deletion was soft or hard. */
    private void delete(String cid, Channel channel, boolean hard) {
        channels.remove(cid);
        channel.json.put("deleted_at", now());
        if (hard) {
            softDeleted.remove(cid);
        } else {
            softDeleted.put(cid, channel);
        }
    }

    private ObjectNode deleteMany(Operation.Exchange exchange) {
        List<String> cids = exchange.body().texts("cids", BATCH);
        if (cids.isEmpty()) {
            throw ApiError.field("cids", "is a required field");
        }
        boolean hard = exchange.body().flag("hard_delete");
        ObjectNode result = Json.object();
        for (String cid : new LinkedHashSet<>(cids)) {
            Channel channel = channels.get(cid);
            if (channel == null) {
                result.putObject(cid).put("status", "error").put("error", "channel not found");
            } else {
                delete(cid, channel, hard);
                result.putObject(cid).put("status", "ok");
            }
        }
        return Json.object().put("task_id", tasks.begin(() -> result)).set("result", result);
    }

    private ObjectNode channel(Channel channel) {
        ObjectNode answer = channel.json.deepCopy().put("member_count", channel.members.size());
        answer.set("created_by", users.response(Json.text(channel.json, "created_by")));
        return answer;
    }

    private ArrayNode members(Channel channel) {
        return Json.array(channel.members.entrySet().stream().limit(BATCH).map(member -> {
            ObjectNode answer = member.getValue().deepCopy();
            return answer.set("user", users.response(member.getKey()));
        }));
    }

    private ObjectNode state(Channel channel) {
        ObjectNode answer = Json.object();
        answer.set("channel", channel(channel));
        answer.set("members", members(channel));
        Stream.of("messages", "pinned_messages", "threads").forEach(answer::putArray);
        return answer;
    }

    private long now() {
        return Times.nanos(clock.instant());
    }

    void clear() {
        channels.clear();
        softDeleted.clear();
    }
}
