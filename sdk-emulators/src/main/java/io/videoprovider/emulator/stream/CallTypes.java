package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Call types: the settings of their calls and the grants of each role. The four built-in ones have the settings that the
 * vendor documents; their grants, which it does not publish, are assumptions.
 */
final class CallTypes implements Operation.Service {

    private static final JsonNode BUILT_IN = read();
    private static final List<String> FULL_POWER = List.of("admin", "global_admin", "host", "moderator");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_\\-]{1,64}");
    private static final List<String> NOTIFICATIONS =
            List.of("call_live_started", "call_missed", "call_notification", "call_ring", "session_started");

    private final Clock clock;
    private final Roles roles;
    private final Map<String, ObjectNode> types = new LinkedHashMap<>();

    CallTypes(Clock clock, Roles roles) {
        this.clock = clock;
        this.roles = roles;
        clear();
    }

    private static JsonNode read() {
        try (InputStream json = Objects.requireNonNull(CallTypes.class.getResourceAsStream("call-types.json"))) {
            return Json.parse(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Operation> operations() {
        String one = "/api/v2/video/calltypes/{name}";
        return List.of(
                Operation.server("ListCallTypes", "GET", "/api/v2/video/calltypes", this::list),
                Operation.server("CreateCallType", "POST", "/api/v2/video/calltypes", this::create),
                Operation.server(
                        "GetCallType",
                        "GET",
                        one,
                        exchange -> existing(exchange.path("name")).deepCopy()),
                Operation.server("UpdateCallType", "PUT", one, this::update),
                Operation.server("DeleteCallType", "DELETE", one, this::delete));
    }

    // For the other parts -------------------------------------------------------------------------------------------

    ObjectNode existing(String name) {
        ObjectNode type = types.get(name);
        if (type == null) {
            throw ApiError.notFound("Can't find call type with name " + name);
        }
        return type;
    }

    ObjectNode settings(String name) {
        return ((ObjectNode) existing(name).get("settings")).deepCopy();
    }

    /** Returns the grants of these roles, in the order of the API. */
    Set<String> capabilities(String name, List<String> held) {
        Set<String> capabilities = new LinkedHashSet<>();
        JsonNode grants = existing(name).path("grants");
        held.forEach(role -> capabilities.addAll(Json.texts(grants, role)));
        return capabilities;
    }

    ObjectNode capabilitiesByRole(String name) {
        return ((ObjectNode) existing(name).get("grants")).deepCopy();
    }

    void clear() {
        types.clear();
        for (Map.Entry<String, JsonNode> entry : BUILT_IN.path("types").properties()) {
            ObjectNode settings = (ObjectNode) BUILT_IN.path("settings").deepCopy();
            Settings.merge(settings, entry.getValue());
            ObjectNode type = fresh(entry.getKey(), settings);
            ObjectNode grants = type.putObject("grants");
            FULL_POWER.forEach(
                    role -> grants.set(role, BUILT_IN.path("everything").deepCopy()));
            grants.setAll(
                    (ObjectNode) BUILT_IN.path("grants").path(entry.getKey()).deepCopy());
            types.put(entry.getKey(), type);
        }
    }

    // Operations ----------------------------------------------------------------------------------------------------

    private ObjectNode fresh(String name, ObjectNode settings) {
        long now = Times.nanos(clock.instant());
        ObjectNode type = Json.object().put("name", name).put("created_at", now).put("updated_at", now);
        type.set("settings", settings);
        type.putObject("grants");
        ObjectNode notifications = type.putObject("notification_settings").put("enabled", true);
        for (String each : NOTIFICATIONS) {
            ObjectNode settingsOfOne = notifications.putObject(each).put("enabled", false);
            settingsOfOne.putObject("apns").put("title", "").put("body", "");
            settingsOfOne.putObject("fcm").putObject("data");
        }
        return type;
    }

    private ObjectNode list(Operation.Exchange exchange) {
        ObjectNode answer = Json.object();
        ObjectNode all = answer.putObject("call_types");
        types.forEach((name, type) -> all.set(name, type.deepCopy()));
        return answer;
    }

    private ObjectNode create(Operation.Exchange exchange) {
        String name = exchange.body().required("name");
        if (!NAME.matcher(name).matches()) {
            throw ApiError.field("name", "must be 1 to 64 letters, digits, underscores or hyphens");
        }
        if (types.containsKey(name)) {
            throw ApiError.input("call type with name " + name + " already exists");
        }
        ObjectNode type = fresh(name, (ObjectNode) BUILT_IN.path("settings").deepCopy());
        type.set("grants", capabilitiesByRole("default"));
        change(type, exchange.body());
        types.put(name, type);
        return type.deepCopy();
    }

    private ObjectNode update(Operation.Exchange exchange) {
        ObjectNode type = existing(exchange.path("name")).deepCopy();
        change(type, exchange.body());
        type.put("updated_at", Times.nanos(clock.instant()));
        types.put(exchange.path("name"), type);
        return type.deepCopy();
    }

    private void change(ObjectNode type, Body body) {
        body.object("settings").ifPresent(settings -> {
            Settings.check(settings);
            Settings.merge((ObjectNode) type.get("settings"), settings);
        });
        body.object("notification_settings")
                .ifPresent(settings -> Settings.merge((ObjectNode) type.get("notification_settings"), settings));
        body.text("external_storage").ifPresent(storage -> type.put("external_storage", storage));
        body.object("grants").ifPresent(grants -> {
            Set<String> known = Set.copyOf(Json.texts(BUILT_IN, "everything"));
            for (String role : grants.propertyNames()) {
                roles.check(role);
                List<String> granted = new Body(grants).texts(role, 1000);
                granted.stream()
                        .filter(each -> !known.contains(each))
                        .findFirst()
                        .ifPresent(unknown -> {
                            throw ApiError.input("capability '" + unknown + "' doesn't exist");
                        });
                ((ObjectNode) type.get("grants"))
                        .set(role, Json.array(granted.stream().map(tools.jackson.databind.node.StringNode::valueOf)));
            }
        });
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        String name = exchange.path("name");
        existing(name);
        if (BUILT_IN.path("types").has(name)) {
            throw ApiError.input("call type with name " + name + " is built in");
        }
        types.remove(name);
        return Json.object();
    }
}
