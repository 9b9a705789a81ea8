package io.videoprovider.livekit;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.spi.IgnoredOptions;
import io.videoprovider.spi.RequestChecks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls, implemented by LiveKit rooms. */
final class LiveKitCalls implements Calls {

    /** The time for which an empty room is kept after the planned start, or after its creation if the start has passed. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final Comparator<Call> BY_ID =
            Comparator.comparing(call -> call.id().toString());

    private static final Comparator<Call> OLDEST_FIRST = Comparator.comparing(
                    Call::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(BY_ID);

    private final LiveKitClient client;
    private final LiveKitEgresses recordings;
    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final Clock clock;

    LiveKitCalls(
            LiveKitClient client, EgressMemory memory, Capabilities capabilities, RequestChecks checks, Clock clock) {
        this.client = client;
        this.recordings = LiveKitEgresses.recordings(client, memory, capabilities.provider());
        this.capabilities = capabilities;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public Call getOrCreate(CallRequest request) {
        checks.check(request);
        String key = UUID.randomUUID().toString();
        RoomMetadata metadata = RoomMetadata.of(request, key);
        Json options = vendorOptions(request);
        String name = CallMapper.roomName(request.id(), capabilities);
        RecordingRequest record = request.record();
        Json egress = record == null ? null : EgressRequest.of(name, record);
        Json.Builder room = options.toBuilder().put("name", name).put("max_participants", request.maxParticipants());
        if (egress != null) {
            room.put(
                    "egress",
                    options.object("egress").toBuilder()
                            .put("room", EgressRequest.older(capabilities.provider(), egress))
                            .build());
        }
        Json content =
                room.build().toBuilder().put("metadata", metadata.unmarked()).build();
        room.put("metadata", checked(metadata));
        if (request.startsAt() != null) {
            Duration wait = Duration.between(clock.instant(), request.startsAt());
            boolean passed = wait.isNegative();
            if (!passed || !options.has("empty_timeout")) {
                // By default, the server closes a room that stays empty for five minutes.
                room.put(
                        "empty_timeout",
                        (passed ? Duration.ZERO : wait).plus(LATE).toSeconds());
            }
        }
        Room response = createRoom(room.build(), content, egress != null);
        if (RoomMetadata.parse(response.metadata()).request().equals(key)) {
            if (egress != null) {
                // The server starts it with the room, but not if a first attempt had created the room.
                EgressInfo unused = recordings.start(name, egress);
            }
            return CallMapper.call(response, capabilities.provider(), true, Set.of());
        }
        Set<String> ignored = new HashSet<>(IgnoredOptions.of(request, call(response)));
        if (egress != null && !recordings.isActive(name, egress)) {
            ignored.add("record");
        }
        return CallMapper.call(response, capabilities.provider(), false, ignored);
    }

    private Room createRoom(Json room, Json content, boolean recorded) {
        try {
            return client.rooms().createRoom(room, content);
        } catch (UnavailableException failure) {
            if (!recorded || !"unavailable".equals(failure.code())) {
                throw failure;
            }
            throw new RecordingUnavailableException(
                    "the room was created, but no egress worker took its recording; check that the egress service runs,"
                            + " uses the same Redis as the server, and is not busy",
                    failure.details(),
                    failure);
        }
    }

    private String checked(RoomMetadata metadata) {
        return Check.atMostBytes(
                "title, startsAt and custom data together",
                metadata.write(),
                capabilities.limits().callMetadataBytes());
    }

    @Override
    public Call get(CallId id) {
        return call(client.rooms().getRoom(CallMapper.roomName(id, capabilities)));
    }

    /** Returns the options for this provider, or otherwise those for its vendor. */
    private Json vendorOptions(CallRequest request) {
        Map<ProviderId, Json> options = request.vendorOptions();
        return options.getOrDefault(capabilities.provider(), options.getOrDefault(ProviderId.LIVEKIT, Json.EMPTY));
    }

