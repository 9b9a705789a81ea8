package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code livekit.RoomService}. */
final class RoomService implements Rpc.Service {

    /** The time for which the server waits for the node of a room or participant. */
    static final Duration NOBODY_THERE = Duration.ofSeconds(3);

    private static final Duration NO_RECORDER = Duration.ofSeconds(10);
    private static final Duration DEFAULT_RPC_TIMEOUT = Duration.ofSeconds(10);
    private static final int NONCE_LENGTH = 16;

    private final Rooms rooms;
    private final Timers timers;
    private final EmulatorOptions options;

    RoomService(Rooms rooms, Timers timers, EmulatorOptions options) {
        this.rooms = rooms;
        this.timers = timers;
        this.options = options;
    }

    @Override
    public Map<String, Rpc> calls() {
        return Map.ofEntries(
                Map.entry("RoomService/CreateRoom", this::createRoom),
                Map.entry("RoomService/ListRooms", this::listRooms),
                Map.entry("RoomService/DeleteRoom", this::deleteRoom),
                Map.entry("RoomService/ListParticipants", this::listParticipants),
                Map.entry("RoomService/GetParticipant", this::getParticipant),
                Map.entry("RoomService/RemoveParticipant", this::removeParticipant),
                Map.entry("RoomService/MutePublishedTrack", this::mutePublishedTrack),
                Map.entry(
                        "RoomService/UpdateParticipant",
                        Rpc.validatedFirst(RoomService::checkUpdate, this::updateParticipant)),
                Map.entry("RoomService/UpdateSubscriptions", this::updateSubscriptions),
                Map.entry("RoomService/SendData", this::sendData),
                Map.entry(
                        "RoomService/UpdateRoomMetadata",
                        Rpc.validatedFirst(RoomService::checkMetadata, this::updateRoomMetadata)),
                Map.entry("RoomService/ForwardParticipant", this::sendElsewhere),
                Map.entry("RoomService/MoveParticipant", this::sendElsewhere),
                Map.entry("RoomService/PerformRpc", this::performRpc));
    }

    private ObjectNode createRoom(ObjectNode request) throws TwirpError {
        String name = Json.text(request, "name");
        if (Rooms.utf8(name) > Rooms.LONGEST_NAME) {
            throw TwirpError.invalid("room name length exceeds limits: max length " + Rooms.LONGEST_NAME);
        }
        checkMetadata(request);
        for (JsonNode agent : request.path("agents")) {
            checkMetadata(agent);
            checkAttributes(agent);
        }
        Room before = rooms.find(name);
        if (options.redis() && !rooms.place(name, Json.text(request, "node_id"))) {
            throw TwirpError.of("unknown", "could not find object");
        }
        if (before == null && !Json.text(request, "room_preset").isEmpty()) {
            throw TwirpError.invalid("unknown room configuration in create room request");
        }
        Room room = rooms.create(name, request);
        if (before != room
                && !(options.redis() && options.egressWorker())
                && request.path("egress").has("room")) {
            timers.pause(NO_RECORDER);
        }
        if (before != room && room.recordingFailure != null) {
            // The room exists nevertheless, as on the real server.
            throw room.recordingFailure;
        }
        return rooms.locked(room::message);
    }

    private ObjectNode listRooms(ObjectNode request) {
        ObjectNode answer = Json.object();
        return answer.set("rooms", Json.array(rooms.list(Json.texts(request, "names"), options.redis()).stream()));
    }

    private ObjectNode deleteRoom(ObjectNode request) throws TwirpError {
        rooms.close(existingRoom(request), "ROOM_DELETED");
        return Json.object();
    }

    private ObjectNode listParticipants(ObjectNode request) {
        ObjectNode answer = Json.object();
        return answer.set("participants", Json.array(rooms.participantsOf(Json.text(request, "room")).stream()));
    }

    private ObjectNode getParticipant(ObjectNode request) throws TwirpError {
        return rooms.locked(existingParticipant(request)::message);
    }

    private ObjectNode removeParticipant(ObjectNode request) throws TwirpError {
        rooms.remove(existingParticipant(request), request);
        return Json.object();
    }

    private ObjectNode mutePublishedTrack(ObjectNode request) throws TwirpError {
        LiveKitParticipant participant = answeringParticipant(request, "identity");
        boolean muted = Json.flag(request, "muted");
        if (!muted && !options.enableRemoteUnmute()) {
            throw TwirpError.wrapped("failed_precondition", "remote unmute not enabled");
        }
        ObjectNode answer = Json.object();
        ObjectNode track = rooms.locked(() -> participant.muteTrack(Json.text(request, "track_sid"), muted));
        if (track != null) {
            answer.set("track", track);
        }
        return answer;
    }

