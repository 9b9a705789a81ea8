package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The devices of users that receive push notifications. The emulator sends none. */
final class Devices implements Operation.Service {

    private static final List<String> PUSH_PROVIDERS = List.of("firebase", "apn", "huawei", "xiaomi");

    private final Clock clock;
    private final Users users;
    private final Map<String, Map<String, ObjectNode>> devices = new LinkedHashMap<>();

    Devices(Clock clock, Users users) {
        this.clock = clock;
        this.users = users;
    }

    @Override
    public List<Operation> operations() {
        String path = "/api/v2/devices";
        return List.of(
                user("CreateDevice", "POST", path, "", this::create),
                user("ListDevices", "GET", path, "", exchange -> {
                    ObjectNode answer = Json.object();
                    return answer.set(
                            "devices",
                            Json.array(
                                    devices
                                            .getOrDefault(owner(exchange, exchange.query("user_id")), Map.of())
                                            .values()
                                            .stream()
                                            .map(ObjectNode::deepCopy)));
                }),
                user("DeleteDevice", "DELETE", path, "", this::delete));
    }

    /** Returns the user whose devices a request is about: the caller, or the user that a server acts for. */
    private String owner(Operation.Exchange exchange, String named) {
        String owner = exchange.caller().server() ? named : exchange.caller().userId();
        if (owner.isEmpty()) {
            throw ApiError.input("either user or user_id must be provided when using server side auth");
        }
        users.existing(owner);
        return owner;
    }

    private ObjectNode create(Operation.Exchange exchange) {
        Body body = exchange.body();
        String id = body.required("id");
        ObjectNode device = Json.object()
                .put("id", id)
                .put("push_provider", body.oneOf("push_provider", PUSH_PROVIDERS))
                .put("created_at", Times.nanos(clock.instant()));
        body.text("push_provider_name").ifPresent(name -> device.put("push_provider_name", name));
        body.text("hardware_id").ifPresent(hardware -> device.put("hardware_id", hardware));
        if (body.flag("voip_token")) {
            device.put("voip", true);
        }
        String owner = owner(exchange, body.actor("user").orElse(""));
        device.put("user_id", owner);
        devices.computeIfAbsent(owner, user -> new LinkedHashMap<>()).putIfAbsent(id, device);
        return Json.object();
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        if (exchange.query("id").isEmpty()) {
            throw ApiError.field("id", "is a required field");
        }
        Map<String, ObjectNode> owned = devices.get(owner(exchange, exchange.query("user_id")));
        if (owned == null || owned.remove(exchange.query("id")) == null) {
            throw ApiError.notFound("Can't find device with id " + exchange.query("id"));
        }
        return Json.object();
    }

    void clear() {
        devices.clear();
    }
}
