package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;

import io.videoprovider.emulator.internal.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Statistics of sessions, participants and feedback: sessions, joins and tracks as they were, without figures of media, which the
 * emulator does not have. The quality score is 100.
 */
final class Statistics implements Operation.Service {

    private static final int SCORE = 100;
    private static final int PAGE = 25;
    private static final int LARGEST_PAGE = 100;
    private static final Filters REPORTS = new Filters(
            Map.of(
                    "call_cid", Filters.COMPARABLE,
                    "created_at", Filters.COMPARABLE,
                    "first_stats", Filters.COMPARABLE,
                    "min_user_rating", Filters.COMPARABLE,
                    "quality_score", Filters.COMPARABLE),
            false);

    /** The fields by which these can be filtered are not public. */
    private static final Filters ANY_FIELD = new Filters(Map.of(), true);

    private final Calls calls;
    private final Users users;

    Statistics(Calls calls, Users users) {
        this.calls = calls;
        this.users = users;
    }

    /** One session of a call. */
    private record Of(Call call, Call.Session session) {

        ObjectNode ids() {
            return Json.object()
                    .put("call_type", call.type)
                    .put("call_id", call.id)
                    .put("call_session_id", session.id);
        }
    }

    @Override
    public List<Operation> operations() {
        String call = "/api/v2/video/call/{type}/{id}";
        String session = call + "/session/{session}";
        String stats = "/api/v2/video/call_stats/{call_type}/{call_id}/{session}";
        return List.of(
                server("GetActiveCallsStatus", "GET", "/api/v2/video/active_calls_status", exchange -> activeCalls()),
                server("QueryCallStats", "POST", "/api/v2/video/call/stats", this::queryReports),
                server("QueryUserFeedback", "POST", "/api/v2/video/call/feedback", this::queryFeedback),
                server("QueryCallSessionStats", "POST", "/api/v2/video/call_stats", this::querySessions),
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
                server("GetCallStatsMap", "GET", stats + "/map", this::map),
                server("QueryCallSessionParticipantStats", "GET", stats + "/participants", this::queryParticipants),
                server(
                        "GetCallSessionParticipantStatsDetails",
                        "GET",
                        stats + "/participant/{user}/{user_session}/details",
                        this::details),
                server(
                        "GetCallSessionParticipantStatsTimeline",
                        "GET",
                        stats + "/participants/{user}/{user_session}/timeline",
                        this::timeline),
                server("QueryCallParticipantSessions", "GET", session + "/participant_sessions", this::connections),
                server(
                        "GetCallParticipantSessionMetrics",
                        "GET",
                        session + "/participant/{user}/{user_session}/details/track",
                        this::tracks),
                server("ReportClientCallEvent", "POST", "/api/v2/video/call_client_event", Statistics::clientEvents));
    }

    // Look-ups ------------------------------------------------------------------------------------------------------

    private Stream<Of> sessions() {
        return calls.all().stream().flatMap(call -> call.sessions.stream().map(session -> new Of(call, session)));
    }

