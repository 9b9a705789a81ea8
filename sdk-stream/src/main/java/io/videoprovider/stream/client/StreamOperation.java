package io.videoprovider.stream.client;

import static io.videoprovider.resilience.RetryClass.CHECK_THEN_ACT;
import static io.videoprovider.resilience.RetryClass.IDEMPOTENT;
import static io.videoprovider.resilience.RetryClass.NEVER;
import static io.videoprovider.resilience.RetryClass.READ;

import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Operation;
import java.time.Duration;

/** The remote operations that have a method of this client, each with its HTTP method and its retry class. */
enum StreamOperation implements Operation {
    QUERY_USERS("QueryUsers", "GET", READ),
    UPSERT_USERS("UpdateUsers", "POST", IDEMPOTENT),
    UPDATE_USERS("UpdateUsersPartial", "PATCH", IDEMPOTENT),
    UPDATE_APP("UpdateApp", "PATCH", IDEMPOTENT),
    GET_TASK("GetTask", "GET", READ),
    GET_OR_CREATE_CALL("GetOrCreateCall", "POST", IDEMPOTENT),
    GET_CALL("GetCall", "GET", READ),
    QUERY_CALLS("QueryCalls", "POST", READ),
    UPDATE_CALL("UpdateCall", "PATCH", IDEMPOTENT),
    END_CALL("EndCall", "POST", IDEMPOTENT),
    DELETE_CALL("DeleteCall", "POST", IDEMPOTENT),
    QUERY_MEMBERS("QueryCallMembers", "POST", READ),
    UPDATE_MEMBERS("UpdateCallMembers", "POST", IDEMPOTENT),
    QUERY_PARTICIPANTS("QueryCallParticipants", "POST", READ),
    KICK_USER("KickUser", "POST", IDEMPOTENT),
    MUTE_USERS("MuteUsers", "POST", IDEMPOTENT),
    UPDATE_PERMISSIONS("UpdateUserPermissions", "POST", IDEMPOTENT),
    SEND_EVENT("SendCallEvent", "POST", NEVER),
    START_RECORDING("StartRecording", "POST", CHECK_THEN_ACT),
    STOP_RECORDING("StopRecording", "POST", IDEMPOTENT),
    LIST_RECORDINGS("ListRecordings", "GET", READ),
    START_HLS_BROADCASTING("StartHLSBroadcasting", "POST", CHECK_THEN_ACT),
    STOP_HLS_BROADCASTING("StopHLSBroadcasting", "POST", IDEMPOTENT),
    START_RTMP_BROADCASTS("StartRTMPBroadcasts", "POST", CHECK_THEN_ACT),
    STOP_RTMP_BROADCAST("StopRTMPBroadcast", "POST", IDEMPOTENT);

    private final String operationName;
    private final String method;
    private final RetryClass retryClass;

    StreamOperation(String operationName, String method, RetryClass retryClass) {
        this.operationName = operationName;
        this.method = method;
        this.retryClass = retryClass;
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
