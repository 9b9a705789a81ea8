package io.videoprovider.livekit;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Calls as LiveKit rooms. */
final class LiveKitCalls implements Calls {

    /** How long a room waits for the first to come, beyond the planned start: people are late. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final Duration FURTHEST_START = Duration.ofDays(366);

    private final LiveKitClient client;
    private final Capabilities capabilities;
    private final Clock clock;

    LiveKitCalls(LiveKitClient client, Capabilities capabilities, Clock clock) {
        this.client = client;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    /** A call's room: {@code id}, or {@code type:id} when the type is not {@code default}. */
    static String roomName(CallId id, Capabilities capabilities) {
        Check.notNull("call id", id);
        String name = id.type().equals(CallId.DEFAULT_TYPE) ? id.id() : id.toString();
        // The server takes an empty name, and makes a room that nobody can address.
        return Check.atMostBytes(
                "call id", Check.text("call id", name), capabilities.limits().callIdBytes());
    }

    /** The call of a room, whatever its name: other software may have made it. */
    static CallId callId(String roomName) {
        int colon = roomName.indexOf(':');
        String type = colon <= 0 ? CallId.DEFAULT_TYPE : roomName.substring(0, colon);
        boolean typed = !type.equals(CallId.DEFAULT_TYPE) && colon < roomName.length() - 1;
        return typed
                ? CallId.unchecked(type, roomName.substring(colon + 1))
                : CallId.unchecked(CallId.DEFAULT_TYPE, roomName);
    }

    @Override
    public Call getOrCreate(CallRequest request) {
        requireSupport(request);
        String key = UUID.randomUUID().toString();
        RoomMetadata metadata = RoomMetadata.of(request, key);
        Json.Builder room = request.vendorOptions().getOrDefault(ProviderId.LIVEKIT, Json.EMPTY).toBuilder()
                .put("name", roomName(request.id(), capabilities))
                .put("metadata", checked(metadata));
        if (request.startsAt() != null) {
            Duration wait = untilStart(request.startsAt());
            if (!wait.isNegative()) {
                // Otherwise the room would be gone five minutes after it was made.
                room.put("empty_timeout", wait.plus(LATE).toSeconds());
            }
        }
        if (request.maxParticipants() > 0) {
            room.put("max_participants", request.maxParticipants());
        }
        Room answer = client.createRoom(room.build());
        boolean created = RoomMetadata.parse(answer.metadata()).request().equals(key);
        return call(answer, created, created ? Set.of() : ignored(request, answer));
    }

    private void requireSupport(CallRequest request) {
        if (request.createdBy() != null) {
            capabilities.require(Capability.CALL_CREATOR, "a call that somebody in particular makes");
        }
        if (!request.members().isEmpty()) {
            capabilities.require(Capability.CALL_MEMBERS, "members");
        }
    }

    private Duration untilStart(Instant startsAt) {
        Duration wait = Duration.between(clock.instant(), startsAt);
        if (wait.compareTo(FURTHEST_START) > 0) {
            throw new InvalidRequestException(
                    "startsAt", "is " + startsAt + ", more than " + FURTHEST_START.toDays() + " days from now");
        }
        return wait;
    }

    private String checked(RoomMetadata metadata) {
        return Check.atMostBytes(
                "title, startsAt and custom data together",
                metadata.write(),
                capabilities.limits().callMetadataBytes());
    }

    /** The options that a room does not have, because it was there before with others. */
    private static Set<String> ignored(CallRequest request, Room room) {
        RoomMetadata has = RoomMetadata.parse(room.metadata());
        Set<String> ignored = new HashSet<>();
        if (request.title() != null && !request.title().equals(has.title())) {
            ignored.add("title");
        }
        if (request.startsAt() != null && !request.startsAt().equals(has.startsAt())) {
            ignored.add("startsAt");
        }
        if (!has.custom().entrySet().containsAll(request.custom().entrySet())) {
            ignored.add("custom");
        }
        if (request.maxParticipants() > 0 && request.maxParticipants() != room.maxParticipants()) {
            ignored.add("maxParticipants");
        }
        return ignored;
    }

    @Override
    public Call get(CallId id) {
        return call(room(roomName(id, capabilities)), false, Set.of());
    }

    private Room room(String name) {
        return client.listRooms(List.of(name)).stream()
                .findFirst()
                .orElseThrow(() -> notFound("there is no such room"));
    }

    static NotFoundException notFound(String problem) {
        return new NotFoundException(problem, ErrorDetails.at(ProviderId.LIVEKIT.value()), null);
    }

    @Override
    public Page<Call> list() {
        return page(client.listRooms(List.of()));
    }

    @Override
    public Page<Call> list(Collection<CallId> ids) {
        List<String> names =
                ids.stream().map(id -> roomName(id, capabilities)).distinct().toList();
        // To the server, no name means every room.
        return names.isEmpty() ? Page.of(List.of()) : page(client.listRooms(names));
    }

    private static Page<Call> page(List<Room> rooms) {
        return Page.of(rooms.stream()
                .map(room -> call(room, false, Set.of()))
                .sorted(Comparator.comparing(Call::createdAt)
                        .thenComparing(call -> call.id().toString()))
                .toList());
    }

    @Override
    public Call update(CallId id, CallUpdate change) {
        String name = roomName(id, capabilities);
        Instant startsAt = change.startsAt();
        if (startsAt != null) {
            untilStart(startsAt);
        }
        Room room = room(name);
        if (startsAt != null && room.numParticipants() == 0) {
            Instant closes = createdAt(room).plus(room.emptyTimeout());
            if (closes.isBefore(startsAt)) {
                // The server takes the timeout of a room when it makes it, and never again.
                throw new ConflictException(
                        "the room closes at " + closes + " unless somebody joins, before the new start; delete the call"
                                + " and create it again",
                        ErrorDetails.at(ProviderId.LIVEKIT.value()),
                        null);
            }
        }
        RoomMetadata changed = RoomMetadata.parse(room.metadata()).with(change);
        return call(client.updateRoomMetadata(name, checked(changed)), false, Set.of());
    }

    @Override
    public void end(CallId id) {
        client.deleteRoom(roomName(id, capabilities));
    }

    @Override
    public void delete(CallId id) {
        try {
            end(id);
        } catch (NotFoundException forgottenAlready) {
            // as it should be
        }
    }

    private static Call call(Room room, boolean created, Set<String> ignored) {
        RoomMetadata metadata = RoomMetadata.parse(room.metadata());
        return new Call(
                callId(room.name()),
                ProviderId.LIVEKIT,
                room.sid().isEmpty() ? null : room.sid(),
                metadata.title(),
                metadata.startsAt(),
                metadata.custom(),
                room.maxParticipants(),
                createdAt(room),
                null,
                room.numParticipants(),
                room.activeRecording(),
                created,
                ignored,
                room.raw());
    }

    private static Instant createdAt(Room room) {
        return Objects.requireNonNullElse(room.createdAt(), Instant.EPOCH);
    }
}