    private static void checkUpdate(ObjectNode request) throws TwirpError {
        if (Rooms.utf8(Json.text(request, "name")) > Rooms.LONGEST_NAME) {
            throw TwirpError.exceeds("name length exceeds limits", Rooms.LONGEST_NAME);
        }
        checkMetadata(request);
        checkAttributes(request);
    }

    private ObjectNode updateParticipant(ObjectNode request) throws TwirpError {
        return rooms.update(existingParticipant(request), request);
    }

    private ObjectNode updateSubscriptions(ObjectNode request) throws TwirpError {
        LiveKitParticipant unused = answeringParticipant(request, "identity");
        return Json.object();
    }

    private ObjectNode sendData(ObjectNode request) throws TwirpError {
        int nonce = Base64.getDecoder().decode(Json.text(request, "nonce")).length;
        if (nonce != 0 && nonce != NONCE_LENGTH) {
            throw TwirpError.of(
                    "invalid_argument", "nonce should be 16-bytes or not present, got: " + nonce + " bytes");
        }
        Room room = rooms.find(Json.text(request, "room"));
        if (room == null) {
            throw nobodyThere();
        }
        rooms.send(room, request);
        return Json.object();
    }

    private ObjectNode updateRoomMetadata(ObjectNode request) throws TwirpError {
        Room room = existingRoom(request);
        return rooms.locked(() -> {
            room.metadata(Json.text(request, "metadata"));
            return room.message();
        });
    }

    private ObjectNode sendElsewhere(ObjectNode request) throws TwirpError {
        if (Json.text(request, "room").equals(Json.text(request, "destination_room"))) {
            throw TwirpError.argument("destination room cannot be the same as source room", "");
        }
        LiveKitParticipant unused = answeringParticipant(request, "identity");
        throw TwirpError.wrapped("unknown", "not implemented");
    }

    private ObjectNode performRpc(ObjectNode request) throws TwirpError {
        if (Json.text(request, "destination_identity").isEmpty()) {
            throw TwirpError.invalid("destination identity is required");
        }
        LiveKitParticipant participant = answeringParticipant(request, "destination_identity");
        UnaryOperator<String> handler = rooms.locked(() -> participant.rpcHandler(Json.text(request, "method")));
        if (handler == null) {
            long timeout = Json.number(request, "response_timeout_ms");
            timers.pause(timeout == 0 ? DEFAULT_RPC_TIMEOUT : Duration.ofMillis(timeout));
            throw TwirpError.wrapped("canceled", "RpcError 1502: Response timeout");
        }
        return Json.object().put("payload", handler.apply(Json.text(request, "payload")));
    }

    private Room existingRoom(ObjectNode request) throws TwirpError {
        Room room = rooms.find(Json.text(request, "room"));
        if (room == null) {
            throw TwirpError.notFound("requested room");
        }
        return room;
    }

    private LiveKitParticipant existingParticipant(ObjectNode request) throws TwirpError {
        LiveKitParticipant participant = participant(request, "identity");
        if (participant == null) {
            throw TwirpError.notFound("participant");
        }
        return participant;
    }

    /** Returns the participant, for calls that are sent to its node: without it the server responds after a timeout. */
    private LiveKitParticipant answeringParticipant(ObjectNode request, String field) throws TwirpError {
        LiveKitParticipant participant = participant(request, field);
        if (participant == null) {
            throw nobodyThere();
        }
        return participant;
    }

    private @Nullable LiveKitParticipant participant(ObjectNode request, String field) {
        return rooms.find(Json.text(request, "room"), Json.text(request, field));
    }

    private TwirpError nobodyThere() {
        timers.pause(NOBODY_THERE);
        return TwirpError.noResponse();
    }

    private static void checkMetadata(JsonNode request) throws TwirpError {
        if (Rooms.utf8(Json.text(request, "metadata")) > Rooms.LARGEST_METADATA) {
            throw TwirpError.exceeds("metadata size exceeds limits", Rooms.LARGEST_METADATA);
        }
    }

    private static void checkAttributes(JsonNode request) throws TwirpError {
        if (Rooms.sizeOf(request.path("attributes")) > Rooms.LARGEST_ATTRIBUTES) {
            throw TwirpError.exceeds("attribute size exceeds limits", Rooms.LARGEST_ATTRIBUTES);
        }
    }
}
