package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.HttpRequest;
import io.videoprovider.emulator.internal.HttpResponse;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The HTTP server, which checks in this order: API key, token, rate limit, the user's permission, the call. */
final class StreamFront extends HttpFront {

    /** The path of recordings for download, without a token, as from a content network. */
    static final String FILES = "/files/";

    private final String apiKey;
    private final Tokens tokens;
    private final List<Route> routes;
    private final Calls calls;
    private final Egresses egresses;
    private final RateLimits limits;
    private final ControlApi control;
    private final Clock clock;
    private final Journal<StreamRequest> journal;

    StreamFront(
            String apiKey,
            Tokens tokens,
            List<Operation> operations,
            Calls calls,
            Egresses egresses,
            RateLimits limits,
            FaultPlans faults,
            Timers timers,
            ControlApi control,
            Clock clock,
            Journal<StreamRequest> journal) {
        super(faults, timers);
        this.apiKey = apiKey;
        this.tokens = tokens;
        this.routes = operations.stream().map(Route::of).toList();
        this.calls = calls;
        this.egresses = egresses;
        this.limits = limits;
        this.control = control;
        this.clock = clock;
        this.journal = journal;
    }

    /** An operation and the segments of its path. */
    private record Route(Operation operation, List<String> parts) {

        static Route of(Operation operation) {
            return new Route(
                    operation, List.of(operation.template().substring(1).split("/", -1)));
        }

        @Nullable
        Map<String, String> match(String method, List<String> path) {
            if (!operation.method().equals(method) || path.size() != parts.size()) {
                return null;
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                if (part.startsWith("{")) {
                    if (path.get(i).isEmpty()) {
                        return null;
                    }
                    parameters.put(part.substring(1, part.length() - 1), path.get(i));
                } else if (!part.equals(path.get(i))) {
                    return null;
                }
            }
            return parameters;
        }

        /** Paths with more fixed segments come first: {@code block} in {@code /users/block} is not the id of a user. */
        long fixedParts() {
            return parts.stream().filter(part -> !part.startsWith("{")).count();
        }
    }

    /** Returns the operation of a request, with the parameters of its path. */
    private record Found(Operation operation, Map<String, String> parameters) {}

    private @Nullable Found find(HttpRequest request) {
        List<String> path = request.segments();
        Found best = null;
        long fixed = -1;
        for (Route route : routes) {
            Map<String, String> parameters = route.match(request.method(), path);
            if (parameters != null && route.fixedParts() > fixed) {
                best = new Found(route.operation(), parameters);
                fixed = route.fixedParts();
            }
        }
        return best;
    }

    @Override
    protected String operation(HttpRequest request) {
        Found found = find(request);
        return found == null ? request.path() : found.operation().name();
    }

    @Override
    protected void record(HttpRequest request) {
        record(request, find(request), Json.object(), false);
    }

    @Override
    protected HttpResponse control(HttpRequest request) {
        return control.answer(request);
    }

    @Override
    protected void decorate(HttpRequest request, HttpResponse answer, MockResponse.Builder response) {
        if (request.path().startsWith("/api/")) {
            limits.look(operation(request)).headers().forEach(response::setHeader);
        }
    }

    @Override
    protected HttpResponse process(HttpRequest request) {
        long begin = System.nanoTime();
        if (request.path().startsWith(FILES)) {
            return file(request);
        }
        Found found = find(request);
        String name = found == null ? "" : found.operation().name();
        ObjectNode claims = Json.object();
        try {
            Caller caller;
            try {
                caller = authenticate(request, name);
                if (caller.claims() instanceof ObjectNode verified) {
                    claims = verified;
                }
            } finally {
                record(request, found, claims, true);
            }
            if (found == null) {
                throw ApiError.notFound("no such route: " + request.method() + " " + request.rawPath());
            }
            if (limits.count(name).exceeded()) {
                throw ApiError.of(ApiError.RATE_LIMITED, RateLimits.TOO_MANY);
            }
            Operation.Exchange exchange =
                    new Operation.Exchange(name, found.parameters(), request.query(), new Body(body(request)), caller);
            ObjectNode answer = calls.locked(() -> {
                authorize(found.operation(), exchange);
                return found.operation().handler().handle(exchange);
            });
            boolean created =
                    request.method().equals("POST") || request.method().equals("PUT");
            return HttpResponse.json(
                    created ? 201 : 200, answer.has("duration") ? answer : answer.put("duration", duration(begin)));
        } catch (ApiError e) {
            String operation = name.isEmpty() ? "Request" : name;
            return HttpResponse.json(e.status(), e.json(operation, duration(begin)));
        }
    }

    private static String duration(long begin) {
        return String.format(Locale.ROOT, "%.2fms", (System.nanoTime() - begin) / 1e6);
    }

    private static JsonNode body(HttpRequest request) {
        if (request.body().isBlank() || request.method().equals("GET")) {
            return Json.object();
        }
        JsonNode json;
        try {
            json = Json.parse(request.body());
        } catch (JacksonException e) {
            throw ApiError.input("the request's body is not valid JSON");
        }
        if (json.isNull()) {
            return Json.object();
        }
        if (!json.isObject()) {
            throw ApiError.input("the request's body is not a JSON object");
        }
        return json;
    }

    private Caller authenticate(HttpRequest request, String operation) {
        String key = request.query().getOrDefault("api_key", "");
        if (key.isEmpty()) {
            throw ApiError.of(ApiError.BAD_KEY, "api_key not provided");
        }
        if (!key.equals(apiKey)) {
            throw ApiError.of(ApiError.BAD_KEY, "api_key not found");
        }
        String type = request.header("stream-auth-type");
        String token = Objects.requireNonNullElse(request.header("Authorization"), "");
        if (operation.equals("CreateGuest") && token.isEmpty()) {
            return new Caller("", List.of(), "", Json.object());
        }
        if (!"jwt".equals(type)) {
            throw ApiError.of(ApiError.UNAUTHENTICATED, "stream-auth-type is missing or invalid");
        }
        if (token.isEmpty()) {
            throw ApiError.of(ApiError.UNAUTHENTICATED, "missing auth token");
        }
        Caller caller = tokens.verify(token);
        if (!caller.server()) {
            calls.locked(() -> {
                calls.checkUser(caller);
                return caller;
            });
        }
        return caller;
    }

    private void authorize(Operation operation, Operation.Exchange exchange) {
        if (exchange.caller().server()) {
            return;
        }
        String capability = operation.capability();
        if (capability == null) {
            throw ApiError.of(ApiError.NOT_ALLOWED, "this operation is for server-side tokens only");
        }
        String type = exchange.path("type");
        if (!capability.isEmpty() && !type.isEmpty()) {
            calls.require(calls.existing(type, exchange.path("id")), exchange.caller(), capability, operation.name());
        }
    }

    private HttpResponse file(HttpRequest request) {
        List<String> path = request.segments();
        String content = path.size() == 4
                ? calls.locked(
                        () -> Objects.requireNonNullElse(egresses.content(path.get(1), path.get(2), path.get(3)), ""))
                : "";
        return content.isEmpty() ? HttpResponse.text(404, "404 page not found\n") : HttpResponse.text(200, content);
    }

    private void record(HttpRequest request, @Nullable Found found, ObjectNode claims, boolean processed) {
        journal.add(new StreamRequest(
                request.method(),
                request.rawPath(),
                found == null ? "" : found.operation().name(),
                Map.copyOf(request.query()),
                request.headers(),
                request.body(),
                Json.asMap(claims),
                processed,
                clock.instant()));
    }
}
