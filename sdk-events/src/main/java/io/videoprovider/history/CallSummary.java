package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VendorEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session has ended, and its metrics are known. The {@link Reconciler} publishes it some seconds after the last event of the session, and
 * again with other metrics if a late event changes the session; the latest {@link SessionEntry#changedAt} counts.
 *
 * @param info the properties that every event has
 * @param session the session, with its metrics
 */
public record CallSummary(EventInfo info, SessionEntry session) implements VendorEvent {

    static final String TYPE = "videoprovider.call_summary";

    public CallSummary {
        Check.notNull("info", info);
        Check.notNull("session", session);
    }

    /** Returns the metrics of the session. */
    public SessionMetrics metrics() {
        return Objects.requireNonNullElse(session.metrics(), SessionMetrics.NONE);
    }

    static CallSummary of(SessionEntry session) {
        Instant end = Objects.requireNonNullElse(session.endedAt(), session.startedAt());
        // Without a deduplication key: equal content is a duplicate, other content is not.
        EventInfo info = Announcements.info(session.provider(), session.call(), session.sessionId(), end, "")
                .deduplicationKey(null)
                .build();
        return new CallSummary(with(info, TYPE, json(session)), session);
    }

    private static EventInfo with(EventInfo info, String type, Json raw) {
        return EventInfo.builder(info.provider(), raw)
                .type(type)
                .deliveryId(info.deliveryId())
                .deduplicationKey(info.deduplicationKey())
                .occurredAt(info.occurredAt())
                .call(info.call())
                .sessionId(info.sessionId())
                .origin(info.origin())
                .build();
    }

    private static Json json(SessionEntry session) {
        SessionMetrics metrics = Objects.requireNonNullElse(session.metrics(), SessionMetrics.NONE);
        return Json.builder()
                .put("startedAt", session.startedAt().toString())
                .put("startEstimated", session.startEstimated())
                .put(
                        "endedAt",
                        session.endedAt() == null ? null : session.endedAt().toString())
                .put("endEstimated", session.endEstimated())
                .put("endReason", session.endReason())
                .put("changedAt", session.changedAt().toString())
                .put(
                        "metrics",
                        Json.builder()
                                .put("participants", metrics.participants())
                                .put("peakParticipants", metrics.peakParticipants())
                                .put("viewers", metrics.viewers())
                                .put("peakViewers", metrics.peakViewers())
                                .put("connections", metrics.connections())
                                .put("abortedConnections", metrics.abortedConnections())
                                .put("rejoinedParticipants", metrics.rejoinedParticipants())
                                .put("earlyLeavers", metrics.earlyLeavers())
                                .put("recordings", metrics.recordings())
                                .put("failedRecordings", metrics.failedRecordings())
                                .put("duration", metrics.duration().toString())
                                .put("watchTime", metrics.watchTime().toString())
                                .put("rungSessions", metrics.rungSessions())
                                .put("timeToJoin", metrics.timeToJoin().toString())
                                .build())
                .build();
    }

    /** Returns the summary that an event of this type contains; null if it is another one. */
    static @Nullable CallSummary parse(UnknownEvent event) {
        CallId call = event.call();
        String sessionId = event.sessionId();
        if (!event.type().equals(TYPE) || call == null || sessionId == null) {
            return null;
        }
        Json data = event.raw();
        Json metrics = data.object("metrics");
        String endedAt = data.text("endedAt");
        SessionEntry session = SessionEntry.builder(
                        event.provider(), call, sessionId, Instant.parse(data.string("startedAt")))
                .startEstimated(data.bool("startEstimated"))
                .endedAt(endedAt == null ? null : Instant.parse(endedAt))
                .endEstimated(data.bool("endEstimated"))
                .endReason(data.text("endReason"))
                .changedAt(Instant.parse(data.string("changedAt")))
                .metrics(new SessionMetrics(
                        1,
                        metrics.number("participants"),
                        metrics.number("peakParticipants"),
                        metrics.number("viewers"),
                        metrics.number("peakViewers"),
                        metrics.number("connections"),
                        metrics.number("abortedConnections"),
                        metrics.number("rejoinedParticipants"),
                        metrics.number("earlyLeavers"),
                        metrics.number("recordings"),
                        metrics.number("failedRecordings"),
                        Duration.parse(metrics.string("duration")),
                        Duration.parse(metrics.string("watchTime")),
                        metrics.number("rungSessions"),
                        Duration.parse(metrics.string("timeToJoin"))))
                .build();
        return new CallSummary(event.info(), session);
    }
}
