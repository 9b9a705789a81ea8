package io.videoprovider.livekit.client;

import static io.videoprovider.resilience.RetryClass.CHECK_THEN_ACT;
import static io.videoprovider.resilience.RetryClass.IDEMPOTENT;
import static io.videoprovider.resilience.RetryClass.KEYED;
import static io.videoprovider.resilience.RetryClass.NEVER;
import static io.videoprovider.resilience.RetryClass.READ;

import io.videoprovider.common.Json;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Operation;
import java.time.Duration;

/**
 * The remote operations that have a method of this client, each with its service, its retry class and the least grant that it
 * needs.
 */
enum LiveKitOperation implements Operation {
    CREATE_ROOM("RoomService", "CreateRoom", IDEMPOTENT, Grant.ROOM_CREATE),
    LIST_ROOMS("RoomService", "ListRooms", READ, Grant.ROOM_LIST),
    DELETE_ROOM("RoomService", "DeleteRoom", IDEMPOTENT, Grant.ROOM_CREATE),
    UPDATE_ROOM_METADATA("RoomService", "UpdateRoomMetadata", IDEMPOTENT, Grant.ROOM_ADMIN),
    LIST_PARTICIPANTS("RoomService", "ListParticipants", READ, Grant.ROOM_ADMIN),
    GET_PARTICIPANT("RoomService", "GetParticipant", READ, Grant.ROOM_ADMIN),
    REMOVE_PARTICIPANT("RoomService", "RemoveParticipant", IDEMPOTENT, Grant.ROOM_ADMIN),
    UPDATE_PARTICIPANT("RoomService", "UpdateParticipant", IDEMPOTENT, Grant.ROOM_ADMIN),
    MUTE_PUBLISHED_TRACK("RoomService", "MutePublishedTrack", IDEMPOTENT, Grant.ROOM_ADMIN),
    UPDATE_SUBSCRIPTIONS("RoomService", "UpdateSubscriptions", IDEMPOTENT, Grant.ROOM_ADMIN),
    SEND_DATA("RoomService", "SendData", KEYED, Grant.ROOM_ADMIN),
    PERFORM_RPC("RoomService", "PerformRpc", NEVER, Grant.ROOM_ADMIN),
    LIST_EGRESS("Egress", "ListEgress", READ, Grant.ROOM_RECORD),
    STOP_EGRESS("Egress", "StopEgress", IDEMPOTENT, Grant.ROOM_RECORD),
    UPDATE_LAYOUT("Egress", "UpdateLayout", IDEMPOTENT, Grant.ROOM_RECORD),
    UPDATE_STREAM("Egress", "UpdateStream", NEVER, Grant.ROOM_RECORD),
    START_EGRESS("Egress", "StartEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD),
    START_ROOM_COMPOSITE_EGRESS("Egress", "StartRoomCompositeEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD),
    START_PARTICIPANT_EGRESS("Egress", "StartParticipantEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD),
    START_TRACK_EGRESS("Egress", "StartTrackEgress", CHECK_THEN_ACT, Grant.ROOM_RECORD),
    CREATE_INGRESS("Ingress", "CreateIngress", CHECK_THEN_ACT, Grant.INGRESS_ADMIN),
    UPDATE_INGRESS("Ingress", "UpdateIngress", IDEMPOTENT, Grant.INGRESS_ADMIN),
    LIST_INGRESS("Ingress", "ListIngress", READ, Grant.INGRESS_ADMIN),
    DELETE_INGRESS("Ingress", "DeleteIngress", IDEMPOTENT, Grant.INGRESS_ADMIN);

    /** The grant that a token needs. */
    enum Grant {
        ROOM_CREATE,
        ROOM_LIST,
        /** For the room in the request. */
        ROOM_ADMIN,
        ROOM_RECORD,
        INGRESS_ADMIN
    }

    private static final Duration USUAL = Duration.ofSeconds(10);

    /** A server without a worker responds after 21 to 24 seconds; a shorter timeout would hide that response. */
    private static final Duration UNTIL_NO_WORKER = Duration.ofSeconds(30);

    private final String service;
    private final String method;
    private final RetryClass retryClass;
    private final Grant grant;

    LiveKitOperation(String service, String method, RetryClass retryClass, Grant grant) {
        this.service = service;
        this.method = method;
        this.retryClass = retryClass;
        this.grant = grant;
    }

    String service() {
        return service;
    }

    /** Returns the least grant that the request needs. */
    VideoGrant grant(Json request) {
        VideoGrant.Builder video = VideoGrant.builder();
        switch (grant) {
            case ROOM_CREATE -> video.roomCreate();
            case ROOM_LIST -> video.roomList();
            case ROOM_ADMIN -> video.roomAdmin(request.string("room"));
            case ROOM_RECORD -> video.roomRecord();
            case INGRESS_ADMIN -> video.ingressAdmin();
        }
        return video.build();
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
