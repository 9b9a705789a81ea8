package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Attempt;
import io.videoprovider.spi.HttpResponse;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.JsonBody;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.Operation;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.SignedHeaders;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.UserAgent;
import io.videoprovider.spi.VendorCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Client of Stream's server-side video API, with Stream's names: typed methods for calls, members, participants, recordings,
 * broadcasts and users, and {@link #request} for all other endpoints. Requests are signed with a server token that is valid
 * for ten minutes. All attempts of one operation have the same {@code x-client-request-id} and run through the pipeline of
 * the provider.
 *
 * <p>{@code video.unwrap(StreamClient.class)} returns it; it is closed with its provider. Thread-safe.
 */
public final class StreamClient {

    /** The holder of all tokens of the application, including those of the server; not the id of a user. */
    private static final String EVERYONE = "";

    /** Stream's own limit on lists in one request. */
    public static final int BATCH = 100;

    private static final Duration UNKNOWN_OPERATION_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration MAX_PATIENCE = Duration.ofDays(1);
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final String USER_AGENT = UserAgent.of(StreamClient.class);

    private final HttpUrl url;
    private final String apiKey;
    private final SigningKey secret;
    private final OperationPipeline pipeline;
    private final Clock clock;
    private final IssueTimes issueTimes;
    private final SignedHeaders<UserToken> signed;
    private final RequestOptions options;

    /** Creates a client for {@code StreamVideoProvider}, which owns the pipeline. */
    public StreamClient(HttpUrl url, String apiKey, SigningKey secret, OperationPipeline pipeline, Clock clock) {
        this.url = Check.notNull("url", url);
        this.apiKey = Check.notNull("apiKey", apiKey);
        this.secret = Check.notNull("secret", secret);
        this.pipeline = Check.notNull("pipeline", pipeline);
        this.clock = Check.notNull("clock", clock);
        this.issueTimes = new IssueTimes(clock);
        this.signed = new SignedHeaders<>(clock, this::headers);
        this.options = RequestOptions.NONE;
    }

    private StreamClient(StreamClient other, RequestOptions options) {
        this.url = other.url;
        this.apiKey = other.apiKey;
        this.secret = other.secret;
        this.pipeline = other.pipeline;
        this.clock = other.clock;
        this.issueTimes = other.issueTimes;
        this.signed = other.signed;
        this.options = options;
    }

    /** Returns a view of this client with other options. */
    public StreamClient with(RequestOptions options) {
        return new StreamClient(this, Check.notNull("options", options));
    }

    // Calls

    /**
     * {@code GetOrCreateCall}. Rejects {@code ring} and {@code notify}, with which the request could not be repeated: use {@link
     * #request}.
     *
     * @param body {@code data} with {@code created_by_id}, {@code custom}, {@code starts_at}, {@code members}, …
     * @return {@code call}, {@code created}, {@code members}, {@code own_capabilities}
     */
    public Json getOrCreateCall(CallId call, Json body) {
        Check.notNull("body", body);
        if (body.bool("ring") || body.bool("notify")) {
            throw new InvalidRequestException(
                    "ring", "and notify must not be set: such requests are not idempotent; use request()");
        }
        return call(StreamOperation.GET_OR_CREATE_CALL, body, call);
    }

    /**
     * {@code GetCall}.
     *
     * @throws NotFoundException if the call does not exist
     */
    public CallResponse getCall(CallId call) {
        return new CallResponse(call(StreamOperation.GET_CALL, null, call).object("call"));
    }

    /**
     * {@code QueryCalls}: returns one page.
     *
     * @param query {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}
     * @return {@code calls} with a {@code call} each, {@code next}
     */
    public Json queryCalls(Json query) {
        return call(StreamOperation.QUERY_CALLS, Check.notNull("query", query), "video", "calls");
    }

    /**
     * {@code UpdateCall}.
     *
     * @param changes {@code custom}, {@code settings_override}, {@code starts_at}
     * @throws NotFoundException if the call does not exist
     */
    public CallResponse updateCall(CallId call, Json changes) {
        return new CallResponse(call(StreamOperation.UPDATE_CALL, Check.notNull("changes", changes), call)
                .object("call"));
    }

    /**
     * {@code EndCall}.
     *
     * @throws NotFoundException if the call does not exist
     */
    public void endCall(CallId call) {
        call(StreamOperation.END_CALL, Json.EMPTY, call, "mark_ended");
    }

    /**
     * {@code DeleteCall}. A hard delete also removes recordings and cannot be undone; it continues after the response, see {@link
     * #awaitTask}. A soft delete also succeeds if an earlier attempt deleted the call and its response was lost.
     *
     * @return the task of a hard delete; {@code ""} for a soft one
     * @throws NotFoundException if the call does not exist
     */
    public String deleteCall(CallId call, boolean hard) {
        Json body = Json.builder().put("hard", hard).build();
        try {
            return execute(
                    StreamOperation.DELETE_CALL,
                    target(segments(call, "delete")).build(),
                    body,
                    (json, response, attempt) -> {
                        String task = json.string("task_id");
                        if (hard && task.isEmpty()) {
                            throw unreadable(
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

    // Members and participants

    /** {@code QueryCallMembers}: returns one page, by {@code filter_conditions}, {@code sort}, {@code limit}, {@code next}. */
    public Json queryMembers(CallId call, Json query) {
        Check.notNull("call", call);
        Json body = Check.notNull("query", query).toBuilder()
                .put("type", call.type())
                .put("id", call.id())
                .build();
        return call(StreamOperation.QUERY_MEMBERS, body, "video", "call", "members");
    }

    /** {@code UpdateCallMembers}, with {@code update_members} and {@code remove_members}, at most 100 of each. */
    public Json updateMembers(CallId call, Json changes) {
        return call(StreamOperation.UPDATE_MEMBERS, Check.notNull("changes", changes), call, "members");
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
        HttpUrl target = target(segments(call, "participants"))
                .addQueryParameter("limit", Integer.toString(BATCH))
                .build();
        return execute(StreamOperation.QUERY_PARTICIPANTS, target, body, reader);
    }

    /**
     * {@code QueryCallParticipants} for one user.
     *
     * @return the participant; one of them if the user has several connections
     * @throws NotFoundException if the user is not in the call, or the call does not exist
     */
    public CallParticipant getParticipant(CallId call, String userId) {
        Json filter = Json.builder()
                .put(
                        "user_id",
                        Json.builder()
                                .put("$eq", StreamUserId.check("userId", userId))
                                .build())
                .build();
        return queryParticipants(call, filter, (json, response, attempt) -> {
            if (!json.has("participants")) {
                throw unreadable(response, attempt, new InvalidRequestException("participants", "must not be missing"));
            }
            return participants(json).stream()
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException(
                            "the user is not in the call", attempt.refused(response, null, false), null));
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
        call(StreamOperation.KICK_USER, body, call, "kick");
    }

    /** {@code MuteUsers}: {@code user_ids}, {@code audio}, {@code video}, {@code screenshare}, {@code muted_by_id}. */
    public void muteUsers(CallId call, Json body) {
        call(StreamOperation.MUTE_USERS, Check.notNull("body", body), call, "mute_users");
    }

    /** {@code UpdateUserPermissions}, only for {@code send-audio}, {@code send-video} and {@code screenshare}. */
    public void updatePermissions(CallId call, String userId, Collection<String> grant, Collection<String> revoke) {
        Json body = Json.builder()
                .put("user_id", StreamUserId.check("user id", userId))
                .putIfNotEmpty("grant_permissions", Check.listOf("grant", grant))
                .putIfNotEmpty("revoke_permissions", Check.listOf("revoke", revoke))
                .build();
        call(StreamOperation.UPDATE_PERMISSIONS, body, call, "user_permissions");
    }

    /** {@code SendCallEvent}: sends a custom event from a user to all participants. */
    public void sendEvent(CallId call, String userId, Json custom) {
        Json body = Json.builder()
                .put("user_id", StreamUserId.check("user id", userId))
                .put("custom", Check.notNull("custom", custom))
                .build();
        call(StreamOperation.SEND_EVENT, body, call, "event");
    }

    // Recordings

    /**
     * {@code StartRecording}.
     *
     * @param recordingType {@code composite}, {@code individual} or {@code raw}
     * @param externalStorage the name of a storage; null for Stream's own
     */
    public void startRecording(CallId call, String recordingType, @Nullable String externalStorage) {
        Check.notNull("recordingType", recordingType);
        Json body = Json.builder()
                .put("recording_external_storage", externalStorage)
                .build();
        call(StreamOperation.START_RECORDING, body, call, "recordings", recordingType, "start");
    }

    /**
     * {@code StopRecording}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopRecording(CallId call, String recordingType) {
        stop(StreamOperation.STOP_RECORDING, call, "recordings", Check.notNull("recordingType", recordingType), "stop");
    }

    private void stop(StreamOperation operation, CallId call, String... segments) {
        try {
            call(operation, Json.EMPTY, call, segments);
        } catch (ConflictException stoppedAlready) {
            if (!stoppedAlready.outcomeUnknown()) {
                throw stoppedAlready;
            }
        }
    }

    /** {@code ListRecordings}: returns the files that are ready, of all sessions. */
    public List<CallRecording> listRecordings(CallId call) {
        return call(StreamOperation.LIST_RECORDINGS, null, call, "recordings").objects("recordings").stream()
                .map(CallRecording::new)
                .toList();
    }

    // Broadcasts

    /**
     * {@code StartHLSBroadcasting}.
     *
     * @return the URL of the playlist
     */
    public String startHlsBroadcasting(CallId call) {
        return call(StreamOperation.START_HLS_BROADCASTING, Json.EMPTY, call, "start_broadcasting")
                .string("playlist_url");
    }

    /**
     * {@code StopHLSBroadcasting}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopHlsBroadcasting(CallId call) {
        stop(StreamOperation.STOP_HLS_BROADCASTING, call, "stop_broadcasting");
    }

    /**
     * {@code StartRTMPBroadcasts}. Stream accepts one broadcast per request.
     *
     * @param broadcast {@code name}, {@code stream_url}, {@code stream_key}, {@code quality}, {@code layout}
     */
    public void startRtmpBroadcast(CallId call, Json broadcast) {
        Json body = Json.builder()
                .put("broadcasts", List.of(Check.notNull("broadcast", broadcast)))
                .build();
        call(StreamOperation.START_RTMP_BROADCASTS, body, call, "rtmp_broadcasts");
    }

    /**
     * {@code StopRTMPBroadcast}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopRtmpBroadcast(CallId call, String name) {
        stop(StreamOperation.STOP_RTMP_BROADCAST, call, "rtmp_broadcasts", Check.notNull("name", name), "stop");
    }

    // Users, tokens, tasks

    /**
     * {@code QueryUsers}.
     *
     * @param payload {@code filter_conditions}, {@code sort}, {@code limit}, {@code offset}
     */
    public List<Json> queryUsers(Json payload) {
        Check.encodable("payload", Check.notNull("payload", payload).asMap());
        HttpUrl target =
                target("users").addQueryParameter("payload", payload.write()).build();
        return execute(StreamOperation.QUERY_USERS, target, null, (json, response, attempt) -> json)
                .objects("users");
    }

    /** {@code UpdateUsers}: replaces all data of these users, at most 100. */
    public void upsertUsers(Collection<Json> users) {
        TreeMap<String, Json> byId = new TreeMap<>();
        Check.<Json>listOf("users", users)
                .forEach(user -> byId.put(StreamUserId.check("user id", user.string("id")), user));
        call(StreamOperation.UPSERT_USERS, Json.builder().put("users", byId).build(), "users");
    }

    /**
     * Revokes all tokens of a user that were issued before a time; null removes the revocation. The time is rounded down to a
     * second, the precision of tokens. New tokens of this provider work at once; those of another process, which are dated {@link
     * IssueTimes#BACKDATED} back, work after that time.
     */
    public void revokeUserTokens(String userId, @Nullable Instant issuedBefore) {
        Json.Builder user = Json.builder().put("id", StreamUserId.check("user id", userId));
        if (issuedBefore == null) {
            user.put("unset", List.of("revoke_tokens_issued_before"));
        } else {
            Instant time = issueTimes.revoke(userId, issuedBefore);
            user.put(
                    "set",
                    Json.builder()
                            .put("revoke_tokens_issued_before", time.toString())
                            .build());
        }
        Json body = Json.builder().put("users", List.of(user.build())).build();
        call(StreamOperation.UPDATE_USERS, body, "users");
    }

    /** Revokes all tokens of the application that were issued before a time, as {@link #revokeUserTokens} does those of a user. */
    public void revokeAllTokens(Instant issuedBefore) {
        Instant time = issueTimes.revoke(EVERYONE, issuedBefore);
        try {
            call(
                    StreamOperation.UPDATE_APP,
                    Json.builder()
                            .put("revoke_tokens_issued_before", time.toString())
                            .build(),
                    "app");
        } finally {
            signed.clear();
        }
    }

    /**
     * Waits for a task, which is polled twice a second.
     *
     * @param patience 0 to 1 day
     * @return the task's result
     * @throws ProviderException if the task failed
     * @throws DeadlineExceededException if it is not completed within the timeout
     */
    public Json awaitTask(String taskId, Duration patience) {
        Check.notNull("taskId", taskId);
        Check.between("patience", patience, Duration.ZERO, MAX_PATIENCE);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Json task = call(StreamOperation.GET_TASK, null, "tasks", taskId);
            switch (task.string("status")) {
                case "completed" -> {
                    return task.object("result");
                }
                case "failed" ->
                    throw new ProviderException(
                            "task " + taskId + " failed: "
                                    + task.object("error").string("type"),
                            ErrorDetails.at(pipeline.provider()),
                            null);
                default -> {
                    if (System.nanoTime() > deadline) {
                        throw new DeadlineExceededException(
                                "task " + taskId + " is still " + task.string("status") + " after " + patience,
                                ErrorDetails.at(pipeline.provider()),
                                null);
                    }
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedOperationException("interrupted", ErrorDetails.at(pipeline.provider()), e);
        }
    }

    /** Signs a token. Performs no I/O. */
    public String mint(UserToken token) {
        Check.notNull("token", token);
        return secret.sign(token.claims(clock.instant(), issuedAt(token.userId())));
    }

    /**
     * Returns the time of issue for a new token of a user: ten seconds ago, because Stream rejects a token from its future, or the time
     * before which {@link #revokeUserTokens} or {@link #revokeAllTokens} revoked earlier ones.
     */
    public Instant issuedAt(String userId) {
        return issueTimes.next(EVERYONE, Check.notNull("userId", userId));
    }

    // Everything else

    /**
     * Calls any endpoint: {@code client.request("POST", "video/call/default/c-1/go_live", json)}. A GET without {@code ring} and
     * {@code notify} is a read; any other request is never sent twice.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param path the path below {@code /api/v2/}, with segments that are not encoded, without a query
     * @param body the request; null for none
     * @return the response
     */
    public Json request(String method, String path, @Nullable Json body) {
        Check.text("path", path);
        if (!METHODS.contains(Check.text("method", method))) {
            throw new InvalidRequestException("method", "must be one of " + METHODS);
        }
        String[] segments = path.replaceFirst("^/+", "").split("/", -1);
        String name = method + " " + segments[segments.length - 1].toLowerCase(Locale.ROOT);
        RetryClass retryClass = method.equals("GET") ? RetryClass.READ : RetryClass.NEVER;
        return execute(
                new UnknownOperation(name, retryClass),
                method,
                target(segments).build(),
                body == null && !method.equals("GET") && !method.equals("DELETE") ? Json.EMPTY : body,
                (json, response, attempt) -> json);
    }

    // Requests

    private Json call(StreamOperation operation, @Nullable Json body, CallId call, String... segments) {
        return call(operation, body, segments(call, segments));
    }

    private static String[] segments(CallId call, String... further) {
        Check.notNull("call", call);
        return Stream.concat(Stream.of("video", "call", call.type(), call.id()), Stream.of(further))
                .toArray(String[]::new);
    }

    private Json call(StreamOperation operation, @Nullable Json body, String... segments) {
        return execute(operation, target(segments).build(), body, (json, response, attempt) -> json);
    }

    /** Ids are data: each is one encoded segment, and must not be {@code ..}. */
    private HttpUrl.Builder target(String... segments) {
        HttpUrl.Builder target = url.newBuilder().addPathSegment("api").addPathSegment("v2");
        for (String segment : segments) {
            target.addPathSegment(Check.id("path", segment, 256));
        }
        return target.addQueryParameter("api_key", apiKey);
    }

    private <T> T execute(StreamOperation operation, HttpUrl target, @Nullable Json body, Reader<T> reader) {
        return execute(operation, operation.method(), target, body, (json, response, attempt) -> {
            try {
                operation.verify(json);
            } catch (InvalidRequestException e) {
                throw unreadable(response, attempt, e);
            }
            return reader.read(json, response, attempt);
        });
    }

    private static ProviderException unreadable(HttpResponse response, Attempt attempt, InvalidRequestException cause) {
        return new ProviderException(
                "the response is not Stream's: " + cause.getMessage(), attempt.uncertain(response, null, false), cause);
    }

    private <T> T execute(Operation operation, String method, HttpUrl target, @Nullable Json body, Reader<T> reader) {
        return pipeline.execute(
                operation, options, new RestCall<>(method, target, body == null ? null : new JsonBody(body), reader));
    }

    /** Reads the JSON of a successful response. */
    private interface Reader<T> {
        T read(Json json, HttpResponse response, Attempt attempt);
    }

    private record UnknownOperation(String operationName, RetryClass retryClass) implements Operation {
        @Override
        public Duration timeout() {
            return UNKNOWN_OPERATION_TIMEOUT;
        }
    }

    private Headers headers(UserToken token) {
        return Headers.of(
                "Authorization",
                mint(token),
                "stream-auth-type",
                "jwt",
                "User-Agent",
                USER_AGENT,
                "X-Stream-Client",
                USER_AGENT);
    }

    /** A REST call with JSON: the API key is in the query, the server token, without a scheme, in a header. */
    private final class RestCall<T> implements VendorCall<T> {

        private final String method;
        private final HttpUrl target;
        private final @Nullable JsonBody body;
        private final Reader<T> reader;

        RestCall(String method, HttpUrl target, @Nullable JsonBody body, Reader<T> reader) {
            this.method = method;
            this.target = target;
            this.body = body;
            this.reader = reader;
        }

        @Override
        public Request request(Attempt attempt) {
            return new Request.Builder()
                    .url(target)
                    .headers(signed.of(UserToken.SERVER))
                    .addHeader("x-client-request-id", attempt.requestId())
                    .method(method, body)
                    .build();
        }

        @Override
        public T read(HttpResponse response, Attempt attempt) {
            if (!response.successful()) {
                throw StreamErrors.of(response, attempt);
            }
            return reader.read(response.json(attempt), response, attempt);
        }
    }

    /** Returns the server's address without secrets. */
    @Override
    public String toString() {
        return "StreamClient[" + url + "]";
    }
}
