package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.spi.JsonBody;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code RoomService}: rooms, their participants and messages. {@link LiveKitClient#rooms} returns it. Thread-safe.
 */
public final class RoomClient {

    private final TwirpTransport transport;

    RoomClient(TwirpTransport transport) {
        this.transport = transport;
    }

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
        Wire.id("name", request.string("name"));
        return new Room(transport.call(LiveKitOperation.CREATE_ROOM, request, content));
    }

    /** {@code ListRooms}: returns the rooms with these names; all rooms if there are no names. Not ordered. */
    public List<Room> listRooms(Collection<String> names) {
        Json request = Json.builder().put("names", Check.listOf("names", names)).build();
        return Wire.list(transport.call(LiveKitOperation.LIST_ROOMS, request), "rooms", Room::new, RoomClient::check);
    }

    /**
     * {@code ListRooms} for one room.
     *
     * @throws NotFoundException if the room does not exist
     */
    public Room getRoom(String room) {
        Json request =
                Json.builder().put("names", List.of(Wire.id("room", room))).build();
        return transport.one(LiveKitOperation.LIST_ROOMS, request, "rooms", "room", Room::new, RoomClient::check);
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
        transport.callIgnoringEarlierSuccess(LiveKitOperation.DELETE_ROOM, request, request);
    }

    /**
     * {@code UpdateRoomMetadata}: replaces the room's metadata.
     *
     * @throws NotFoundException if the room does not exist
     */
    public Room updateRoomMetadata(String room, String metadata) {
        return new Room(transport.call(
                LiveKitOperation.UPDATE_ROOM_METADATA,
                inRoom(room)
                        .put("metadata", Check.notNull("metadata", metadata))
                        .build()));
    }

    /** {@code ListParticipants}: returns all participants of a room, not ordered; empty if the room does not exist. */
    public List<ParticipantInfo> listParticipants(String room) {
        Json response =
                transport.call(LiveKitOperation.LIST_PARTICIPANTS, inRoom(room).build());
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
        return new ParticipantInfo(transport.call(
                LiveKitOperation.GET_PARTICIPANT, inRoom(room, identity).build()));
    }

    /**
     * {@code RemoveParticipant}. Also succeeds if an earlier attempt removed the participant and its response was lost.
     *
     * @throws NotFoundException if the participant is not in the room
     */
    public void removeParticipant(String room, String identity) {
        Json request = inRoom(room, identity).build();
        Instant revoked = transport.revokeTokens(room, identity);
        transport.callIgnoringEarlierSuccess(
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
                .put("room", Wire.id("room", room))
                .put("identity", Wire.id("identity", identity))
                .build();
        return new ParticipantInfo(transport.call(LiveKitOperation.UPDATE_PARTICIPANT, request));
    }

    /**
     * {@code MutePublishedTrack}.
     *
     * @return the track; empty if it does not exist, which is a success for the server
     * @throws io.videoprovider.error.UnavailableException after some seconds if the participant is not in the room
     */
    public Optional<TrackInfo> mutePublishedTrack(String room, String identity, String trackSid, boolean muted) {
        Json request = inRoom(room, identity)
                .put("track_sid", Wire.id("trackSid", trackSid))
                .put("muted", muted)
                .build();
        Json response = transport.call(LiveKitOperation.MUTE_PUBLISHED_TRACK, request);
        return response.has("track") ? Optional.of(new TrackInfo(response.object("track"))) : Optional.empty();
    }

    /** {@code UpdateSubscriptions}: subscribes a participant to tracks, or unsubscribes it. */
    public void updateSubscriptions(String room, String identity, Collection<String> trackSids, boolean subscribe) {
        Json request = inRoom(room, identity)
                .put("track_sids", Check.listOf("trackSids", trackSids))
                .put("subscribe", subscribe)
                .build();
        transport.call(LiveKitOperation.UPDATE_SUBSCRIPTIONS, request);
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
        UUID nonce = transport.options().id("nonce", () -> new JsonBody(message).canonical());
        byte[] nonceBytes = ByteBuffer.allocate(16)
                .putLong(nonce.getMostSignificantBits())
                .putLong(nonce.getLeastSignificantBits())
                .array();
        transport.call(
                LiveKitOperation.SEND_DATA,
                message.toBuilder()
                        .put("nonce", Base64.getEncoder().encodeToString(nonceBytes))
                        .build(),
                message);
    }

    /**
     * {@code PerformRpc}: calls a method that a participant's client has registered.
     *
     * @param timeout the time that the client has for its response, 1 ms to 30 minutes. The operation takes up to ten seconds longer.
     *     Servers before 1.13.6 respond with an error after some seconds in any case
     * @return the result of the method
     */
    public String performRpc(String room, String identity, String method, String payload, Duration timeout) {
        Duration atMost = Check.between("timeout", timeout, Duration.ofMillis(1), Duration.ofMinutes(30));
        Json request = inRoom(room)
                .put("destination_identity", Wire.id("identity", identity))
                .put("method", Wire.id("method", method))
                .put("payload", Check.notNull("payload", payload))
                .put("response_timeout_ms", atMost.toMillis())
                .build();
        return transport
                .waiting(atMost.plus(LiveKitOperation.USUAL))
                .call(LiveKitOperation.PERFORM_RPC, request)
                .string("payload");
    }

    private static Json.Builder inRoom(String room) {
        return Json.builder().put("room", Wire.id("room", room));
    }

    private static Json.Builder inRoom(String room, String identity) {
        return inRoom(room).put("identity", Wire.id("identity", identity));
    }
}
