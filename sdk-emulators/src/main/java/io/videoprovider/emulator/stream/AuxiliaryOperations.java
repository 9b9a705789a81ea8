package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;
import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Operations beside calls: edges of the network, rate limits, guests. */
final class AuxiliaryOperations implements Operation.Service {

    private final Users users;
    private final App app;
    private final Tokens tokens;
    private final RateLimits limits;
    private final Supplier<List<String>> operationNames;

    AuxiliaryOperations(Users users, App app, Tokens tokens, RateLimits limits, Supplier<List<String>> operationNames) {
        this.users = users;
        this.app = app;
        this.tokens = tokens;
        this.limits = limits;
        this.operationNames = operationNames;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                user("GetEdges", "GET", "/api/v2/video/edges", "", exchange -> edges()),
                server(
                        "GetRateLimits",
                        "GET",
                        "/api/v2/rate_limits",
                        exchange -> limits.describe(exchange, operationNames.get())),
                user("CreateGuest", "POST", "/api/v2/guest", "", this::guest));
    }

    private static ObjectNode edges() {
        ObjectNode answer = Json.object();
        answer.putArray("edges")
                .addObject()
                .put("id", "emulator")
                .put("latency_test_url", "https://edge.emulator.invalid/latency_test.png")
                .put("latitude", 52.37)
                .put("longitude", 4.89)
                .put("country_iso_code", "NL")
                .put("continent_code", "EU")
                .put("subdivision_iso_code", "NH")
                .put("green", 100)
                .put("yellow", 200)
                .put("red", 300);
        return answer;
    }

    private ObjectNode guest(Operation.Exchange exchange) {
        if (!app.guestsAllowed()) {
            throw ApiError.of(ApiError.NOT_ALLOWED, "guest user creation is disabled");
        }
        ObjectNode asked =
                exchange.body().object("user").orElseThrow(() -> ApiError.field("user", "is a required field"));
        String id = users.guest(new Body(asked));
        ObjectNode answer = Json.object().put("access_token", tokens.sign(id));
        return answer.set("user", users.response(id));
    }
}