    private static Of of(Call call, String sessionId) {
        return call.sessions.stream()
                .filter(session -> session.id.equals(sessionId))
                .map(session -> new Of(call, session))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("Can't find session with id " + sessionId));
    }

    private Of of(Operation.Exchange exchange) {
        String type = exchange.path("type").isEmpty() ? exchange.path("call_type") : exchange.path("type");
        String id = exchange.path("id").isEmpty() ? exchange.path("call_id") : exchange.path("id");
        return of(calls.existing(type, id), exchange.path("session"));
    }

    private static StreamParticipant participant(Of of, Operation.Exchange exchange) {
        return of.session().everyone.stream()
                .filter(each -> each.identity().equals(exchange.path("user"))
                        && each.userSessionId().equals(exchange.path("user_session")))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("Can't find participant with user id " + exchange.path("user")
                        + " and session id " + exchange.path("user_session")));
    }

    private long end(@Nullable Long ended) {
        return ended == null ? calls.now() : ended;
    }

    private long seconds(@Nullable Long from, @Nullable Long to) {
        return from == null ? 0 : Duration.ofNanos(end(to) - from).toSeconds();
    }

    private static ObjectNode put(ObjectNode json, String field, @Nullable Long value) {
        return value == null ? json : json.put(field, value);
    }

    private static LongStream ratings(Of of) {
        return of.call().feedback.stream()
                .filter(each -> Json.text(each, "session_id").equals(of.session().id))
                .mapToLong(each -> Json.number(each, "rating"));
    }

    // All calls -----------------------------------------------------------------------------------------------------

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

    private ObjectNode queryReports(Operation.Exchange exchange) {
        List<ObjectNode> reports = sessions()
                .map(of -> {
                    ObjectNode json = Json.object()
                            .put("call_cid", of.call().cid())
                            .put("call_session_id", of.session().id)
                            .put("call_status", of.session().running() ? "ongoing" : "ended")
                            .put("call_duration_seconds", seconds(of.session().startedAt, of.session().endedAt))
                            .put("first_stats_time", Objects.requireNonNullElse(of.session().startedAt, 0L))
                            .put("created_at", Objects.requireNonNullElse(of.session().startedAt, 0L))
                            .put("quality_score", SCORE);
                    ratings(of).min().ifPresent(rating -> json.put("min_user_rating", rating));
                    return json;
                })
                .toList();
        return page(
                "reports",
                exchange.body(),
                reports,
                REPORTS,
                report -> report.deepCopy().set("first_stats", report.get("first_stats_time")));
    }

    private ObjectNode queryFeedback(Operation.Exchange exchange) {
        List<ObjectNode> all =
                calls.all().stream().flatMap(call -> call.feedback.stream()).toList();
        return page(
                "user_feedback",
                exchange.body(),
                all,
                ANY_FIELD,
                // The documentation filters by the call under another name than the response has.
                item -> open(item.deepCopy().put("call_cid", Json.text(item, "cid"))));
    }

    private ObjectNode querySessions(Operation.Exchange exchange) {
        List<ObjectNode> all = sessions()
                .map(of -> summary(of).put("generated_at", calls.now()))
                .toList();
        return page("call_stats", exchange.body(), all, ANY_FIELD, Statistics::open);
    }

    /** Returns a document for filters on any field. */
    private static ObjectNode open(ObjectNode item) {
        return Json.object().set("custom", item);
    }

    private static ObjectNode page(
            String field, Body body, List<ObjectNode> all, Filters filters, Function<ObjectNode, ObjectNode> document) {
        IdentityHashMap<ObjectNode, String> keys = new IdentityHashMap<>();
        all.forEach(item -> keys.put(item, Integer.toString(keys.size())));
        List<ObjectNode> found = filters.select(
                all,
                document,
                body.object("filter_conditions").orElseGet(Json::object),
                Filters.order(body, 2, null, Filters.UNSORTED));
        Filters.Page<ObjectNode> page =
                Filters.page(found, body, body.limit(PAGE, LARGEST_PAGE), item -> keys.getOrDefault(item, ""));
        ObjectNode answer =
                Json.object().set(field, Json.array(page.items().stream().map(ObjectNode::deepCopy)));
        page.writeCursors(answer);
        return answer;
    }

    // One session ---------------------------------------------------------------------------------------------------

    private ObjectNode summary(Of of) {
        ObjectNode json = of.ids();
        put(json, "call_started_at", of.session().startedAt);
        put(json, "call_ended_at", of.session().endedAt);
        return json.set("counts", counts(of));
    }

    private ObjectNode counts(Of of) {
        List<StreamParticipant> everyone = of.session().everyone;
        ObjectNode counts = Json.object()
                .put("participants", distinctUsers(everyone.stream()))
                .put("sessions", everyone.size())
                .put(
                        "live_sessions",
                        everyone.stream().filter(StreamParticipant::isConnected).count())
                .put(
                        "publishers",
                        distinctUsers(everyone.stream()
                                .filter(each -> !each.everPublished().isEmpty())))
                .put("peak_concurrent_sessions", peak(everyone, Stream::count))
                .put("peak_concurrent_users", peak(everyone, Statistics::distinctUsers))
                .put("sfus_used", everyone.isEmpty() ? 0 : 1)
                .put(
                        "total_participant_duration",
                        everyone.stream()
                                .mapToLong(each -> seconds(each.joinedAt(), each.leftAt()))
                                .sum());
        ratings(of).min().ifPresent(rating -> counts.put("min_user_rating", rating));
        ratings(of).average().ifPresent(rating -> counts.put("avg_user_rating", rating));
        return counts;
    }

    private static long distinctUsers(Stream<StreamParticipant> participants) {
        return participants.map(StreamParticipant::identity).distinct().count();
    }

    private static long peak(List<StreamParticipant> everyone, ToLongFunction<Stream<StreamParticipant>> count) {
        return everyone.stream()
                .mapToLong(newest -> count.applyAsLong(everyone.stream().filter(each -> {
                    Long left = each.leftAt();
                    return each.joinedAt() <= newest.joinedAt() && (left == null || left > newest.joinedAt());
                })))
                .max()
                .orElse(0);
    }

    private ObjectNode report(Operation.Exchange exchange) {
        Call call = calls.existing(exchange.path("type"), exchange.path("id"));
        String asked = exchange.query("session_id");
        if (asked.isEmpty() && call.sessions.isEmpty()) {
            throw ApiError.notFound("Can't find session with id " + asked);
        }
        Of of = asked.isEmpty() ? new Of(call, call.sessions.get(call.sessions.size() - 1)) : of(call, asked);
        ObjectNode answer = Json.object().put("session_id", of.session().id);
        ObjectNode report = answer.putObject("report");
        ObjectNode score = report.putObject("call").put("score", SCORE);
        put(score, "started_at", of.session().startedAt);
        put(score, "ended_at", of.session().endedAt);
        report.putObject("participants")
                .put("sum", of.session().everyone.size())
                .put("unique", distinctUsers(of.session().everyone.stream()))
                .put("max_concurrent", peak(of.session().everyone, Stream::count));
        report.putObject("user_ratings")
                .put("count", ratings(of).count())
                .put("average", ratings(of).average().orElse(0));
        return answer.set("session", Call.sessionResponse(of.session(), users, LARGEST_PAGE));
    }

    private ObjectNode map(Operation.Exchange exchange) {
        Of of = of(exchange);
        ObjectNode answer = summary(of);
        if (!exchange.queryFlag("exclude_publishers")) {
            ArrayNode publishers = answer.putObject("publishers").putArray("publishers");
            of.session().everyone.stream()
                    .filter(each -> !each.everPublished().isEmpty())
                    .forEach(each -> publishers.add(onMap(each)));
        }
        if (!exchange.queryFlag("exclude_subscribers")) {
            ObjectNode subscribers = answer.putObject("subscribers");
            subscribers.putArray("locations");
            ArrayNode participants = subscribers.putArray("participants");
            of.session().everyone.forEach(each -> participants.add(onMap(each)));
        }
        if (!exchange.queryFlag("exclude_sfus")) {
            answer.putObject("sfus").putArray("locations");
        }
        return answer;
    }

    private static ObjectNode onMap(StreamParticipant participant) {
        ObjectNode json = Json.object()
                .put("user_id", participant.identity())
                .put("user_session_id", participant.userSessionId())
                .put("is_live", participant.isConnected());
        return json.set("published_tracks", published(participant));
    }

    private static ObjectNode published(StreamParticipant participant) {
        ObjectNode flags = Json.object();
        for (StreamParticipant.Source source : StreamParticipant.Source.values()) {
            flags.put(source.kind, participant.everPublished().contains(source.kind));
        }
        return flags;
    }

    private ObjectNode queryParticipants(Operation.Exchange exchange) {
        Of of = of(exchange);
        Map<String, List<StreamParticipant>> byUser = new LinkedHashMap<>();
        of.session()
                .everyone
                .forEach(each -> byUser.computeIfAbsent(each.identity(), id -> new ArrayList<>())
                        .add(each));
        List<ObjectNode> all = byUser.entrySet().stream()
                .map(entry -> {
                    ObjectNode json = Json.object().put("user_id", entry.getKey());
                    Json.arrayIn(json, "roles").add(entry.getValue().get(0).role());
                    ArrayNode connections = json.putArray("sessions");
                    entry.getValue().forEach(each -> {
                        ObjectNode connection = onMap(each).put("started_at", each.joinedAt());
                        connections.add(put(connection, "ended_at", each.leftAt()));
                    });
                    return json;
                })
                .toList();
        ObjectNode answer = summary(of);
        return answer.setAll(page("participants", exchange.queryPage(), all, ANY_FIELD, Statistics::open));
    }

    private ObjectNode connections(Operation.Exchange exchange) {
        Of of = of(exchange);
        List<ObjectNode> all = of.session().everyone.stream()
                .map(each -> {
                    ObjectNode json = Json.object()
                            .put("user_id", each.identity())
                            .put("user_session_id", each.userSessionId())
                            .put("publisher_type", "webrtc")
                            .put("joined_at", each.joinedAt())
                            .put("duration_in_seconds", seconds(each.joinedAt(), each.leftAt()));
                    Json.arrayIn(json, "roles").add(each.role());
                    return put(json, "left_at", each.leftAt());
                })
                .toList();
        ObjectNode answer = of.ids()
                .put("duration", seconds(of.session().startedAt, of.session().endedAt))
                .put("total_participant_sessions", all.size())
                .put(
                        "total_participant_duration",
                        all.stream()
                                .mapToLong(each -> Json.number(each, "duration_in_seconds"))
                                .sum());
        answer.set("session", Call.sessionResponse(of.session(), users, LARGEST_PAGE));
        return answer.setAll(page("participants_sessions", exchange.queryPage(), all, ANY_FIELD, Statistics::open));
    }

    // One participant -----------------------------------------------------------------------------------------------

    private static ObjectNode ids(Of of, StreamParticipant participant) {
        return of.ids().put("user_id", participant.identity()).put("user_session_id", participant.userSessionId());
    }

    private ObjectNode details(Operation.Exchange exchange) {
        Of of = of(exchange);
        StreamParticipant participant = participant(of, exchange);
        long points = exchange.queryNumber("max_points").orElse(100L);
        long seconds = Math.max(1, seconds(participant.joinedAt(), participant.leftAt()));
        ObjectNode answer = ids(of, participant);
        answer.putObject("timeframe")
                .put("since", participant.joinedAt())
                .put("until", end(participant.leftAt()))
                .put("max_points", points)
                .put("step_seconds", Math.max(1, seconds / Math.max(1, points)));
        answer.putObject("publisher");
        answer.putObject("subscriber");
        answer.putObject("user");
        return answer;
    }

    private ObjectNode timeline(Operation.Exchange exchange) {
        Of of = of(exchange);
        StreamParticipant participant = participant(of, exchange);
        ObjectNode answer = ids(of, participant);
        ArrayNode events = answer.putArray("events");
        events.add(event("joined", participant.joinedAt()));
        Long left = participant.leftAt();
        if (left != null) {
            events.add(event("left", left));
        }
        return answer;
    }

    private static ObjectNode event(String type, long at) {
        ObjectNode event =
                Json.object().put("type", type).put("severity", "info").put("timestamp", at);
        event.putObject("data");
        return event;
    }

    private ObjectNode tracks(Operation.Exchange exchange) {
        Of of = of(exchange);
        StreamParticipant participant = participant(of, exchange);
        ObjectNode answer = Json.object()
                .put("user_id", participant.identity())
                .put("user_session_id", participant.userSessionId())
                .put("publisher_type", "webrtc")
                .put("is_publisher", !participant.everPublished().isEmpty())
                .put("is_subscriber", true)
                .put("joined_at", participant.joinedAt());
        ArrayNode tracks = answer.putArray("published_tracks");
        participant
                .everPublished()
                .forEach(kind -> tracks.addObject()
                        .put("track_id", participant.userSessionId() + "-" + kind)
                        .put("track_type", kind));
        return answer;
    }

    private static ObjectNode clientEvents(Operation.Exchange exchange) {
        if (exchange.body().objects("events", 1000).isEmpty()) {
            throw ApiError.field("events", "must contain at least 1 item");
        }
        return Json.object();
    }
}
