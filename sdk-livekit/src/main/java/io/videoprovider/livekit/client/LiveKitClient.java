package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Attempt;
import io.videoprovider.spi.HttpResponse;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.JsonBody;
import io.videoprovider.spi.Operation;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.SignedHeaders;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.UserAgent;
import io.videoprovider.spi.VendorCall;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Client of LiveKit's server API, with LiveKit's names: typed methods for {@code RoomService}, {@code Egress} and {@code
 * Ingress}, and {@link #call} for all other services. Each operation is signed with a token that grants only this operation
 * and is valid for ten minutes, has the same {@code X-Livekit-Request-Id} on every attempt, and runs through the pipeline of
 * its provider.
 *
 * <p>{@code video.unwrap(LiveKitClient.class)} returns it; it is closed with its provider. Thread-safe.
 */
public final class LiveKitClient {

    private static final Duration UNKNOWN_OPERATION_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,99}");
    private static final String USER_AGENT = UserAgent.of(LiveKitClient.class);

    private final Regions regions;
    private final String apiKey;
    private final SigningKey secret;
    private final OperationPipeline pipeline;
    private final Clock clock;
    private final IssueTimes issueTimes;
    private final Map<Target, HttpUrl> targets;
    private final SignedHeaders<VideoGrant> signed;
    private final RequestOptions options;

    /** Creates a client for {@code LiveKitVideoProvider}, which owns the pipeline. */
    public LiveKitClient(
            HttpUrl url,
            boolean severalRegions,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock) {
        this.regions = new Regions(Check.notNull("url", url), severalRegions, Check.notNull("clock", clock));
        this.apiKey = Check.notNull("apiKey", apiKey);
        this.secret = Check.notNull("secret", secret);
        this.pipeline = Check.notNull("pipeline", pipeline);
        this.clock = clock;
        this.issueTimes = new IssueTimes(clock);
        this.targets = new ConcurrentHashMap<>();
        this.signed = new SignedHeaders<>(
                clock, grant -> headers(adminToken().video(grant).build()));
        this.options = RequestOptions.NONE;
    }

    private LiveKitClient(LiveKitClient other, RequestOptions options) {
        this.regions = other.regions;
        this.apiKey = other.apiKey;
        this.secret = other.secret;
        this.pipeline = other.pipeline;
        this.clock = other.clock;
        this.issueTimes = other.issueTimes;
        this.targets = other.targets;
        this.signed = other.signed;
        this.options = options;
    }

    /** Returns a view of this client with other options. */
    public LiveKitClient with(RequestOptions options) {
        return new LiveKitClient(this, Check.notNull("options", options));
    }

    // RoomService

    /**
     * {@code CreateRoom}: creates a room, or returns the existing one, which keeps its options.
     *
     * @param request {@code livekit.CreateRoomRequest}, such as {@code {"name": "lobby", "empty_timeout": 600}}
     */
    public Room createRoom(Json request) {
        return createRoom(request, request);
    }

    /**
     * {@code CreateRoom} with a request that contains times or random values.
     *
     * @param content the part of the request by which an idempotency key recognizes it: equal for a repetition
     */
    public Room createRoom(Json request, Json content) {
        Check.notNull("request", request);
        Check.notNull("content", content);
        Check.text("name", request.string("name"));
        return new Room(call(LiveKitOperation.CREATE_ROOM, request, content));
    }

    /** {@code ListRooms}: returns the rooms with these names; all rooms if there are no names. Not ordered. */
    public List<Room> listRooms(Collection<String> names) {
        Json request = Json.builder().put("names", Check.listOf("names", names)).build();
        return Wire.list(call(LiveKitOperation.LIST_ROOMS, request), "rooms", Room::new, LiveKitClient::check);
    }

    /**
     * {@code ListRooms} for one room.
     *
     * @throws NotFoundException if the room does not exist
     */
    public Room getRoom(String room) {
        Json request =
                Json.builder().put("names", List.of(Check.text("room", room))).build();
        return one(LiveKitOperation.LIST_ROOMS, request, "rooms", "room", Room::new, LiveKitClient::check);
    }

    private static void check(Room room) {
        Wire.requirePresent("name", room.name());
    }

    /**
     * {@code DeleteRoom}: disconnects all participants and deletes the room. Also succeeds if an earlier attempt deleted it and
     * its response was lost.
     *
     * @throws NotFoundException if the room does not exist
     */
    public void deleteRoom(String room) {
        Json request = inRoom(room).build();
        callIgnoringEarlierSuccess(LiveKitOperation.DELETE_ROOM, request, request);
    }

    /**
     * {@code UpdateRoomMetadata}: replaces the room's metadata.
     *
     * @throws NotFoundException if the room does not exist
     */
    public Room updateRoomMetadata(String room, String metadata) {
        return new Room(call(
                LiveKitOperation.UPDATE_ROOM_METADATA,
                inRoom(room)
                        .put("metadata", Check.notNull("metadata", metadata))
                        .build()));
    }

    /** {@code ListParticipants}: returns all participants of a room, not ordered; empty if the room does not exist. */
    public List<ParticipantInfo> listParticipants(String room) {
        Json response = call(LiveKitOperation.LIST_PARTICIPANTS, inRoom(room).build());
        return Wire.list(
                response,
                "participants",
                ParticipantInfo::new,
                participant -> Wire.requirePresent("identity", participant.identity()));
    }

    /**
     * {@code GetParticipant}.
     *
     * @throws NotFoundException if the participant is not in the room
     */
    public ParticipantInfo getParticipant(String room, String identity) {
        return new ParticipantInfo(
                call(LiveKitOperation.GET_PARTICIPANT, inRoom(room, identity).build()));
    }

    /**
     * {@code RemoveParticipant}. Also succeeds if an earlier attempt removed the participant and its response was lost.
     *
     * @throws NotFoundException if the participant is not in the room
     */
    public void removeParticipant(String room, String identity) {
        Json request = inRoom(room, identity).build();
        Instant revoked = issueTimes.revoke(holder(room, identity), clock.instant());
        callIgnoringEarlierSuccess(
                LiveKitOperation.REMOVE_PARTICIPANT,
                request.toBuilder()
                        .put("revoke_token_ts", revoked.getEpochSecond())
                        .build(),
                request);
    }

    /**
     * {@code UpdateParticipant}.
     *
     * @param changes fields of {@code livekit.UpdateParticipantRequest}: {@code metadata}, {@code name}, {@code attributes}, and
     *     {@code permission}, which replaces all permissions
     * @throws NotFoundException if the participant is not in the room
     */
    public ParticipantInfo updateParticipant(String room, String identity, Json changes) {
        Json request = Check.notNull("changes", changes).toBuilder()
                .put("room", Check.text("room", room))
                .put("identity", Check.text("identity", identity))
                .build();
        return new ParticipantInfo(call(LiveKitOperation.UPDATE_PARTICIPANT, request));
    }

    /**
     * {@code MutePublishedTrack}.
     *
     * @return the track; empty if it does not exist, which is a success for the server
     * @throws io.videoprovider.error.UnavailableException after some seconds if the participant is not in the room
     */
    public Optional<TrackInfo> mutePublishedTrack(String room, String identity, String trackSid, boolean muted) {
        Json request = inRoom(room, identity)
                .put("track_sid", Check.text("trackSid", trackSid))
                .put("muted", muted)
                .build();
        Json response = call(LiveKitOperation.MUTE_PUBLISHED_TRACK, request);
        return response.has("track") ? Optional.of(new TrackInfo(response.object("track"))) : Optional.empty();
    }

    /** {@code UpdateSubscriptions}: subscribes a participant to tracks, or unsubscribes it. */
    public void updateSubscriptions(String room, String identity, Collection<String> trackSids, boolean subscribe) {
        Json request = inRoom(room, identity)
                .put("track_sids", Check.listOf("trackSids", trackSids))
                .put("subscribe", subscribe)
                .build();
        call(LiveKitOperation.UPDATE_SUBSCRIPTIONS, request);
    }

    /**
     * {@code SendData}: sends a reliable data packet. It contains a nonce, so that the server delivers it once even if it is sent
     * several times.
     *
     * @param topic the topic; {@code ""} for none
     * @param identities the receivers; empty for all participants
     * @throws io.videoprovider.error.UnavailableException after some seconds if the room does not exist
     */
    public void sendData(String room, String topic, byte[] data, Collection<String> identities) {
        Json message = inRoom(room)
                .put("data", Base64.getEncoder().encodeToString(Check.notNull("data", data)))
                .put("kind", "RELIABLE")
                .putIfNotEmpty("topic", Check.notNull("topic", topic))
                // Sorted, because a set may have another order in another process.
                .putIfNotEmpty(
                        "destination_identities",
                        Check.<String>listOf("identities", identities).stream()
                                .sorted()
                                .toList())
                .build();
        UUID nonce = options.id("nonce", () -> new JsonBody(message).canonical());
        byte[] nonceBytes = ByteBuffer.allocate(16)
                .putLong(nonce.getMostSignificantBits())
                .putLong(nonce.getLeastSignificantBits())
                .array();
        call(
                LiveKitOperation.SEND_DATA,
                message.toBuilder()
                        .put("nonce", Base64.getEncoder().encodeToString(nonceBytes))
                        .build(),
                message);
    }

    /**
     * {@code PerformRpc}: calls a method that a participant's client has registered.
     *
     * @return the result of the method
     */
    public String performRpc(String room, String identity, String method, String payload, Duration timeout) {
        Json request = inRoom(room)
                .put("destination_identity", Check.text("identity", identity))
                .put("method", Check.text("method", method))
                .put("payload", Check.notNull("payload", payload))
                .put(
                        "response_timeout_ms",
                        Check.between("timeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(9))
                                .toMillis())
                .build();
        return call(LiveKitOperation.PERFORM_RPC, request).string("payload");
    }

    // Egress

    /** {@code StartEgress}, the unified start; fails with {@code bad_route} on servers before 1.13.2. */
    public EgressInfo startEgress(Json request) {
        return new EgressInfo(call(LiveKitOperation.START_EGRESS, request));
    }

    /** {@code StartRoomCompositeEgress}. */
    public EgressInfo startRoomCompositeEgress(Json request) {
        return new EgressInfo(call(LiveKitOperation.START_ROOM_COMPOSITE_EGRESS, request));
    }

    /** {@code StartParticipantEgress}. */
    public EgressInfo startParticipantEgress(Json request) {
        return new EgressInfo(call(LiveKitOperation.START_PARTICIPANT_EGRESS, request));
    }

    /** {@code StartTrackEgress}. */
    public EgressInfo startTrackEgress(Json request) {
        return new EgressInfo(call(LiveKitOperation.START_TRACK_EGRESS, request));
    }

    /**
     * {@code ListEgress}: returns one page of egresses.
     *
     * @param request {@code livekit.ListEgressRequest}: {@code room_name}, {@code egress_id}, {@code active},
     *     {@code page_token}
     * @return the response with {@code items} and {@code next_page_token}; read the items with {@link #egresses}
     * @throws NotFoundException if the request contains an id that does not exist
     */
    public Json listEgress(Json request) {
        return call(LiveKitOperation.LIST_EGRESS, request);
    }

    /**
     * {@code ListEgress} for one egress.
     *
     * @throws NotFoundException if the egress does not exist
     */
    public EgressInfo getEgress(String egressId) {
        return one(
                LiveKitOperation.LIST_EGRESS,
                egress(egressId).build(),
                "items",
                "egress",
                EgressInfo::new,
                LiveKitClient::check);
    }

    private static void check(EgressInfo egress) {
        Wire.requireId("egress_id", egress.egressId());
    }

    /** Returns the items of a response to {@link #listEgress}. */
    public static List<EgressInfo> egresses(Json response) {
        return Wire.list(Check.notNull("response", response), "items", EgressInfo::new, LiveKitClient::check);
    }

    /**
     * {@code StopEgress}.
     *
     * @throws NotFoundException after some seconds if the egress does not exist
     * @throws io.videoprovider.error.ConflictException after some seconds if the egress has ended
     */
    public EgressInfo stopEgress(String egressId) {
        return new EgressInfo(
                call(LiveKitOperation.STOP_EGRESS, egress(egressId).build()));
    }

    /** {@code UpdateLayout}. Only custom templates use it; those of LiveKit do not. */
    public EgressInfo updateLayout(String egressId, String layout) {
        return new EgressInfo(call(
                LiveKitOperation.UPDATE_LAYOUT,
                egress(egressId).put("layout", Check.notNull("layout", layout)).build()));
    }

    /** {@code UpdateStream}: adds and removes RTMP or SRT destinations. */
    public EgressInfo updateStream(String egressId, Collection<String> addUrls, Collection<String> removeUrls) {
        return new EgressInfo(call(
                LiveKitOperation.UPDATE_STREAM,
                egress(egressId)
                        .putIfNotEmpty("add_output_urls", Check.listOf("addUrls", addUrls))
                        .putIfNotEmpty("remove_output_urls", Check.listOf("removeUrls", removeUrls))
                        .build()));
    }

    // Ingress

    /**
     * {@code CreateIngress}.
     *
     * @param request {@code livekit.CreateIngressRequest}: {@code input_type}, {@code room_name},
     *     {@code participant_identity}, {@code name}, …; {@code url} for {@code URL_INPUT}
     */
    public IngressInfo createIngress(Json request) {
        return new IngressInfo(call(LiveKitOperation.CREATE_INGRESS, request));
    }

    /**
     * {@code UpdateIngress}. Not possible for ingresses of {@code URL_INPUT}.
     *
     * @param changes fields of {@code livekit.UpdateIngressRequest}; an empty text changes nothing
     * @throws NotFoundException if the ingress does not exist
     */
    public IngressInfo updateIngress(String ingressId, Json changes) {
        return new IngressInfo(call(
                LiveKitOperation.UPDATE_INGRESS,
                Check.notNull("changes", changes).toBuilder()
                        .put("ingress_id", Check.text("ingressId", ingressId))
                        .build()));
    }

    /**
     * {@code ListIngress}: returns one page of ingresses, not ordered.
     *
     * @param request {@code livekit.ListIngressRequest}: {@code room_name}, {@code ingress_id}, {@code page_token}
     * @return the response with {@code items} and {@code next_page_token}; read the items with {@link #ingresses}
     * @throws NotFoundException if the request contains an id that does not exist
     */
    public Json listIngress(Json request) {
        return call(LiveKitOperation.LIST_INGRESS, request);
    }

    /** Returns the items of a response to {@link #listIngress}. */
    public static List<IngressInfo> ingresses(Json response) {
        return Wire.list(
                Check.notNull("response", response),
                "items",
                IngressInfo::new,
                ingress -> Wire.requireId("ingress_id", ingress.ingressId()));
    }

    /**
     * {@code DeleteIngress}: deletes the ingress and ends its stream. Also succeeds if an earlier attempt deleted it and its
     * response was lost.
     *
     * @throws NotFoundException if the ingress does not exist
     */
    public void deleteIngress(String ingressId) {
        Json request = Json.builder()
                .put("ingress_id", Check.text("ingressId", ingressId))
                .build();
        callIgnoringEarlierSuccess(LiveKitOperation.DELETE_INGRESS, request, request);
    }

    // Everything else

    /**
     * Calls any method of LiveKit's API: {@code client.call("SIP", "CreateSIPInboundTrunk", json)}. The name of the method
     * determines its retry class: {@code List…} and {@code Get…} are reads, all others are never sent twice.
     *
     * @param service the service's name, without {@code livekit.}
     * @param request the request, with LiveKit's names of fields
     * @return the response, with fields in snake_case
     * @throws InvalidRequestException if the grants of the service are unknown to this client; set them with {@link #call(String,
     *     String, Json, AccessToken)}
     */
    public Json call(String service, String method, Json request) {
        name("service", service);
        name("method", method);
        String room = Check.notNull("request", request).string("room");
        AccessToken.Builder token = adminToken();
        VideoGrant.Builder video = VideoGrant.builder();
        switch (service) {
            case "RoomService" -> {
                video.roomCreate().roomList();
                if (!room.isEmpty()) {
                    video.roomAdmin(room);
                }
                String destination = Wire.string(request, "destination_room");
                if (!destination.isEmpty()) {
                    video.destinationRoom(destination);
                }
            }
            case "AgentDispatchService" -> video.roomAdmin(room);
            case "Egress" -> video.roomRecord();
            case "Ingress" -> video.ingressAdmin();
            case "SIP", "PhoneNumberService" -> {
                token.sipAdmin().sipCall();
                String sipRoom = Wire.string(request, "room_name");
                if (!sipRoom.isEmpty()) {
                    video.roomAdmin(sipRoom);
                }
            }
            case "Connector" -> video.roomCreate();
            default ->
                throw new InvalidRequestException(
                        "service", "is unknown to this client; pass an AccessToken with the grants that it needs");
        }
        return call(service, method, request, token.video(video.build()).build());
    }

    /** Calls any method, with a token that contains the grants for it. */
    public Json call(String service, String method, Json request, AccessToken token) {
        name("service", service);
        name("method", method);
        Check.notNull("request", request);
        Check.notNull("token", token);
        boolean read = method.startsWith("List") || method.startsWith("Get");
        Operation operation = new UnknownOperation(method, read ? RetryClass.READ : RetryClass.NEVER);
        return call(operation, service, request, request, () -> headers(token), (json, response, attempt) -> json);
    }

    private static void name(String field, String value) {
        if (!NAME.matcher(Check.text(field, value)).matches()) {
            throw new InvalidRequestException(field, "must be a letter and at most 99 letters and digits");
        }
    }

    // Tokens

    /** Signs a token. Performs no I/O. */
    public String mint(AccessToken token) {
        Check.notNull("token", token);
        return secret.sign(token.claims(apiKey, clock.instant(), issuedAt(token.room(), token.identity())));
    }

    /**
     * Returns the time from which a new token of a participant is valid: ten seconds ago, so that a server whose clock is behind accepts
     * it, or since {@link #removeParticipant} revoked earlier ones.
     */
    public Instant issuedAt(String room, String identity) {
        return issueTimes.next(holder(Check.notNull("room", room), Check.notNull("identity", identity)));
    }

    private static String holder(String room, String identity) {
        return room + '\n' + identity;
    }

    // Requests

    private Json call(LiveKitOperation operation, Json request) {
        return call(operation, request, request);
    }

    private Json call(LiveKitOperation operation, Json request, Json content) {
        return call(operation, request, content, (json, response, attempt) -> json);
    }

    private <T> T call(LiveKitOperation operation, Json request, Json content, Reader<T> reader) {
        VideoGrant grant = operation.grant(Check.notNull("request", request));
        return call(
                operation, operation.service(), request, content, () -> signed.of(grant), (json, response, attempt) -> {
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
                "the response is not that of a LiveKit server: " + cause.getMessage(),
                attempt.uncertain(response, null, false),
                cause);
    }

    /** Returns the first item of a list that was requested for one object. */
    private <T> T one(
            LiveKitOperation operation,
            Json request,
            String list,
            String noun,
            Function<Json, T> of,
            Consumer<T> check) {
        return call(operation, request, request, (json, response, attempt) -> {
            if (!Wire.has(json, list)) {
                throw unreadable(response, attempt, new InvalidRequestException(list, "must not be missing"));
            }
            T item = Wire.list(json, list, of).stream()
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException(
                            "the " + noun + " does not exist", attempt.refused(response, "not_found", false), null));
            try {
                check.accept(item);
            } catch (InvalidRequestException e) {
                throw unreadable(response, attempt, e);
            }
            return item;
        });
    }

    private static AccessToken.Builder adminToken() {
        return AccessToken.builder().ttl(SignedHeaders.TOKEN_TTL);
    }

    private Headers headers(AccessToken token) {
        return Headers.of("Authorization", "Bearer " + mint(token), "User-Agent", USER_AGENT);
    }

    private <T> T call(
            Operation operation,
            String service,
            Json request,
            Json content,
            Supplier<Headers> signed,
            Reader<T> reader) {
        return pipeline.execute(
                operation,
                options,
                new TwirpCall<>(service, operation, new JsonBody(request), content, signed, reader));
    }

    /** Reads the JSON of a successful response. */
    private interface Reader<T> {
        T read(Json json, HttpResponse response, Attempt attempt);
    }

    private void callIgnoringEarlierSuccess(LiveKitOperation operation, Json request, Json content) {
        try {
            call(operation, request, content);
        } catch (NotFoundException e) {
            if (!e.outcomeUnknown()) {
                throw e;
            }
        }
    }

    private static Json.Builder inRoom(String room) {
        return Json.builder().put("room", Check.text("room", room));
    }

    private static Json.Builder inRoom(String room, String identity) {
        return inRoom(room).put("identity", Check.text("identity", identity));
    }

    private static Json.Builder egress(String egressId) {
        return Json.builder().put("egress_id", Check.text("egressId", egressId));
    }

    private record UnknownOperation(String operationName, RetryClass retryClass) implements Operation {
        @Override
        public Duration timeout() {
            return UNKNOWN_OPERATION_TIMEOUT;
        }
    }

    private record Target(HttpUrl server, String service, String method) {
        HttpUrl url() {
            return server.newBuilder()
                    .addPathSegment("twirp")
                    .addPathSegment("livekit." + service)
                    .addPathSegment(method)
                    .build();
        }
    }

    /** A Twirp call: POST with a Bearer token, JSON in both directions. */
    private final class TwirpCall<T> implements VendorCall<T> {

        private final String service;
        private final Operation operation;
        private final JsonBody body;
        private final Json content;
        private final Supplier<Headers> signed;
        private final Reader<T> reader;
        private final Set<HttpUrl> tried = new HashSet<>();
        private HttpUrl server = regions.first();
        private boolean notAllowed;

        TwirpCall(
                String service,
                Operation operation,
                JsonBody body,
                Json content,
                Supplier<Headers> signed,
                Reader<T> reader) {
            this.service = service;
            this.operation = operation;
            this.body = body;
            this.content = content;
            this.signed = signed;
            this.reader = reader;
        }

        @Override
        public Request request(Attempt attempt) {
            Target target = new Target(server, service, operation.operationName());
            HttpUrl url = targets.get(target);
            return new Request.Builder()
                    .url(url == null ? targets.computeIfAbsent(target, Target::url) : url)
                    .headers(signed.get())
                    .addHeader("X-Livekit-Request-Id", attempt.requestId())
                    .addHeader(
                            "X-Twirp-Timeout-Ms",
                            Long.toString(attempt.timeout().toMillis()))
                    .post(body)
                    .build();
        }

        @Override
        public byte[] content(Request request) {
            return VendorCall.super.content(
                    request.newBuilder().post(new JsonBody(content)).build());
        }

        @Override
        public boolean failOver(VideoException failure, Attempt attempt) {
            notAllowed |= Objects.equals(failure.status(), LiveKitErrors.NOT_IN_THIS_REGION);
            boolean elsewhereMayServe = notAllowed
                    || failure instanceof UnavailableException
                    || failure instanceof DeadlineExceededException;
            if (!regions.several() || !elsewhereMayServe) {
                return false;
            }
            tried.add(server);
            Optional<HttpUrl> other =
                    regions.other(tried, () -> pipeline.send(listRegions(), attempt.within(Regions.DISCOVERY_TIMEOUT)));
            other.ifPresent(url -> server = url);
            return other.isPresent();
        }

        private Request listRegions() {
            Request.Builder request = new Request.Builder()
                    .url(regions.project()
                            .newBuilder()
                            .addPathSegment("settings")
                            .addPathSegment("regions")
                            .build())
                    .headers(signed.get());
            options.headers().forEach(request::header);
            return request.build();
        }

        @Override
        public T read(HttpResponse response, Attempt attempt) {
            if (!response.successful()) {
                throw LiveKitErrors.of(response, attempt, regions.several());
            }
            if (notAllowed) {
                regions.allowed(server);
            }
            return reader.read(response.json(attempt), response, attempt);
        }
    }

    /** Returns the server's address without secrets. */
    @Override
    public String toString() {
        return "LiveKitClient[" + regions.project() + "]";
    }
}
