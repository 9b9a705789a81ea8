package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.Reconciliation;
import io.videoprovider.stream.client.StreamTransport.Reader;
import java.util.Collection;
import java.util.List;
import okhttp3.HttpUrl;

/** Operations on Stream calls, their members and participants, with Stream's names. {@link StreamClient#calls} returns it. Thread-safe. */
public final class CallClient {

    /** Stream's own limit. */
    private static final int MAX_RUNG = 25;

    private final StreamTransport transport;

    CallClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code GetOrCreateCall}. Rejects {@code ring} and {@code notify}, with which the request could not be repeated: use {@link
     * #ringCall} or {@link #getOrCreateCallAndNotify}.
     *
     * @param body {@code data} with {@code created_by_id}, {@code custom}, {@code starts_at}, {@code members}, …
     * @return {@code call}, {@code created}, {@code members}, {@code own_capabilities}
     */
    public Json getOrCreateCall(CallId call, Json body) {
        Check.notNull("body", body);
        if (body.bool("ring") || body.bool("notify")) {
            throw new InvalidRequestException(
                    "ring",
                    "and notify must not be set: such requests are not idempotent; use ringCall or"
                            + " getOrCreateCallAndNotify");
        }
        return transport.call(StreamOperation.GET_OR_CREATE_CALL, body, call);
    }

    /**
     * {@code GetOrCreateCall} with {@code ring} or {@code notify}: rings all members, or notifies them. Never sent again after a lost
     * response, since the members would be called twice. To only ring, {@link #ringCall} after {@link #getOrCreateCall} is the better
     * way: the call exists for certain when it rings.
     *
     * @param body as for {@link #getOrCreateCall}, with {@code ring} or {@code notify}; {@code video} states whether the call has video
     * @return {@code call}, {@code created}, {@code members}, {@code own_capabilities}
     */
    public Json getOrCreateCallAndNotify(CallId call, Json body) {
        Check.notNull("call", call);
        Check.notNull("body", body);
        if (!body.bool("ring") && !body.bool("notify")) {
            throw new InvalidRequestException("ring", "or notify must be true; use getOrCreateCall otherwise");
        }
        return transport.call(StreamOperation.GET_OR_CREATE_CALL_AND_NOTIFY, body, call);
    }

    /**
     * {@code RingCall}: rings members who are not in the call. Never sent again after a lost response.
     *
     * @param memberIds the members to ring, at most 25; all if empty
     * @param video whether the call has video
     * @return the members who are rung
     * @throws NotFoundException if the call does not exist
     */
    public List<String> ringCall(CallId call, Collection<String> memberIds, boolean video) {
        List<String> ids = Check.listOf("memberIds", memberIds);
        Check.between("number of memberIds", ids.size(), 0, MAX_RUNG);
        ids.forEach(id -> StreamUserId.check("memberId", id));
        Json body = Json.builder()
                .putIfNotEmpty("members_ids", ids)
                .put("video", video)
                .build();
        return transport.call(StreamOperation.RING_CALL, body, call).strings("members_ids");
    }

    /**
     * {@code GoLive}: ends the backstage, so that everyone may join. Also succeeds if an earlier attempt did it, with all that the options
     * start, and its response was lost.
     *
     * @param options {@code start_hls}, {@code start_recording}, {@code start_composite_recording}, {@code start_individual_recording},
     *     {@code start_raw_recording}, {@code start_transcription}, {@code start_closed_caption}, {@code recording_storage_name}, {@code
     *     transcription_storage_name}
     * @throws NotFoundException if the call does not exist
     * @throws ConflictException if something that the options start is running, or the call has no participants
     */
    public CallResponse goLive(CallId call, Json options) {
        Check.notNull("options", options);
        try {
            return new CallResponse(
                    transport.call(StreamOperation.GO_LIVE, options, call).object("call"));
        } catch (ConflictException running) {
            if (!running.outcomeUnknown()) {
                throw running;
            }
            CallResponse now = Reconciliation.after(running, () -> getCall(call));
            // A call that was not in the backstage does not show whether the earlier attempt was processed.
            if (now.raw().bool("backstage") || !started(now, options)) {
                throw running;
            }
            return now;
        }
    }

    private static boolean started(CallResponse call, Json options) {
        boolean composite = options.bool("start_recording") || options.bool("start_composite_recording");
        return (!options.bool("start_hls") || call.raw().object("egress").has("hls"))
                && (!composite || records(call, "composite"))
                && (!options.bool("start_individual_recording") || records(call, "individual"))
                && (!options.bool("start_raw_recording") || records(call, "raw"))
                && (!options.bool("start_transcription") || call.transcribing())
                && (!options.bool("start_closed_caption") || call.captioning());
    }

    private static boolean records(CallResponse call, String type) {
        String status = call.recordingStatus(type);
        return status.isEmpty() ? type.equals("composite") && call.recording() : !status.equals("stopped");
    }

    /**
     * {@code StopLive}: returns the call to the backstage. Stops recordings, transcriptions, captions and broadcasts that are not continued.
     *
     * @param options {@code continue_hls}, {@code continue_recording}, {@code continue_composite_recording}, {@code
     *     continue_individual_recording}, {@code continue_raw_recording}, {@code continue_rtmp_broadcasts}, {@code
     *     continue_transcription}, {@code continue_closed_caption}
     * @throws NotFoundException if the call does not exist
     */
    public CallResponse stopLive(CallId call, Json options) {
        return new CallResponse(transport
                .call(StreamOperation.STOP_LIVE, Check.notNull("options", options), call)
                .object("call"));
    }

    /**
     * {@code GetCall}.
     *
     * @throws NotFoundException if the call does not exist
     */
    public CallResponse getCall(CallId call) {
        return new CallResponse(
                transport.call(StreamOperation.GET_CALL, null, call).object("call"));
    }

    /**
     * {@code QueryCalls}: returns one page.
     *
     * @param query {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}
     * @return {@code calls} with a {@code call} each, {@code next}
     */
    public Json queryCalls(Json query) {
        return transport.call(StreamOperation.QUERY_CALLS, Check.notNull("query", query));
    }

    /**
     * {@code UpdateCall}.
     *
     * @param changes {@code custom}, {@code settings_override}, {@code starts_at}
     * @throws NotFoundException if the call does not exist
     */
    public CallResponse updateCall(CallId call, Json changes) {
        return new CallResponse(transport
                .call(StreamOperation.UPDATE_CALL, Check.notNull("changes", changes), call)
                .object("call"));
    }

    /**
     * {@code EndCall}.
     *
     * @throws NotFoundException if the call does not exist
     */
    public void endCall(CallId call) {
        transport.call(StreamOperation.END_CALL, Json.EMPTY, call);
    }

    /**
     * {@code GetCall} with {@code notify}: sends a notification to all members.
     *
     * @throws NotFoundException if the call does not exist
     */
    public void notifyMembers(CallId call) {
        HttpUrl target = transport
                .target(StreamOperation.NOTIFY_MEMBERS, call)
                .addQueryParameter("notify", "true")
                .build();
        transport.execute(StreamOperation.NOTIFY_MEMBERS, target, null, (json, response, attempt) -> json);
    }

    /**
     * {@code DeleteCall}. A hard delete also removes recordings and cannot be undone; it continues after the response, see {@link
     * StreamClient#awaitTask}. A soft delete also succeeds if an earlier attempt deleted the call and its response was lost.
     *
     * @return the task of a hard delete; {@code ""} for a soft one
     * @throws NotFoundException if the call does not exist
     */
    public String deleteCall(CallId call, boolean hard) {
        Json body = Json.builder().put("hard", hard).build();
        try {
            return transport.execute(
                    StreamOperation.DELETE_CALL,
                    transport.target(StreamOperation.DELETE_CALL, call).build(),
                    body,
                    (json, response, attempt) -> {
                        String task = json.string("task_id");
                        if (hard && task.isEmpty()) {
                            throw StreamTransport.unreadable(
                                    response, attempt, new InvalidRequestException("task_id", "must not be empty"));
                        }
                        return task;
                    });
        } catch (NotFoundException e) {
            if (hard || !e.outcomeUnknown()) {
                throw e;
            }
            return "";
        }
    }

    /** {@code QueryCallMembers}: returns one page, by {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}. */
    public Json queryMembers(CallId call, Json query) {
        Check.notNull("call", call);
        Json body = Check.notNull("query", query).toBuilder()
                .put("type", call.type())
                .put("id", call.id())
                .build();
        return transport.call(StreamOperation.QUERY_MEMBERS, body);
    }

    /** {@code UpdateCallMembers}, with {@code update_members} and {@code remove_members}, at most 100 of each. */
    public Json updateMembers(CallId call, Json changes) {
        return transport.call(StreamOperation.UPDATE_MEMBERS, Check.notNull("changes", changes), call);
    }

    /**
     * {@code QueryCallParticipants}: returns at most 100 participants; Stream has no cursor for further ones.
     *
     * @param filter {@code filter_conditions}, by {@code user_id} and {@code published_tracks}
     * @return {@code participants} and {@code total_participants}; read the former with {@link #participants}
     * @throws NotFoundException if the call does not exist
     */
    public Json queryParticipants(CallId call, Json filter) {
        return queryParticipants(call, filter, (json, response, attempt) -> json);
    }

    private <T> T queryParticipants(CallId call, Json filter, Reader<T> reader) {
        Json body = Json.builder()
                .put("filter_conditions", Check.notNull("filter", filter))
                .build();
        HttpUrl target = transport
                .target(StreamOperation.QUERY_PARTICIPANTS, call)
                .addQueryParameter("limit", Integer.toString(StreamClient.BATCH))
                .build();
        return transport.execute(StreamOperation.QUERY_PARTICIPANTS, target, body, reader);
    }

    /**
     * {@code QueryCallParticipants} for one user.
     *
     * @return the user's connections, one for each device; at least one
     * @throws NotFoundException if the user is not in the call, or the call does not exist
     */
    public List<CallParticipant> queryParticipants(CallId call, String userId) {
        Json user =
                Json.builder().put("$eq", StreamUserId.check("userId", userId)).build();
        Json filter = Json.builder().put("user_id", user).build();
        return queryParticipants(call, filter, (json, response, attempt) -> {
            if (!json.has("participants")) {
                throw StreamTransport.unreadable(
                        response, attempt, new InvalidRequestException("participants", "must not be missing"));
            }
            List<CallParticipant> connections = participants(json);
            if (connections.isEmpty()) {
                throw new NotFoundException(
                        "the user is not in the call", attempt.refused(response, null, false), null);
            }
            return connections;
        });
    }

    /** Returns the participants of a response to {@link #queryParticipants}. One without a user is left out, with a warning in the log. */
    public static List<CallParticipant> participants(Json response) {
        return ListItems.map(
                "stream QueryCallParticipants",
                Check.notNull("response", response).objects("participants"),
                item -> {
                    CallParticipant participant = new CallParticipant(item);
                    Wire.requirePresent("user", participant.userId());
                    return participant;
                });
    }

    /** {@code KickUser}. */
    public void kickUser(CallId call, String userId, boolean block) {
        Json body = Json.builder()
                .put("user_id", StreamUserId.check("user id", userId))
                .put("block", block)
                .build();
        transport.call(StreamOperation.KICK_USER, body, call);
    }

    /** {@code BlockUser}: disconnects a user and rejects further joins, until {@link #unblockUser}. */
    public void blockUser(CallId call, String userId) {
        transport.call(StreamOperation.BLOCK_USER, user(userId).build(), call);
    }

    /** {@code UnblockUser}. */
    public void unblockUser(CallId call, String userId) {
        transport.call(StreamOperation.UNBLOCK_USER, user(userId).build(), call);
    }

    /**
     * {@code VideoPin}: shows a participant pinned to everyone.
     *
     * @param userSessionId the {@code user_session_id} of the participant
     * @throws NotFoundException if the participant is not in the call
     */
    public void videoPin(CallId call, String userId, String userSessionId) {
        pin(StreamOperation.VIDEO_PIN, call, userId, userSessionId);
    }

    /**
     * {@code VideoUnpin}.
     *
     * @param userSessionId the {@code user_session_id} of the participant
     * @throws NotFoundException if the participant is not in the call
     */
    public void videoUnpin(CallId call, String userId, String userSessionId) {
        pin(StreamOperation.VIDEO_UNPIN, call, userId, userSessionId);
    }

    private void pin(StreamOperation operation, CallId call, String userId, String userSessionId) {
        Json body = user(userId)
                .put("session_id", Check.text("userSessionId", userSessionId))
                .build();
        transport.call(operation, body, call);
    }

    private static Json.Builder user(String userId) {
        return Json.builder().put("user_id", StreamUserId.check("userId", userId));
    }

    /** {@code MuteUsers}: {@code user_ids}, {@code audio}, {@code video}, {@code screenshare}, {@code muted_by_id}. */
    public void muteUsers(CallId call, Json body) {
        transport.call(StreamOperation.MUTE_USERS, Check.notNull("body", body), call);
    }

    /** {@code UpdateUserPermissions}, only for {@code send-audio}, {@code send-video} and {@code screenshare}. */
    public void updatePermissions(CallId call, String userId, Collection<String> grant, Collection<String> revoke) {
        Json body = Json.builder()
                .put("user_id", StreamUserId.check("user id", userId))
                .putIfNotEmpty("grant_permissions", Check.listOf("grant", grant))
                .putIfNotEmpty("revoke_permissions", Check.listOf("revoke", revoke))
                .build();
        transport.call(StreamOperation.UPDATE_PERMISSIONS, body, call);
    }

    /** {@code SendCallEvent}: sends a custom event from a user to all participants. */
    public void sendEvent(CallId call, String userId, Json custom) {
        Json body = Json.builder()
                .put("user_id", StreamUserId.check("user id", userId))
                .put("custom", Check.notNull("custom", custom))
                .build();
        transport.call(StreamOperation.SEND_EVENT, body, call);
    }

    /**
     * {@code CollectUserFeedback}. Never sent again after a lost response, since it would count twice.
     *
     * @param feedback {@code rating} from 1 to 5, {@code sdk} and {@code sdk_version}, which are required, {@code reason}, {@code
     *     user_session_id}, {@code custom}
     * @throws NotFoundException if the call does not exist
     */
    public void collectUserFeedback(CallId call, Json feedback) {
        transport.call(StreamOperation.COLLECT_USER_FEEDBACK, Check.notNull("feedback", feedback), call);
    }

    /**
     * {@code GetEdges}.
     *
     * @return the locations of Stream's network: {@code id}, {@code latency_test_url}, {@code latitude}, {@code longitude}, {@code
     *     country_iso_code}, …
     */
    public List<Json> getEdges() {
        return transport.call(StreamOperation.GET_EDGES, null).objects("edges");
    }
}
