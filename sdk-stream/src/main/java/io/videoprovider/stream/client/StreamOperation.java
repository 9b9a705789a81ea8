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
import java.util.function.Consumer;

/**
 * The remote operations that have a method of this client, each with its HTTP method, its retry class and what every response has.
 */
enum StreamOperation implements Operation {
    QUERY_USERS("QueryUsers", "GET", READ, list("users")),
    UPSERT_USERS("UpdateUsers", "POST", IDEMPOTENT, StreamOperation::any),
    UPDATE_USERS("UpdateUsersPartial", "PATCH", IDEMPOTENT, StreamOperation::any),
    UPDATE_APP("UpdateApp", "PATCH", IDEMPOTENT, StreamOperation::any),
    GET_TASK("GetTask", "GET", READ, text("status")),
    GET_OR_CREATE_CALL("GetOrCreateCall", "POST", IDEMPOTENT, StreamOperation::call),
    GET_CALL("GetCall", "GET", READ, StreamOperation::call),
    QUERY_CALLS("QueryCalls", "POST", READ, list("calls")),
    UPDATE_CALL("UpdateCall", "PATCH", IDEMPOTENT, StreamOperation::call),
    END_CALL("EndCall", "POST", IDEMPOTENT, StreamOperation::any),
    DELETE_CALL("DeleteCall", "POST", IDEMPOTENT, StreamOperation::any),
    QUERY_MEMBERS("QueryCallMembers", "POST", READ, list("members")),
    UPDATE_MEMBERS("UpdateCallMembers", "POST", IDEMPOTENT, StreamOperation::any),
    QUERY_PARTICIPANTS("QueryCallParticipants", "POST", READ, list("participants")),
    KICK_USER("KickUser", "POST", IDEMPOTENT, StreamOperation::any),
    MUTE_USERS("MuteUsers", "POST", IDEMPOTENT, StreamOperation::any),
    UPDATE_PERMISSIONS("UpdateUserPermissions", "POST", IDEMPOTENT, StreamOperation::any),
    SEND_EVENT("SendCallEvent", "POST", NEVER, StreamOperation::any),
    START_RECORDING("StartRecording", "POST", CHECK_THEN_ACT, StreamOperation::any),
    STOP_RECORDING("StopRecording", "POST", IDEMPOTENT, StreamOperation::any),
    LIST_RECORDINGS("ListRecordings", "GET", READ, list("recordings")),
    START_HLS_BROADCASTING("StartHLSBroadcasting", "POST", CHECK_THEN_ACT, StreamOperation::any),
    STOP_HLS_BROADCASTING("StopHLSBroadcasting", "POST", IDEMPOTENT, StreamOperation::any),
    START_RTMP_BROADCASTS("StartRTMPBroadcasts", "POST", CHECK_THEN_ACT, StreamOperation::any),
    STOP_RTMP_BROADCAST("StopRTMPBroadcast", "POST", IDEMPOTENT, StreamOperation::any);

    private final String operationName;
    private final String method;
    private final RetryClass retryClass;
    // Lambdas without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<Json> response;

    StreamOperation(String operationName, String method, RetryClass retryClass, Consumer<Json> response) {
        this.operationName = operationName;
        this.method = method;
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
