package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.JsonTimes;
import io.videoprovider.spi.ListItems;
import io.videoprovider.statistics.CallStatistics;
import io.videoprovider.statistics.ConnectionStatistics;
import io.videoprovider.statistics.Feedback;
import io.videoprovider.statistics.SessionReport;
import io.videoprovider.statistics.SessionStatistics;
import io.videoprovider.stream.client.StreamClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statistics of Stream calls. */
final class StreamCallStatistics implements CallStatistics {

    private static final int MAX_SESSION_ID = 255;

    private final StreamClient client;
    private final Capabilities capabilities;

    StreamCallStatistics(StreamClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    private Json ofCall(CallId call) {
        String cid = CallMapper.cid(CallMapper.addressable(call, capabilities));
        return Json.builder()
                .put("filter_conditions", Json.builder().put("call_cid", cid).build())
                .put("limit", StreamClient.BATCH)
                .build();
    }

    @Override
    public Page<SessionStatistics> sessions(CallId call) {
        return CursorPages.of(
                ofCall(call),
                client.statistics()::queryCallStats,
                response -> ListItems.map(
                        "stream QueryCallStats", response.objects("reports"), item -> session(call, item)));
    }

    private static SessionStatistics session(CallId call, Json item) {
        return new SessionStatistics(
                call,
                Check.text("call_session_id", item.string("call_session_id")),
                time(item, "first_stats_time"),
                item.has("call_duration_seconds")
                        ? Duration.ofSeconds(Math.max(0, item.number("call_duration_seconds")))
                        : null,
                number(item, "quality_score"),
                number(item, "min_user_rating"),
                item);
    }

    @Override
    public SessionReport report(CallId call) {
        CallMapper.addressable(call, capabilities);
        return report(call, client.statistics().getCallReport(call, null));
    }

    @Override
    public SessionReport report(CallId call, String sessionId) {
        CallMapper.addressable(call, capabilities);
        return report(call, client.statistics().getCallReport(call, session(sessionId)));
    }

    private static String session(String sessionId) {
        return Check.id("sessionId", sessionId, MAX_SESSION_ID);
    }

    private static SessionReport report(CallId call, Json response) {
        Json report = response.object("report");
        Json quality = report.object("call");
        Json participants = report.object("participants");
        Json ratings = report.object("user_ratings");
        int count = count(ratings, "count");
        return new SessionReport(
                call,
                response.string("session_id"),
                time(quality, "started_at"),
                time(quality, "ended_at"),
                decimal(quality, "score"),
                count(participants, "unique"),
                count(participants, "sum"),
                number(participants, "max_concurrent"),
                count,
                count == 0 ? null : decimal(ratings, "average"),
                response);
    }

    @Override
    public Page<ConnectionStatistics> participants(CallId call, String sessionId) {
        CallMapper.addressable(call, capabilities);
        String session = session(sessionId);
        Json query = Json.builder().put("limit", StreamClient.BATCH).build();
        return CursorPages.of(
                query,
                page -> client.statistics().queryCallSessionParticipantStats(call, session, page),
                response -> response.objects("participants").stream()
                        .flatMap(user -> connections(user).stream())
                        .toList());
    }

    private static List<ConnectionStatistics> connections(Json user) {
        return ListItems.map(
                "stream QueryCallSessionParticipantStats",
                user.objects("sessions"),
                item -> new ConnectionStatistics(
                        Check.text("user_id", user.string("user_id")),
                        item.string("user_session_id"),
                        time(item, "started_at"),
                        time(item, "ended_at"),
                        number(item, "cq_score"),
                        millis(item, "latency_ms"),
                        millis(item, "jitter_ms"),
                        millis(item, "freezes_duration_ms"),
                        item));
    }

    @Override
    public Page<Feedback> feedback(CallId call) {
        return CursorPages.of(
                ofCall(call),
                query -> client.statistics().queryUserFeedback(false, query),
                response -> ListItems.map(
                        "stream QueryUserFeedback",
                        response.objects("user_feedback"),
                        item -> new Feedback(
                                call,
                                text(item, "session_id"),
                                text(item, "user_id"),
                                count(item, "rating"),
                                text(item, "reason"),
                                item)));
    }

    private static @Nullable String text(Json json, String name) {
        String text = json.string(name);
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Instant time(Json json, String name) {
        return JsonTimes.since1970(json, name, ChronoUnit.NANOS);
    }

    private static int count(Json json, String name) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, json.number(name)));
    }

    private static @Nullable Integer number(Json json, String name) {
        return json.has(name) ? count(json, name) : null;
    }

    private static @Nullable Double decimal(Json json, String name) {
        return json.asMap().get(name) instanceof Number number ? number.doubleValue() : null;
    }

    private static @Nullable Duration millis(Json json, String name) {
        return json.has(name) ? Duration.ofMillis(Math.max(0, json.number(name))) : null;
    }
}
