package io.videoprovider.livekit.client;

import static io.videoprovider.resilience.RetryClass.CHECK_THEN_ACT;
import static io.videoprovider.resilience.RetryClass.IDEMPOTENT;
import static io.videoprovider.resilience.RetryClass.KEYED;
import static io.videoprovider.resilience.RetryClass.NEVER;
import static io.videoprovider.resilience.RetryClass.READ;

import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Operation;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The remote operations that have a method of this client, each with its service, its retry class, the least grant that it needs
 * and what every response has.
 */
enum LiveKitOperation implements Operation {
    CREATE_ROOM("RoomService", "CreateRoom", IDEMPOTENT, Grant.ROOM_CREATE, text("name")),
    LIST_ROOMS("RoomService", "ListRooms", READ, Grant.ROOM_LIST, list("rooms")),
    DELETE_ROOM("RoomService", "DeleteRoom", IDEMPOTENT, Grant.ROOM_CREATE, LiveKitOperation::any),
    UPDATE_ROOM_METADATA("RoomService", "UpdateRoomMetadata", IDEMPOTENT, Grant.ROOM_ADMIN, text("name")),
    LIST_PARTICIPANTS("RoomService", "ListParticipants", READ, Grant.ROOM_ADMIN, list("participants")),
    GET_PARTICIPANT("RoomService", "GetParticipant", READ, Grant.ROOM_ADMIN, text("identity")),
    REMOVE_PARTICIPANT("RoomService", "RemoveParticipant", IDEMPOTENT, Grant.ROOM_ADMIN, LiveKitOperation::any),
    UPDATE_PARTICIPANT("RoomService", "UpdateParticipant", IDEMPOTENT, Grant.ROOM_ADMIN, text("identity")),
    MUTE_PUBLISHED_TRACK("RoomService", "MutePublishedTrack", IDEMPOTENT, Grant.ROOM_ADMIN, LiveKitOperation::any),
    UPDATE_SUBSCRIPTIONS("RoomService", "UpdateSubscriptions", IDEMPOTENT, Grant.ROOM_ADMIN, LiveKitOperation::any),
    SEND_DATA("RoomService", "SendData", KEYED, Grant.ROOM_ADMIN, LiveKitOperation::any),
    PERFORM_RPC("RoomService", "PerformRpc", NEVER, Grant.ROOM_ADMIN, LiveKitOperation::any),
    LIST_EGRESS("Egress", "ListEgress", READ, Grant.ROOM_RECORD, list("items")),
    STOP_EGRESS("Egress", "StopEgress", IDEMPOTENT, Grant.ROOM_RECORD, id("egress_id")),
    UPDATE_LAYOUT("Egress", "UpdateLayout", IDEMPOTENT, Grant.ROOM_RECORD, id("egress_id")),
    UPDATE_STREAM("Egress", "UpdateStream", NEVER, Grant.ROOM_RECORD, id("egress_id")),
    START_EGRESS("Egress", "StartEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    START_ROOM_COMPOSITE_EGRESS(
            "Egress", "StartRoomCompositeEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    START_PARTICIPANT_EGRESS("Egress", "StartParticipantEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    START_TRACK_EGRESS("Egress", "StartTrackEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    START_TRACK_COMPOSITE_EGRESS(
            "Egress", "StartTrackCompositeEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    START_WEB_EGRESS("Egress", "StartWebEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD, id("egress_id")),
    CREATE_INGRESS("Ingress", "CreateIngress", CHECK_THEN_ACT, Grant.INGRESS_ADMIN, id("ingress_id")),
    UPDATE_INGRESS("Ingress", "UpdateIngress", IDEMPOTENT, Grant.INGRESS_ADMIN, id("ingress_id")),
    LIST_INGRESS("Ingress", "ListIngress", READ, Grant.INGRESS_ADMIN, list("items")),
    DELETE_INGRESS("Ingress", "DeleteIngress", IDEMPOTENT, Grant.INGRESS_ADMIN, LiveKitOperation::any),
    // Two outbound trunks may be equal, and a second inbound trunk or rule with the numbers of the first one is
    // rejected.
    CREATE_SIP_INBOUND_TRUNK("SIP", "CreateSIPInboundTrunk", CHECK_THEN_ACT, Grant.SIP_ADMIN, id("sip_trunk_id")),
    CREATE_SIP_OUTBOUND_TRUNK("SIP", "CreateSIPOutboundTrunk", CHECK_THEN_ACT, Grant.SIP_ADMIN, id("sip_trunk_id")),
    UPDATE_SIP_INBOUND_TRUNK("SIP", "UpdateSIPInboundTrunk", IDEMPOTENT, Grant.SIP_ADMIN, id("sip_trunk_id")),
    UPDATE_SIP_OUTBOUND_TRUNK("SIP", "UpdateSIPOutboundTrunk", IDEMPOTENT, Grant.SIP_ADMIN, id("sip_trunk_id")),
    GET_SIP_INBOUND_TRUNK("SIP", "GetSIPInboundTrunk", READ, Grant.SIP_ADMIN, idIn("trunk", "sip_trunk_id")),
    GET_SIP_OUTBOUND_TRUNK("SIP", "GetSIPOutboundTrunk", READ, Grant.SIP_ADMIN, idIn("trunk", "sip_trunk_id")),
    LIST_SIP_INBOUND_TRUNK("SIP", "ListSIPInboundTrunk", READ, Grant.SIP_ADMIN, list("items")),
    LIST_SIP_OUTBOUND_TRUNK("SIP", "ListSIPOutboundTrunk", READ, Grant.SIP_ADMIN, list("items")),
    LIST_SIP_TRUNK("SIP", "ListSIPTrunk", READ, Grant.SIP_ADMIN, list("items")),
    DELETE_SIP_TRUNK("SIP", "DeleteSIPTrunk", IDEMPOTENT, Grant.SIP_ADMIN, LiveKitOperation::any),
    CREATE_SIP_DISPATCH_RULE(
            "SIP", "CreateSIPDispatchRule", CHECK_THEN_ACT, Grant.SIP_ADMIN, id("sip_dispatch_rule_id")),
    UPDATE_SIP_DISPATCH_RULE("SIP", "UpdateSIPDispatchRule", IDEMPOTENT, Grant.SIP_ADMIN, id("sip_dispatch_rule_id")),
    LIST_SIP_DISPATCH_RULE("SIP", "ListSIPDispatchRule", READ, Grant.SIP_ADMIN, list("items")),
    DELETE_SIP_DISPATCH_RULE("SIP", "DeleteSIPDispatchRule", IDEMPOTENT, Grant.SIP_ADMIN, LiveKitOperation::any),
    // A second attempt would call the person again.
    CREATE_SIP_PARTICIPANT("SIP", "CreateSIPParticipant", NEVER, Grant.SIP_CALL, text("participant_identity")),
    TRANSFER_SIP_PARTICIPANT("SIP", "TransferSIPParticipant", NEVER, Grant.SIP_TRANSFER, LiveKitOperation::any),
    CREATE_DISPATCH("AgentDispatchService", "CreateDispatch", CHECK_THEN_ACT, Grant.ROOM_ADMIN, id("id")),
    DELETE_DISPATCH("AgentDispatchService", "DeleteDispatch", IDEMPOTENT, Grant.ROOM_ADMIN, LiveKitOperation::any),
    LIST_DISPATCH("AgentDispatchService", "ListDispatch", READ, Grant.ROOM_ADMIN, list("agent_dispatches"));

    /** The grant that a token needs. */
    enum Grant {
        ROOM_CREATE,
        ROOM_LIST,
        /** For the room in the request. */
        ROOM_ADMIN,
        ROOM_RECORD,
        INGRESS_ADMIN,
        SIP_ADMIN,
        SIP_CALL,
        /** Calls, and moderating the room in the request. */
        SIP_TRANSFER
    }

    static final Duration USUAL = Duration.ofSeconds(10);

    /** A server without a worker responds after 21 to 24 seconds; a shorter timeout would hide that response. */
    private static final Duration UNTIL_NO_WORKER = Duration.ofSeconds(30);

    private final String service;
    private final String method;
    private final RetryClass retryClass;
    private final Grant grant;
    // Lambdas without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<Json> response;

    LiveKitOperation(String service, String method, RetryClass retryClass, Grant grant, Consumer<Json> response) {
        this.service = service;
        this.method = method;
        this.retryClass = retryClass;
        this.grant = grant;
        this.response = response;
    }

    String service() {
        return service;
    }

    /** The grants of a request's token; null for none of a kind. */
    record Grants(@Nullable VideoGrant video, @Nullable SipGrant sip) {

        enum SipGrant {
            ADMIN,
            CALL
        }

        AccessToken.Builder addTo(AccessToken.Builder token) {
            if (video != null) {
                token.video(video);
            }
            if (sip != null) {
                AccessToken.Builder unused = sip == SipGrant.ADMIN ? token.sipAdmin() : token.sipCall();
            }
            return token;
        }
    }

    /** Returns the least grants that the request needs. */
    Grants grants(Json request) {
        VideoGrant.Builder video = VideoGrant.builder();
        switch (grant) {
            case SIP_ADMIN -> {
                return new Grants(null, Grants.SipGrant.ADMIN);
            }
            case SIP_CALL -> {
                return new Grants(null, Grants.SipGrant.CALL);
            }
            case SIP_TRANSFER -> {
                return new Grants(video.roomAdmin(request.string("room_name")).build(), Grants.SipGrant.CALL);
            }
            case ROOM_CREATE -> video.roomCreate();
            case ROOM_LIST -> video.roomList();
            case ROOM_ADMIN -> video.roomAdmin(request.string("room"));
            case ROOM_RECORD -> video.roomRecord();
            case INGRESS_ADMIN -> video.ingressAdmin();
        }
        return new Grants(video.build(), null);
    }

    private static void any(Json response) {}

    private static Consumer<Json> text(String field) {
        return json -> Wire.requirePresent(field, Wire.string(json, field));
    }

    private static Consumer<Json> id(String field) {
        return json -> Wire.requireId(field, Wire.string(json, field));
    }

    private static Consumer<Json> idIn(String object, String field) {
        return json -> Wire.requireId(field, Wire.string(Wire.object(json, object), field));
    }

    /** A server may leave out an empty list. */
    private static Consumer<Json> list(String field) {
        return json -> Wire.requireListOrMissing(json, field);
    }

    /**
     * Verifies that an object can be a response of this operation: an empty object, for example, is not a room.
     *
     * @throws InvalidRequestException if it lacks what every response has
     */
    void verify(Json response) {
        this.response.accept(response);
    }

    @Override
    public String operationName() {
        return method;
    }

    @Override
    public RetryClass retryClass() {
        return retryClass;
    }

    @Override
    public Duration timeout() {
        return retryClass == CHECK_THEN_ACT && service.equals("Egress") ? UNTIL_NO_WORKER : USUAL;
    }
}
