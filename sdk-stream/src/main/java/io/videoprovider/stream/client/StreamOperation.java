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
            StreamOperation::any);

    private final String operationName;
    private final String method;
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
