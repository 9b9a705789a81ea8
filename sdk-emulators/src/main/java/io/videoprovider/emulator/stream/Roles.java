package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The roles of users, to which call types grant permissions. */
final class Roles implements Operation.Service {

    private static final List<String> BUILT_IN = List.of(
            "admin",
            "anonymous",
            "call_member",
            "channel_member",
            "channel_moderator",
            "global_admin",
            "global_moderator",
            "guest",
            "host",
            "moderator",
            "user");

    private final Clock clock;
    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();

    Roles(Clock clock) {
        this.clock = clock;
        clear();
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.server(
                        "ListRoles",
                        "GET",
                        "/api/v2/roles",
                        exchange -> Json.object()
                                .set("roles", Json.array(roles.values().stream().map(ObjectNode::deepCopy)))),
                Operation.server("CreateRole", "POST", "/api/v2/roles", this::create),
                Operation.server("DeleteRole", "DELETE", "/api/v2/roles/{name}", this::delete));
    }

    void check(String role) {
        if (!roles.containsKey(role)) {
            throw ApiError.input("role '" + role + "' doesn't exist");
        }
    }

    private ObjectNode create(Operation.Exchange exchange) {
        String name = exchange.body().required("name");
        if (name.length() > 64) {
            throw ApiError.field("name", "must be at most 64 characters long");
        }
        if (roles.containsKey(name)) {
            throw ApiError.input("role '" + name + "' already exists");
        }
        roles.put(name, role(name, true));
        return Json.object().set("role", roles.get(name).deepCopy());
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        ObjectNode role = roles.get(exchange.path("name"));
        if (role == null) {
            throw ApiError.notFound("role '" + exchange.path("name") + "' doesn't exist");
        }
        if (!Json.flag(role, "custom")) {
            throw ApiError.input("role '" + exchange.path("name") + "' is built in");
        }
        roles.remove(exchange.path("name"));
        return Json.object();
    }

    private ObjectNode role(String name, boolean custom) {
        long now = Times.nanos(clock.instant());
        ObjectNode role = Json.object()
                .put("name", name)
                .put("custom", custom)
                .put("created_at", now)
                .put("updated_at", now);
        role.putArray("scopes");
        return role;
    }

    void clear() {
        roles.clear();
        BUILT_IN.forEach(name -> roles.put(name, role(name, false)));
    }
}