    private Call call(Room room) {
        return CallMapper.call(room, capabilities.provider());
    }

    /** The server lists all rooms and has no filters. */
    @Override
    public Page<Call> list(CallQuery query) {
        checks.check(query);
        return page(client.rooms().listRooms(List.of()), call -> matches(call, query), order(query.order()));
    }

    private boolean matches(Call call, CallQuery query) {
        Instant startsAt = call.startsAt();
        boolean inRange = startsAt == null
                ? query.startsFrom() == null && query.startsBefore() == null
                : (query.startsFrom() == null || !startsAt.isBefore(query.startsFrom()))
                        && (query.startsBefore() == null || startsAt.isBefore(query.startsBefore()));
        return inRange
                && (query.type() == null || query.type().equals(call.id().type()))
                && (query.state() == null || query.state() == state(call))
                && call.custom().entrySet().containsAll(query.custom().entrySet());
    }

    private CallQuery.@Nullable State state(Call call) {
        if (call.participantCount() > 0) {
            return CallQuery.State.LIVE;
        }
        Instant startsAt = call.startsAt();
        return startsAt != null && startsAt.isAfter(clock.instant()) ? CallQuery.State.SCHEDULED : null;
    }

    private static Comparator<Call> order(CallQuery.Order order) {
        Comparator<Instant> ascending = Comparator.naturalOrder();
        return switch (order) {
            case OLDEST_FIRST -> OLDEST_FIRST;
            case NEWEST_FIRST ->
                Comparator.comparing(Call::createdAt, Comparator.nullsLast(ascending.reversed()))
                        .thenComparing(BY_ID);
            case EARLIEST_START_FIRST ->
                Comparator.comparing(Call::startsAt, Comparator.nullsLast(ascending))
                        .thenComparing(BY_ID);
            case LATEST_START_FIRST ->
                Comparator.comparing(Call::startsAt, Comparator.nullsLast(ascending.reversed()))
                        .thenComparing(BY_ID);
        };
    }

    @Override
    public Page<Call> list(Collection<CallId> ids) {
        List<String> names = Check.<CallId>listOf("ids", ids).stream()
                .map(id -> CallMapper.roomName(id, capabilities))
                .distinct()
                .toList();
        // Without names, the server lists all rooms.
        return names.isEmpty() ? Page.of(List.of()) : page(client.rooms().listRooms(names), call -> true, OLDEST_FIRST);
    }

    private Page<Call> page(List<Room> rooms, Predicate<Call> filter, Comparator<Call> order) {
        return Page.of(
                rooms.stream().map(this::call).filter(filter).sorted(order).toList());
    }

    @Override
    public Call update(CallId id, CallUpdate change) {
        checks.check(change);
        String name = CallMapper.roomName(id, capabilities);
        Instant startsAt = change.startsAt();
        Room room = client.rooms().getRoom(name);
        Instant createdAt = room.createdAt();
        if (startsAt != null && createdAt != null && room.numParticipants() == 0) {
            Instant closes = createdAt.plus(room.emptyTimeout());
            if (closes.isBefore(startsAt)) {
                // The server sets the timeout when it creates a room and cannot change it.
                throw new ConflictException(
                        "the empty room closes at " + closes + ", before the new start; delete the call and create it"
                                + " again",
                        ErrorDetails.at(capabilities.provider()),
                        null);
            }
        }
        RoomMetadata changed = RoomMetadata.parse(room.metadata()).with(change, capabilities.provider());
        return call(client.rooms().updateRoomMetadata(name, checked(changed)));
    }

    @Override
    public void end(CallId id) {
        client.rooms().deleteRoom(CallMapper.roomName(id, capabilities));
    }

    @Override
    public void delete(CallId id) {
        delete(id, DeleteMode.HARD);
    }

    @Override
    public void delete(CallId id, DeleteMode mode) {
        Check.notNull("id", id);
        checks.check(mode);
        try {
            end(id);
        } catch (NotFoundException deletedAlready) {
            // the intended result
        }
    }
}
