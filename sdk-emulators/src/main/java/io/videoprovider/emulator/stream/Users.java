package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The application's users. */
final class Users implements Operation.Service {

    private static final int BATCH = 100;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9@_-]{1,255}");
    private static final Set<String> FIELDS = Set.of(
            "custom", "image", "invisible", "language", "name", "privacy_settings", "role", "teams", "teams_role");
    private static final Filters FILTERS = new Filters(
            Map.of(
                    "id", Filters.ANYTHING,
                    "name", Filters.ANYTHING,
                    "role", Filters.ANYTHING,
                    "teams", Filters.ANYTHING,
                    "banned", Filters.ANYTHING,
                    "created_at", Filters.ANYTHING,
                    "updated_at", Filters.ANYTHING,
                    "last_active", Filters.ANYTHING,
                    "username", Filters.ANYTHING),
            true);

    private final Clock clock;
    private final Tasks tasks;
    private final Roles roles;
    private final Map<String, ObjectNode> users = new LinkedHashMap<>();
    private final Map<String, ObjectNode> deleted = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> blocks = new LinkedHashMap<>();

    Users(Clock clock, Tasks tasks, Roles roles) {
        this.clock = clock;
        this.tasks = tasks;
        this.roles = roles;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.server("UpdateUsers", "POST", "/api/v2/users", this::upsert),
                Operation.server("UpdateUsersPartial", "PATCH", "/api/v2/users", this::updatePartial),
                Operation.user("QueryUsers", "GET", "/api/v2/users", "", this::query),
                Operation.server("DeleteUsers", "POST", "/api/v2/users/delete", this::delete),
                Operation.server("RestoreUsers", "POST", "/api/v2/users/restore", this::restore),
                Operation.server("DeactivateUsers", "POST", "/api/v2/users/deactivate", this::deactivateMany),
                Operation.server("ReactivateUsers", "POST", "/api/v2/users/reactivate", this::reactivateMany),
                Operation.server("DeactivateUser", "POST", "/api/v2/users/{user_id}/deactivate", exchange -> {
                    setActive(existing(exchange.path("user_id")), false);
                    return one(exchange.path("user_id"));
                }),
                Operation.server("ReactivateUser", "POST", "/api/v2/users/{user_id}/reactivate", exchange -> {
                    setActive(existing(exchange.path("user_id")), true);
                    return one(exchange.path("user_id"));
                }),
                Operation.server("ExportUser", "GET", "/api/v2/users/{user_id}/export", exchange -> {
                    ObjectNode answer = one(exchange.path("user_id"));
                    answer.putArray("messages");
                    answer.putArray("reactions");
                    return answer;
                }),
                Operation.server("ExportUsers", "POST", "/api/v2/export/users", this::export),
                Operation.user("GetBlockedUsers", "GET", "/api/v2/users/block", "", this::blocked),
                Operation.user("BlockUsers", "POST", "/api/v2/users/block", "", this::block),
                Operation.user("UnblockUsers", "POST", "/api/v2/users/unblock", "", this::unblock));
    }

    // For the other parts -------------------------------------------------------------------------------------------

    boolean exists(String id) {
        return users.containsKey(id);
    }

    ObjectNode existing(String id) {
        ObjectNode user = users.get(id);
        if (user == null) {
            throw ApiError.notFound("User with id " + id + " doesn't exist");
        }
        return user;
    }

    /** Creates users that do not exist, as the API does for the acting user of a request. */
    void ensure(String id) {
        if (!users.containsKey(id)) {
            write(new Body(Json.object()), checked(id));
        }
    }

    List<String> missing(Collection<String> ids) {
        return ids.stream().distinct().filter(id -> !users.containsKey(id)).toList();
    }

    String role(String id) {
        ObjectNode user = users.get(id);
        return user == null ? "user" : Json.text(user, "role");
    }

    boolean deactivated(String id) {
        ObjectNode user = users.get(id);
        return user != null && user.has("deactivated_at");
    }

    boolean banned(String id) {
        ObjectNode user = users.get(id);
        return user != null && Json.flag(user, "banned");
    }

    void ban(String id, boolean banned) {
        existing(id).put("banned", banned);
    }

    long tokensRevokedBefore(String id) {
        ObjectNode user = users.get(id);
        return user == null ? 0 : Json.number(user, "revoke_tokens_issued_before");
    }

    /** Returns a user in the form of calls and events. */
    ObjectNode response(String id) {
        ObjectNode user = users.get(id);
        if (user == null) {
            user = deleted.get(id);
        }
        if (user == null) {
            user = fresh(id);
        }
        ObjectNode response = user.deepCopy();
        response.set("blocked_user_ids", Json.array());
        blocks.getOrDefault(id, Map.of())
                .keySet()
                .forEach(blocked -> Json.arrayIn(response, "blocked_user_ids").add(blocked));
        return response;
    }

    /** Returns a user in the form of the user endpoints. */
    private ObjectNode fullResponse(String id) {
        ObjectNode response = response(id);
        for (String count : List.of("total_unread_count", "unread_channels", "unread_count", "unread_threads")) {
            response.put(count, 0);
        }
        for (String list : List.of("channel_mutes", "devices", "mutes")) {
            response.putArray(list);
        }
        return response;
    }

    void clear() {
        users.clear();
        deleted.clear();
        blocks.clear();
    }

    // Writing -------------------------------------------------------------------------------------------------------

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw ApiError.input("user id '" + id + "' is not valid: only a-z, 0-9, @, _ and - are");
        }
        return id;
    }

    private ObjectNode fresh(String id) {
        long now = now();
        ObjectNode user = Json.object()
                .put("id", id)
                .put("role", "user")
                .put("language", "")
                .put("banned", false)
                .put("shadow_banned", false)
                .put("invisible", false)
                .put("online", false)
                .put("created_at", now)
                .put("updated_at", now);
        user.putArray("teams");
        user.putObject("custom");
        return user;
    }

    private ObjectNode upsert(Operation.Exchange exchange) {
        ObjectNode asked =
                exchange.body().object("users").orElseThrow(() -> ApiError.field("users", "is a required field"));
        if (asked.isEmpty() || asked.size() > BATCH) {
            throw ApiError.field("users", "must contain between 1 and " + BATCH + " items");
        }
        // All of them or none.
        for (Map.Entry<String, JsonNode> entry : asked.properties()) {
            Body user = new Body(entry.getValue());
            if (!checked(user.required("id")).equals(entry.getKey())) {
                throw ApiError.input("user id '" + user.required("id") + "' does not match its key");
            }
            check(user);
        }
        asked.properties().forEach(entry -> write(new Body(entry.getValue()), entry.getKey()));
        return answer(asked.properties().stream().map(Map.Entry::getKey).toList());
    }

    private void check(Body user) {
        user.text("role").filter(role -> !role.isEmpty()).ifPresent(roles::check);
        user.text("name");
        user.text("image");
        user.text("language");
        user.flag("invisible");
        user.object("custom");
        user.object("teams_role");
        user.object("privacy_settings");
        user.texts("teams", 250);
    }

    /** Replaces a user: fields that are not sent are removed, except the role. */
    private void write(Body sent, String id) {
        ObjectNode before = users.get(id);
        ObjectNode user = fresh(id);
        if (before != null) {
            for (String kept : List.of(
                    "role", "created_at", "banned", "shadow_banned", "deactivated_at", "revoke_tokens_issued_before")) {
                if (before.has(kept)) {
                    user.set(kept, before.get(kept));
                }
            }
        }
        FIELDS.stream()
                .filter(sent::has)
                .forEach(field -> user.set(field, sent.json().get(field).deepCopy()));
        users.put(id, user);
        deleted.remove(id);
    }

    private ObjectNode answer(Collection<String> ids) {
        ObjectNode answer = Json.object().put("membership_deletion_task_id", "");
        ObjectNode result = answer.putObject("users");
        ids.forEach(id -> result.set(id, fullResponse(id)));
        return answer;
    }

    private ObjectNode updatePartial(Operation.Exchange exchange) {
        List<Body> changes = exchange.body().objects("users", BATCH);
        if (changes.isEmpty()) {
            throw ApiError.field("users", "is a required field");
        }
        Map<String, ObjectNode> changed = new LinkedHashMap<>();
        for (Body change : changes) {
            String id = checked(change.required("id"));
            ObjectNode user = changed.containsKey(id)
                    ? changed.get(id)
                    : users.getOrDefault(id, fresh(id)).deepCopy();
            Body set = new Body(change.object("set").orElseGet(Json::object));
            check(set);
            set.json().properties().forEach(entry -> set(user, set, entry.getKey(), entry.getValue()));
            change.texts("unset", 100).forEach(field -> unset(user, field));
            changed.put(id, user.put("updated_at", now()));
        }
        users.putAll(changed);
        return answer(changed.keySet());
    }

    private static void set(ObjectNode user, Body set, String field, JsonNode value) {
        if (field.equals("revoke_tokens_issued_before")) {
            user.remove(field);
            set.time(field).ifPresent(time -> user.put(field, Times.nanos(time)));
        } else if (field.equals("id") || field.endsWith("_at")) {
            throw ApiError.input("field '" + field + "' is reserved");
        } else if (field.equals("custom") || field.equals("privacy_settings")) {
            ObjectNode merged = user.get(field) instanceof ObjectNode object ? object : user.putObject(field);
            merge(merged, value);
        } else if (FIELDS.contains(field)) {
            user.set(field, value.deepCopy());
        } else {
            ObjectNode parent = parent(user, field);
            parent.set(field.substring(field.lastIndexOf('.') + 1), value.deepCopy());
        }
    }

    private static void merge(ObjectNode into, JsonNode from) {
        Json.fields(from)
                .forEach(entry -> into.set(entry.getKey(), entry.getValue().deepCopy()));
    }

    private static void unset(ObjectNode user, String field) {
        if (field.equals("custom")) {
            user.putObject("custom");
        } else if (field.equals("teams")) {
            user.putArray("teams");
        } else if (FIELDS.contains(field) || field.equals("revoke_tokens_issued_before")) {
            if (!field.equals("role")) {
                user.remove(field);
            }
        } else {
            parent(user, field).remove(field.substring(field.lastIndexOf('.') + 1));
        }
    }

    /**
     * Returns the object that contains a custom field: {@code color}, {@code custom.color} or {@code custom.favourites.color}.
     */
    private static ObjectNode parent(ObjectNode user, String field) {
        ObjectNode node = (ObjectNode) user.get("custom");
        String[] parts = field.split("\\.", -1);
        for (int i = parts[0].equals("custom") ? 1 : 0; i < parts.length - 1; i++) {
            node = node.get(parts[i]) instanceof ObjectNode object ? object : node.putObject(parts[i]);
        }
        return node;
    }

    // Reading -------------------------------------------------------------------------------------------------------

    private ObjectNode query(Operation.Exchange exchange) {
        Body payload = exchange.queryJson("payload");
        ObjectNode conditions = payload.object("filter_conditions").orElseGet(Json::object);
        boolean inactive = payload.flag("include_deactivated_users");
        int limit = payload.limit(30, 100);
        long offset = payload.number("offset").orElse(0L);
        if (offset < 0 || offset > 1000) {
            throw ApiError.field("offset", "must be between 0 and 1000");
        }
        List<ObjectNode> found = FILTERS.select(
                List.copyOf(users.values()),
                user -> user,
                conditions,
                Filters.order(payload, 10, null, Filters.by("created_at")));
        return Json.object()
                .set(
                        "users",
                        Json.array(found.stream()
                                .filter(user -> inactive || !user.has("deactivated_at"))
                                .skip(offset)
                                .limit(limit)
                                .map(user -> fullResponse(Json.text(user, "id")))));
    }

    private ObjectNode one(String id) {
        existing(id);
        return Json.object().set("user", response(id));
    }

    // Life ----------------------------------------------------------------------------------------------------------

    private List<String> ids(Operation.Exchange exchange) {
        List<String> ids = exchange.body().texts("user_ids", BATCH);
        if (ids.isEmpty()) {
            throw ApiError.field("user_ids", "is a required field");
        }
        return ids;
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        List<String> ids = ids(exchange);
        ids.forEach(this::existing);
        boolean hard = exchange.body().text("user").orElse("soft").equals("hard");
        return task(
                () -> {
                    for (String id : ids) {
                        ObjectNode user = users.remove(id);
                        if (user != null && !hard) {
                            deleted.put(id, user.put("deleted_at", now()));
                        }
                    }
                },
                ids);
    }

    private ObjectNode restore(Operation.Exchange exchange) {
        for (String id : ids(exchange)) {
            ObjectNode user = deleted.remove(id);
            if (user == null) {
                throw ApiError.notFound("User with id " + id + " was not deleted");
            }
            user.remove("deleted_at");
            users.put(id, user);
        }
        return Json.object();
    }

    private ObjectNode deactivateMany(Operation.Exchange exchange) {
        List<String> ids = ids(exchange);
        return task(() -> setActive(ids, false), ids);
    }

    private ObjectNode reactivateMany(Operation.Exchange exchange) {
        List<String> ids = ids(exchange);
        return task(() -> setActive(ids, true), ids);
    }

    private void setActive(List<String> ids, boolean active) {
        ids.stream().map(users::get).filter(user -> user != null).forEach(user -> setActive(user, active));
    }

    private void setActive(ObjectNode user, boolean active) {
        if (active) {
            user.remove("deactivated_at");
        } else {
            user.put("deactivated_at", now());
        }
        user.put("updated_at", now());
    }

    private ObjectNode export(Operation.Exchange exchange) {
        List<String> ids = ids(exchange);
        return task(() -> {}, ids);
    }

    private ObjectNode task(Runnable work, List<String> ids) {
        return Json.object().put("task_id", tasks.begin(() -> {
            work.run();
            ObjectNode result = Json.object();
            ids.forEach(id -> result.putObject(id).put("status", "ok"));
            return result;
        }));
    }

    // Blocks among users --------------------------------------------------------------------------------------------

    private static String blocker(Operation.Exchange exchange) {
        if (!exchange.caller().server()) {
            return exchange.caller().userId();
        }
        return exchange.body()
                .text("user_id")
                .orElseGet(() -> exchange.body()
                        .object("user")
                        .map(user -> new Body(user).required("id"))
                        .orElseThrow(() ->
                                ApiError.input("either user or user_id must be provided when using server side auth")));
    }

    private ObjectNode block(Operation.Exchange exchange) {
        String by = blocker(exchange);
        String whom = exchange.body().required("blocked_user_id");
        existing(by);
        existing(whom);
        if (by.equals(whom)) {
            throw ApiError.input("user cannot block themselves");
        }
        long at = blocks.computeIfAbsent(by, id -> new LinkedHashMap<>()).computeIfAbsent(whom, id -> now());
        return Json.object()
                .put("blocked_by_user_id", by)
                .put("blocked_user_id", whom)
                .put("created_at", at);
    }

    private ObjectNode unblock(Operation.Exchange exchange) {
        String by = blocker(exchange);
        String whom = exchange.body().required("blocked_user_id");
        if (blocks.getOrDefault(by, new LinkedHashMap<>()).remove(whom) == null) {
            throw ApiError.notFound("User with id " + whom + " is not blocked");
        }
        return Json.object();
    }

    private ObjectNode blocked(Operation.Exchange exchange) {
        String by = exchange.caller().server()
                ? exchange.query("user_id")
                : exchange.caller().userId();
        existing(by);
        List<ObjectNode> list = new ArrayList<>();
        blocks.getOrDefault(by, Map.of()).forEach((whom, at) -> {
            ObjectNode block = Json.object()
                    .put("user_id", by)
                    .put("blocked_user_id", whom)
                    .put("created_at", at);
            block.set("user", response(by));
            block.set("blocked_user", response(whom));
            list.add(block);
        });
        return Json.object().set("blocks", Json.array(list.stream()));
    }

    // Guests --------------------------------------------------------------------------------------------------------

    /** Creates a guest under an id of its own. */
    String guest(Body user) {
        String id = "guest-" + UUID.randomUUID() + "-" + checked(user.required("id"));
        check(user);
        write(user, id);
        existing(id).put("role", "guest");
        return id;
    }

    private long now() {
        return Times.nanos(clock.instant());
    }

    /** Records that a user is active. Creates the user if it does not exist. */
    void seen(String id, Instant now) {
        ensure(id);
        existing(id).put("last_active", Times.nanos(now));
    }
}
