package io.videoprovider.stream.client;

import static io.videoprovider.resilience.RetryClass.CHECK_THEN_ACT;
import static io.videoprovider.resilience.RetryClass.IDEMPOTENT;
import static io.videoprovider.resilience.RetryClass.NEVER;
import static io.videoprovider.resilience.RetryClass.READ;

import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The remote operations that have a method, each with its HTTP method, its path, its retry class and what every response has.
 */
enum StreamOperation implements Operation {
    QUERY_USERS("QueryUsers", "GET", "/users", READ, list("users")),
    UPSERT_USERS("UpdateUsers", "POST", "/users", IDEMPOTENT, StreamOperation::any),
    UPDATE_USERS("UpdateUsersPartial", "PATCH", "/users", IDEMPOTENT, StreamOperation::any),
    UPDATE_APP("UpdateApp", "PATCH", "/app", IDEMPOTENT, StreamOperation::any),
    DELETE_USERS("DeleteUsers", "POST", "/users/delete", IDEMPOTENT, text("task_id")),
    RESTORE_USERS("RestoreUsers", "POST", "/users/restore", IDEMPOTENT, StreamOperation::any),
    DEACTIVATE_USER("DeactivateUser", "POST", "/users/{user_id}/deactivate", IDEMPOTENT, StreamOperation::any),
    REACTIVATE_USER("ReactivateUser", "POST", "/users/{user_id}/reactivate", IDEMPOTENT, StreamOperation::any),
    DEACTIVATE_USERS("DeactivateUsers", "POST", "/users/deactivate", IDEMPOTENT, text("task_id")),
    REACTIVATE_USERS("ReactivateUsers", "POST", "/users/reactivate", IDEMPOTENT, text("task_id")),
    LIST_DEVICES("ListDevices", "GET", "/devices", READ, list("devices")),
    CREATE_DEVICE("CreateDevice", "POST", "/devices", IDEMPOTENT, StreamOperation::any),
    DELETE_DEVICE("DeleteDevice", "DELETE", "/devices", IDEMPOTENT, StreamOperation::any),
    LIST_EXTERNAL_STORAGE("ListExternalStorage", "GET", "/external_storage", READ, object("external_storages")),
    CREATE_EXTERNAL_STORAGE("CreateExternalStorage", "POST", "/external_storage", CHECK_THEN_ACT, StreamOperation::any),
    UPDATE_EXTERNAL_STORAGE("UpdateExternalStorage", "PUT", "/external_storage/{name}", IDEMPOTENT, text("name")),
    DELETE_EXTERNAL_STORAGE(
            "DeleteExternalStorage", "DELETE", "/external_storage/{name}", IDEMPOTENT, StreamOperation::any),
    // Writes a file with a random name; several do no harm.
    CHECK_EXTERNAL_STORAGE(
            "CheckExternalStorage", "GET", "/external_storage/{name}/check", IDEMPOTENT, text("file_url")),
    GET_APP("GetApp", "GET", "/app", READ, StreamOperation::app),
    GET_OR_CREATE_CHANNEL(
            "GetOrCreateChannel", "POST", "/chat/channels/{type}/{id}/query", IDEMPOTENT, StreamOperation::channel),
    GET_CHANNEL("GetChannel", "GET", "/chat/channels/{type}/{id}", READ, StreamOperation::channel),
    UPDATE_CHANNEL("UpdateChannel", "POST", "/chat/channels/{type}/{id}", IDEMPOTENT, list("members")),
    DELETE_CHANNEL("DeleteChannel", "DELETE", "/chat/channels/{type}/{id}", IDEMPOTENT, StreamOperation::any),
    DELETE_CHANNELS("DeleteChannels", "POST", "/chat/channels/delete", IDEMPOTENT, StreamOperation::any),
    GET_TASK("GetTask", "GET", "/tasks/{id}", READ, text("status")),
    GET_OR_CREATE_CALL("GetOrCreateCall", "POST", "/video/call/{type}/{id}", IDEMPOTENT, StreamOperation::call),
    GET_CALL("GetCall", "GET", "/video/call/{type}/{id}", READ, StreamOperation::call),
    QUERY_CALLS("QueryCalls", "POST", "/video/calls", READ, list("calls")),
    UPDATE_CALL("UpdateCall", "PATCH", "/video/call/{type}/{id}", IDEMPOTENT, StreamOperation::call),
    END_CALL("EndCall", "POST", "/video/call/{type}/{id}/mark_ended", IDEMPOTENT, StreamOperation::any),
    /** {@code GetCall} with {@code notify}, which is not a read. */
    NOTIFY_MEMBERS("GetCall", "GET", "/video/call/{type}/{id}", NEVER, StreamOperation::call),
    DELETE_CALL("DeleteCall", "POST", "/video/call/{type}/{id}/delete", IDEMPOTENT, StreamOperation::any),
    QUERY_MEMBERS("QueryCallMembers", "POST", "/video/call/members", READ, list("members")),
    UPDATE_MEMBERS("UpdateCallMembers", "POST", "/video/call/{type}/{id}/members", IDEMPOTENT, StreamOperation::any),
    QUERY_PARTICIPANTS(
            "QueryCallParticipants", "POST", "/video/call/{type}/{id}/participants", READ, list("participants")),
    KICK_USER("KickUser", "POST", "/video/call/{type}/{id}/kick", IDEMPOTENT, StreamOperation::any),
    MUTE_USERS("MuteUsers", "POST", "/video/call/{type}/{id}/mute_users", IDEMPOTENT, StreamOperation::any),
    UPDATE_PERMISSIONS(
            "UpdateUserPermissions",
            "POST",
            "/video/call/{type}/{id}/user_permissions",
            IDEMPOTENT,
            StreamOperation::any),
    SEND_EVENT("SendCallEvent", "POST", "/video/call/{type}/{id}/event", NEVER, StreamOperation::any),
    START_RECORDING(
            "StartRecording",
            "POST",
            "/video/call/{type}/{id}/recordings/{recording_type}/start",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_RECORDING(
            "StopRecording",
            "POST",
            "/video/call/{type}/{id}/recordings/{recording_type}/stop",
            IDEMPOTENT,
            StreamOperation::any),
    LIST_RECORDINGS("ListRecordings", "GET", "/video/call/{type}/{id}/recordings", READ, list("recordings")),
    DELETE_RECORDING(
            "DeleteRecording",
            "DELETE",
            "/video/call/{type}/{id}/{session}/recordings/{filename}",
            IDEMPOTENT,
            StreamOperation::any),
    START_TRANSCRIPTION(
            "StartTranscription",
            "POST",
            "/video/call/{type}/{id}/start_transcription",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_TRANSCRIPTION(
            "StopTranscription",
            "POST",
            "/video/call/{type}/{id}/stop_transcription",
            IDEMPOTENT,
            StreamOperation::any),
    LIST_TRANSCRIPTIONS(
            "ListTranscriptions", "GET", "/video/call/{type}/{id}/transcriptions", READ, list("transcriptions")),
    DELETE_TRANSCRIPTION(
            "DeleteTranscription",
            "DELETE",
            "/video/call/{type}/{id}/{session}/transcriptions/{filename}",
            IDEMPOTENT,
            StreamOperation::any),
    START_CLOSED_CAPTIONS(
            "StartClosedCaptions",
            "POST",
            "/video/call/{type}/{id}/start_closed_captions",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_CLOSED_CAPTIONS(
            "StopClosedCaptions",
            "POST",
            "/video/call/{type}/{id}/stop_closed_captions",
            IDEMPOTENT,
            StreamOperation::any),
    START_HLS_BROADCASTING(
            "StartHLSBroadcasting",
            "POST",
            "/video/call/{type}/{id}/start_broadcasting",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_HLS_BROADCASTING(
            "StopHLSBroadcasting",
            "POST",
            "/video/call/{type}/{id}/stop_broadcasting",
            IDEMPOTENT,
            StreamOperation::any),
    START_RTMP_BROADCASTS(
            "StartRTMPBroadcasts",
            "POST",
            "/video/call/{type}/{id}/rtmp_broadcasts",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_RTMP_BROADCAST(
            "StopRTMPBroadcast",
            "POST",
            "/video/call/{type}/{id}/rtmp_broadcasts/{name}/stop",
            IDEMPOTENT,
            StreamOperation::any),
    // Calls
    GET_OR_CREATE_CALL_AND_NOTIFY("GetOrCreateCall", "POST", "/video/call/{type}/{id}", NEVER, StreamOperation::call),
    RING_CALL("RingCall", "POST", "/video/call/{type}/{id}/ring", NEVER, list("members_ids")),
    GO_LIVE("GoLive", "POST", "/video/call/{type}/{id}/go_live", IDEMPOTENT, StreamOperation::call),
    STOP_LIVE("StopLive", "POST", "/video/call/{type}/{id}/stop_live", IDEMPOTENT, StreamOperation::call),
    BLOCK_USER("BlockUser", "POST", "/video/call/{type}/{id}/block", IDEMPOTENT, StreamOperation::any),
    UNBLOCK_USER("UnblockUser", "POST", "/video/call/{type}/{id}/unblock", IDEMPOTENT, StreamOperation::any),
    VIDEO_PIN("VideoPin", "POST", "/video/call/{type}/{id}/pin", IDEMPOTENT, StreamOperation::any),
    VIDEO_UNPIN("VideoUnpin", "POST", "/video/call/{type}/{id}/unpin", IDEMPOTENT, StreamOperation::any),
    COLLECT_USER_FEEDBACK(
            "CollectUserFeedback", "POST", "/video/call/{type}/{id}/feedback", NEVER, StreamOperation::any),
    GET_EDGES("GetEdges", "GET", "/video/edges", READ, list("edges")),
    // Recordings, transcriptions, captions
    START_FRAME_RECORDING(
            "StartFrameRecording",
            "POST",
            "/video/call/{type}/{id}/start_frame_recording",
            CHECK_THEN_ACT,
            StreamOperation::any),
    STOP_FRAME_RECORDING(
            "StopFrameRecording",
            "POST",
            "/video/call/{type}/{id}/stop_frame_recording",
            IDEMPOTENT,
            StreamOperation::any),
    SEND_CLOSED_CAPTION(
            "SendClosedCaption", "POST", "/video/call/{type}/{id}/closed_captions", NEVER, StreamOperation::any),
    // Broadcasts
    STOP_ALL_RTMP_BROADCASTS(
            "StopAllRTMPBroadcasts",
            "POST",
            "/video/call/{type}/{id}/rtmp_broadcasts/stop",
            IDEMPOTENT,
            StreamOperation::any),
    // Call types
    LIST_CALL_TYPES("ListCallTypes", "GET", "/video/calltypes", READ, object("call_types")),
    CREATE_CALL_TYPE("CreateCallType", "POST", "/video/calltypes", CHECK_THEN_ACT, text("name")),
    GET_CALL_TYPE("GetCallType", "GET", "/video/calltypes/{name}", READ, text("name")),
    UPDATE_CALL_TYPE("UpdateCallType", "PUT", "/video/calltypes/{name}", IDEMPOTENT, text("name")),
    DELETE_CALL_TYPE("DeleteCallType", "DELETE", "/video/calltypes/{name}", IDEMPOTENT, StreamOperation::any),
    // Statistics
    GET_ACTIVE_CALLS_STATUS("GetActiveCallsStatus", "GET", "/video/active_calls_status", READ, present("start_time")),
    QUERY_CALL_STATS("QueryCallStats", "POST", "/video/call/stats", READ, list("reports")),
    QUERY_CALL_SESSION_STATS("QueryCallSessionStats", "POST", "/video/call_stats", READ, list("call_stats")),
    QUERY_AGGREGATE_CALL_STATS("QueryAggregateCallStats", "POST", "/video/stats", READ, StreamOperation::any),
    QUERY_USER_FEEDBACK("QueryUserFeedback", "POST", "/video/call/feedback", READ, list("user_feedback")),
    GET_DAILY_DIGEST("GetDailyDigest", "GET", "/video/stats/daily_digest", READ, text("status")),
    GET_CALL_REPORT("GetCallReport", "GET", "/video/call/{type}/{id}/report", READ, text("session_id")),
    GET_CALL_STATS_MAP(
            "GetCallStatsMap",
            "GET",
            "/video/call_stats/{call_type}/{call_id}/{session}/map",
            READ,
            text("call_session_id")),
    QUERY_CALL_SESSION_PARTICIPANT_STATS(
            "QueryCallSessionParticipantStats",
            "GET",
            "/video/call_stats/{call_type}/{call_id}/{session}/participants",
            READ,
            list("participants")),
    GET_CALL_SESSION_PARTICIPANT_STATS_DETAILS(
            "GetCallSessionParticipantStatsDetails",
            "GET",
            "/video/call_stats/{call_type}/{call_id}/{session}/participant/{user}/{user_session}/details",
            READ,
            text("user_session_id")),
    GET_CALL_SESSION_PARTICIPANT_STATS_TIMELINE(
            "GetCallSessionParticipantStatsTimeline",
            "GET",
            "/video/call_stats/{call_type}/{call_id}/{session}/participants/{user}/{user_session}/timeline",
            READ,
            list("events")),
    QUERY_CALL_PARTICIPANT_SESSIONS(
            "QueryCallParticipantSessions",
            "GET",
            "/video/call/{type}/{id}/session/{session}/participant_sessions",
            READ,
            list("participants_sessions")),
    GET_CALL_PARTICIPANT_SESSION_METRICS(
            "GetCallParticipantSessionMetrics",
            "GET",
            "/video/call/{type}/{id}/session/{session}/participant/{user}/{user_session}/details/track",
            READ,
            StreamOperation::any),
    REPORT_CLIENT_CALL_EVENT("ReportClientCallEvent", "POST", "/video/call_client_event", NEVER, StreamOperation::any),
    // SIP
    LIST_SIP_TRUNKS("ListSIPTrunks", "GET", "/video/sip/inbound_trunks", READ, list("sip_trunks")),
    CREATE_SIP_TRUNK("CreateSIPTrunk", "POST", "/video/sip/inbound_trunks", CHECK_THEN_ACT, id("sip_trunk")),
    UPDATE_SIP_TRUNK("UpdateSIPTrunk", "PUT", "/video/sip/inbound_trunks/{id}", IDEMPOTENT, id("sip_trunk")),
    DELETE_SIP_TRUNK("DeleteSIPTrunk", "DELETE", "/video/sip/inbound_trunks/{id}", IDEMPOTENT, StreamOperation::any),
    LIST_SIP_INBOUND_ROUTING_RULE(
            "ListSIPInboundRoutingRule",
            "GET",
            "/video/sip/inbound_routing_rules",
            READ,
            list("sip_inbound_routing_rules")),
    CREATE_SIP_INBOUND_ROUTING_RULE(
            "CreateSIPInboundRoutingRule", "POST", "/video/sip/inbound_routing_rules", CHECK_THEN_ACT, text("id")),
    UPDATE_SIP_INBOUND_ROUTING_RULE(
            "UpdateSIPInboundRoutingRule",
            "PUT",
            "/video/sip/inbound_routing_rules/{id}",
            IDEMPOTENT,
            id("sip_inbound_routing_rule")),
    DELETE_SIP_INBOUND_ROUTING_RULE(
            "DeleteSIPInboundRoutingRule",
            "DELETE",
            "/video/sip/inbound_routing_rules/{id}",
            IDEMPOTENT,
            StreamOperation::any),
    RESOLVE_SIP_AUTH("ResolveSipAuth", "POST", "/video/sip/auth", READ, text("auth_result")),
    // May create the caller's user and call.
    RESOLVE_SIP_INBOUND("ResolveSipInbound", "POST", "/video/sip/resolve", NEVER, token("credentials"));

    private final String operationName;
    private final String method;
    // An unmodifiable list.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> segments;

    private final RetryClass retryClass;
    // Lambdas without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<Json> response;

    StreamOperation(String operationName, String method, String path, RetryClass retryClass, Consumer<Json> response) {
        this.operationName = operationName;
        this.method = method;
        this.segments = List.of(path.substring(1).split("/"));
        this.retryClass = retryClass;
        this.response = response;
    }

    private static void any(Json response) {}

    private static Consumer<Json> text(String field) {
        return json -> Wire.requirePresent(field, json.string(field));
    }

    private static void call(Json response) {
        Wire.requirePresent("cid", response.object("call").string("cid"));
    }

    /** An application without {@code event_hooks} must not pass for one without hooks, because a change writes all of them. */
    private static void app(Json response) {
        if (!response.object("app").asMap().containsKey("event_hooks")) {
            throw new InvalidRequestException("app.event_hooks", "must not be missing");
        }
    }

    private static void channel(Json response) {
        Wire.requirePresent("channel.cid", response.object("channel").string("cid"));
    }

    private static Consumer<Json> present(String field) {
        return json -> {
            if (!json.has(field)) {
                throw new InvalidRequestException(field, "must not be missing");
            }
        };
    }

    /** An object with an id. */
    private static Consumer<Json> id(String field) {
        return json -> Wire.requirePresent(field + ".id", json.object(field).string("id"));
    }

    /** An object with a token. */
    private static Consumer<Json> token(String field) {
        return json -> Wire.requirePresent(field + ".token", json.object(field).string("token"));
    }

    private static Consumer<Json> object(String field) {
        return json -> {
            if (json.has(field) && !(json.asMap().get(field) instanceof Map)) {
                throw new InvalidRequestException(field, "must be an object");
            }
        };
    }

    /** A missing list counts as an empty one. */
    private static Consumer<Json> list(String field) {
        return json -> Wire.requireListOrMissing(json, field);
    }

    /**
     * Verifies that an object can be a response of this operation: an empty object, for example, is not a call.
     *
     * @throws InvalidRequestException if it lacks what every response has
     */
    void verify(Json response) {
        this.response.accept(response);
    }

    String method() {
        return method;
    }

    /** The segments of the path below {@code /api/v2}; {@code {name}} is a placeholder. */
    List<String> segments() {
        return segments;
    }

    @Override
    public String operationName() {
        return operationName;
    }

    @Override
    public RetryClass retryClass() {
        return retryClass;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(15);
    }
}
