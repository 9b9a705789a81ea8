package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;
import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Operations beside calls: edges of the network, rate limits, guests, and the statistics of a server without media. */
final class AuxiliaryOperations implements Operation.Service {

    private final Calls calls;
    private final Users users;
    private final App app;
    private final Tokens tokens;
    private final RateLimits limits;
    private final Supplier<List<String>> operationNames;

    AuxiliaryOperations(
            Calls calls,
            Users users,
            App app,
            Tokens tokens,
            RateLimits limits,
            Supplier<List<String>> operationNames) {
        this.calls = calls;
        this.users = users;
        this.app = app;
        this.tokens = tokens;
        this.limits = limits;
        this.operationNames = operationNames;
    }

    @Override
    public List<Operation> operations() {
        String call = "/api/v2/video/call/{type}/{id}";
        String stats = "/api/v2/video/call_stats/{call_type}/{call_id}/{session}";
        return List.of(
                user("GetEdges", "GET", "/api/v2/video/edges", "", exchange -> edges()),
                server(
                        "GetRateLimits",
                        "GET",
                        "/api/v2/rate_limits",
                        exchange -> limits.describe(exchange, operationNames.get())),
                user("CreateGuest", "POST", "/api/v2/guest", "", this::guest),
                server("GetActiveCallsStatus", "GET", "/api/v2/video/active_calls_status", exchange -> activeCalls()),
                server("QueryCallStats", "POST", "/api/v2/video/call/stats", exchange -> list("reports")),
                server("QueryUserFeedback", "POST", "/api/v2/video/call/feedback", exchange -> list("user_feedback")),
                server("QueryCallSessionStats", "POST", "/api/v2/video/call_stats", exchange -> list("call_stats")),
                server("QueryAggregateCallStats", "POST", "/api/v2/video/stats", exchange -> Json.object()),
                server("GetCallReport", "GET", call + "/report", this::report),
                server(
                        "GetDailyDigest",
                        "GET",
                        "/api/v2/video/stats/daily_digest",
                        exchange -> Json.object()
                                .put("date", exchange.query("date"))
                                .put("status", "pending")
                                .put("retry_after", 3600)),
                server("GetCallStatsMap", "GET", stats + "/map", this::ofSession),
                server("QueryCallSessionParticipantStats", "GET", stats + "/participants", exchange -> {
                    ObjectNode answer = ofSession(exchange);
                    answer.putArray("participants");
                    return answer;
                }),
                server("ReportClientCallEvent", "POST", "/api/v2/video/call_client_event", exchange -> Json.object()));
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

    private ObjectNode activeCalls() {
        long running =
                calls.all().stream().filter(call -> call.running() != null).count();
        int people = calls.all().stream()
                .mapToInt(call -> call.participants().size())
                .sum();
        long publishers = calls.all().stream()
                .flatMap(call -> call.participants().stream())
                .filter(each -> !each.kinds().isEmpty())
                .count();
        ObjectNode answer = Json.object().put("start_time", calls.now()).put("end_time", calls.now());
        answer.putObject("summary")
                .put("active_calls", running)
                .put("active_publishers", publishers)
                .put("active_subscribers", people)
                .put("participants", people);
        return answer;
    }

    private static ObjectNode list(String field) {
        ObjectNode answer = Json.object();
        answer.putArray(field);
        return answer;
    }

    private ObjectNode report(Operation.Exchange exchange) {
        Call call = calls.existing(exchange.path("type"), exchange.path("id"));
        Call.Session session = call.session;
        String asked = exchange.query("session_id");
        if (session == null || (!asked.isEmpty() && !asked.equals(session.id))) {
            throw ApiError.notFound("Can't find session with id " + asked);
        }
        ObjectNode answer = Json.object().put("session_id", session.id);
        ObjectNode report = answer.putObject("report");
        report.putObject("call").put("score", 100);
        report.putObject("participants").put("sum", session.participants.size());
        report.putObject("user_ratings").put("count", 0).put("average", 0);
        return answer;
    }

    private ObjectNode ofSession(Operation.Exchange exchange) {
        calls.existing(exchange.path("call_type"), exchange.path("call_id"));
        return Json.object()
                .put("call_id", exchange.path("call_id"))
                .put("call_type", exchange.path("call_type"))
                .put("call_session_id", exchange.path("session"));
    }
}
