package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of Stream calls, with Stream's names. A session is one incarnation of a call, from the first join to the last leave; a
 * user session is one connection of a participant. {@link StreamClient#statistics} returns it. Thread-safe.
 */
public final class StatisticsClient {

    private static final int MAX_ID = 256;

    private final StreamTransport transport;

    StatisticsClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code GetActiveCallsStatus}.
     *
     * @return {@code start_time}, {@code end_time}, {@code summary}, {@code metrics}
     */
    public Json getActiveCallsStatus() {
        return transport.call(StreamOperation.GET_ACTIVE_CALLS_STATUS, null);
    }

    /**
     * {@code QueryCallStats}: returns one page of short reports, one for each session.
     *
     * @param query {@code filter_conditions} by {@code call_cid}, {@code created_at}, {@code first_stats}, {@code min_user_rating} and
     *     {@code quality_score}; {@code sort}, {@code limit}, {@code next}
     * @return {@code reports}, {@code next}
     */
    public Json queryCallStats(Json query) {
        return transport.call(StreamOperation.QUERY_CALL_STATS, Check.notNull("query", query));
    }

    /**
     * {@code QueryCallSessionStats}: returns one page of sessions with their numbers of participants.
     *
     * @param query {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}
     * @return {@code call_stats}, {@code next}
     */
    public Json queryCallSessionStats(Json query) {
        return transport.call(StreamOperation.QUERY_CALL_SESSION_STATS, Check.notNull("query", query));
    }

    /**
     * {@code QueryAggregateCallStats}: returns reports of the whole application.
     *
     * @param query {@code from}, {@code to}, {@code report_types}
     */
    public Json queryAggregateCallStats(Json query) {
        return transport.call(StreamOperation.QUERY_AGGREGATE_CALL_STATS, Check.notNull("query", query));
    }

    /**
     * {@code QueryUserFeedback}: returns one page.
     *
     * @param full the value of Stream's parameter of this name
     * @param query {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}
     * @return {@code user_feedback}, {@code next}
     */
    public Json queryUserFeedback(boolean full, Json query) {
        Check.notNull("query", query);
        return transport.execute(
                StreamOperation.QUERY_USER_FEEDBACK,
                transport
                        .target(StreamOperation.QUERY_USER_FEEDBACK)
                        .addQueryParameter("full", Boolean.toString(full))
                        .build(),
                query,
                (json, response, attempt) -> json);
    }

    /**
     * {@code GetDailyDigest}.
     *
     * @param date a day in UTC
     * @return {@code status} ({@code ready}, {@code pending}, {@code failed}, {@code future_date} or {@code expired}), {@code
     *     retry_after}, and the digests if they are ready
     */
    public Json getDailyDigest(LocalDate date) {
        Json query = Json.builder()
                .put("date", Check.notNull("date", date).toString())
                .build();
        return transport.query(StreamOperation.GET_DAILY_DIGEST, query);
    }

    /**
     * {@code GetCallReport}.
     *
     * @param session the session; null for the newest
     * @return {@code session_id}, {@code report}, {@code session}, {@code chat_activity}, …
     * @throws NotFoundException if the call or the session does not exist
     */
    public Json getCallReport(CallId call, @Nullable String session) {
        Json query = session == null
                ? Json.EMPTY
                : Json.builder()
                        .put("session_id", Check.id("session", session, MAX_ID))
                        .build();
        return transport.query(StreamOperation.GET_CALL_REPORT, query, StreamTransport.values(call));
    }

    /**
     * {@code GetCallStatsMap}: returns where the participants of a session are.
     *
     * @param query {@code start_time}, {@code end_time}, {@code exclude_publishers}, {@code exclude_subscribers}, {@code exclude_sfus}
     * @return {@code publishers}, {@code subscribers}, {@code sfus}, {@code counts}, …
     * @throws NotFoundException if the call or the session does not exist
     */
    public Json getCallStatsMap(CallId call, String session, Json query) {
        return query(StreamOperation.GET_CALL_STATS_MAP, query, call, session);
    }

    /**
     * {@code QueryCallSessionParticipantStats}: returns one page of users with their connections.
     *
     * @param query {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}
     * @return {@code participants} with their connections, {@code counts}, {@code next}, …
     * @throws NotFoundException if the call or the session does not exist
     */
    public Json queryCallSessionParticipantStats(CallId call, String session, Json query) {
        return query(StreamOperation.QUERY_CALL_SESSION_PARTICIPANT_STATS, query, call, session);
    }

    /**
     * {@code GetCallSessionParticipantStatsDetails}: returns the time series of one connection.
     *
     * @param query {@code since}, {@code until}, {@code max_points}
     * @return {@code publisher}, {@code subscriber}, {@code user}, {@code timeframe}, …
     * @throws NotFoundException if the call, the session or the connection does not exist
     */
    public Json getCallSessionParticipantStatsDetails(
            CallId call, String session, String userId, String userSession, Json query) {
        return query(
                StreamOperation.GET_CALL_SESSION_PARTICIPANT_STATS_DETAILS, query, call, session, userId, userSession);
    }

    /**
     * {@code GetCallSessionParticipantStatsTimeline}: returns the events of one connection.
     *
     * @param query {@code start_time}, {@code end_time}, {@code severity}
     * @return {@code events} with {@code type}, {@code severity}, {@code timestamp} and {@code data} each
     * @throws NotFoundException if the call, the session or the connection does not exist
     */
    public Json getCallSessionParticipantStatsTimeline(
            CallId call, String session, String userId, String userSession, Json query) {
        return query(
                StreamOperation.GET_CALL_SESSION_PARTICIPANT_STATS_TIMELINE, query, call, session, userId, userSession);
    }

    /**
     * {@code QueryCallParticipantSessions}: returns one page of the connections of a session.
     *
     * @param query {@code filter_conditions}, {@code limit}, {@code next}
     * @return {@code participants_sessions}, {@code total_participant_sessions}, {@code total_participant_duration}, {@code next}, …
     * @throws NotFoundException if the call or the session does not exist
     */
    public Json queryCallParticipantSessions(CallId call, String session, Json query) {
        return query(StreamOperation.QUERY_CALL_PARTICIPANT_SESSIONS, query, call, session);
    }

    /**
     * {@code GetCallParticipantSessionMetrics}: returns the tracks of one connection with their bit rates, frame rates and warnings.
     *
     * @param query {@code since}, {@code until}
     * @return {@code published_tracks}, {@code client}, …
     * @throws NotFoundException if the call, the session or the connection does not exist
     */
    public Json getCallParticipantSessionMetrics(
            CallId call, String session, String userId, String userSession, Json query) {
        return query(StreamOperation.GET_CALL_PARTICIPANT_SESSION_METRICS, query, call, session, userId, userSession);
    }

    /**
     * {@code ReportClientCallEvent}: reports events of a client for the statistics. Never sent again after a lost response. The request
     * fails if an event is invalid; Stream processes the others nevertheless.
     *
     * @param events {@code events} with {@code event_type}, {@code call_session_id}, {@code stage}, {@code timestamp}, … each
     */
    public void reportClientCallEvent(Json events) {
        transport.call(StreamOperation.REPORT_CLIENT_CALL_EVENT, Check.notNull("events", events));
    }

    private Json query(StreamOperation operation, Json query, CallId call, String session) {
        return transport.query(
                operation,
                Check.notNull("query", query),
                StreamTransport.values(call, Check.notNull("session", session)));
    }

    private Json query(
            StreamOperation operation, Json query, CallId call, String session, String userId, String userSession) {
        return transport.query(
                operation,
                Check.notNull("query", query),
                StreamTransport.values(
                        call,
                        Check.notNull("session", session),
                        StreamUserId.check("userId", userId),
                        Check.notNull("userSession", userSession)));
    }
}
