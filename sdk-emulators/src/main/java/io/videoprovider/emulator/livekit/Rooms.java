package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rooms and their participants. One lock guards all of them, and webhooks are queued under that lock, so that they are
 * in the order of the events.
 */
final class Rooms {

    static final int LONGEST_NAME = 256;

    /** The time from now up to which LiveKit Cloud revokes tokens if the request has no time. */
    private static final Duration REVOCATION_LEEWAY = Duration.ofMinutes(1);

    static final int LARGEST_METADATA = 512 * 1024;
    static final int LARGEST_ATTRIBUTES = 64 * 1024;
    private static final Set<String> SOURCES = Set.of("CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO");

    /** Receives the events of rooms that affect recordings. Called under the lock of the rooms. */
    interface RecordingTriggers {
        void roomStarted(Room room);

        void firstTrackPublished(Room room, LiveKitParticipant participant);

        void trackPublished(Room room, ObjectNode track);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final Set<String> placed = new HashSet<>();
    private final Webhooks webhooks;
    private final Clock clock;
    private @Nullable RecordingTriggers recordings;

    /** The second from which a token must be valid to permit joining, by room and identity. Guarded by the lock. */
    private final Map<List<String>, Long> revocations = new HashMap<>();

    private final boolean removalRevokesTokens;
    private final boolean newest;

    Rooms(Webhooks webhooks, EmulatorOptions options, boolean removalRevokesTokens) {
        this.webhooks = webhooks;
        this.clock = options.clock();
        this.newest = options.newestProtocol();
        this.removalRevokesTokens = removalRevokesTokens;
    }

    void notifyOf(RecordingTriggers triggers) {
        recordings = triggers;
    }

    <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    // Rooms ---------------------------------------------------------------------------------------------------------

    @Nullable
    Room find(String name) {
        return locked(() -> rooms.get(name));
    }

    /** @param repeat whether a repeated name returns its room twice, as a server with Redis does */
    List<ObjectNode> list(List<String> names, boolean repeat) {
        return locked(() -> {
            if (names.isEmpty() || !repeat) {
                return rooms.values().stream()
                        .filter(room -> names.isEmpty() || names.contains(room.name))
                        .map(Room::message)
                        .toList();
            }
            return names.stream()
                    .map(rooms::get)
                    .filter(Objects::nonNull)
                    .map(Room::message)
                    .toList();
        });
    }

    Set<String> sids() {
        return locked(
                () -> Set.copyOf(rooms.values().stream().map(room -> room.sid).toList()));
    }

    /**
     * Selects a node for a room that has none, and keeps it until the room is closed, also if the room is not created.
     *
     * @param node the id of the requested node; empty for any. No caller can know the id of the emulator's node.
     * @return whether the room has a node
     */
    boolean place(String name, String node) {
        return locked(() -> {
            if (node.isEmpty() || rooms.containsKey(name)) {
                placed.add(name);
            }
            return placed.contains(name);
        });
    }

    /** Returns the room with this name: the existing one with its own options, or a new one. */
    Room create(String name, ObjectNode options) {
        return locked(() -> {
            Room existing = rooms.get(name);
            if (existing != null) {
                return existing;
            }
            Room room = new Room(name, options, clock.instant());
            rooms.put(name, room);
            emit("room_started", room, Json.object());
            // A room without agents of its own dispatches the agent without a name.
            List<JsonNode> agents = Json.elements(options, "agents").toList();
            (agents.isEmpty() ? List.of(Json.object()) : agents).forEach(agent -> dispatch(room, (ObjectNode) agent));
            if (recordings != null) {
                recordings.roomStarted(room);
            }
            return room;
        });
    }

    ObjectNode dispatch(Room room, ObjectNode request) {
        return locked(() -> {
            ObjectNode dispatch = request.deepCopy().put("id", Ids.next("AD_")).put("room", room.name);
            dispatch.putObject("state").put("created_at", nanos(clock.instant()));
            room.agentDispatches.put(Json.text(dispatch, "id"), dispatch);
            return dispatch;
        });
    }

    /** Closes a room: disconnects all participants, then ends the room. */
    void close(Room room, String reason) {
        locked(() -> {
            List.copyOf(room.participants.values()).forEach(participant -> disconnect(participant, reason));
            if (rooms.remove(room.name, room)) {
                placed.remove(room.name);
                emit("room_finished", room, newest ? endReason(reason) : Json.object());
            }
            return null;
        });
    }

    private static ObjectNode endReason(String reason) {
        return Json.object()
                .put(
                        "room_end_reason",
                        reason.equals("ROOM_DELETED") ? "ROOM_END_API_DELETE" : "ROOM_END_IDLE_TIMEOUT");
    }

    /** Closes the rooms that have been empty for longer than their timeouts. */
    void closeIdle() {
        locked(() -> {
            Instant now = clock.instant();
            List.copyOf(rooms.values()).stream()
                    .filter(room -> room.idle(now))
                    .forEach(room -> close(room, "ROOM_CLOSED"));
            return null;
        });
    }

    /** Deletes all rooms without webhooks. */
    void clear() {
        locked(() -> {
            rooms.values().stream()
                    .flatMap(room -> room.participants.values().stream())
                    .forEach(participant -> participant.disconnected("SERVER_SHUTDOWN"));
            rooms.clear();
            revocations.clear();
            placed.clear();
            return null;
        });
    }

    // Participants --------------------------------------------------------------------------------------------------

    @Nullable
    LiveKitParticipant find(String room, String identity) {
        return locked(() -> {
            Room found = rooms.get(room);
            return found == null ? null : found.participants.get(identity);
        });
    }

    List<LiveKitParticipant> participants() {
        return locked(() -> rooms.values().stream()
                .flatMap(room -> room.participants.values().stream())
                .toList());
    }

    List<ObjectNode> participantsOf(String room) {
        return locked(() -> {
            Room found = rooms.get(room);
            return found == null
                    ? List.of()
                    : found.participants.values().stream()
                            .map(LiveKitParticipant::message)
                            .toList();
        });
    }

    /** @throws JoinRefusedException if the token does not permit joining, or the room is full */
    LiveKitParticipant join(Claims claims, ObjectNode roomConfig) {
        checkJoin(claims);
        checkLimits(claims);
        return locked(() -> {
            checkNotRevoked(claims);
            Room room = create(Json.text(claims.video(), "room"), roomConfig);
            LiveKitParticipant before = room.participants.get(claims.identity());
            if (before != null) {
                disconnect(before, "DUPLICATE_IDENTITY");
            }
            LiveKitParticipant participant = new LiveKitParticipant(this, room, claims, clock.instant());
            if (room.full() && !participant.dependent()) {
                throw new JoinRefusedException(429, "room has exceeded its max participants");
            }
            room.joined(participant);
            emit("participant_joined", room, Json.object().set("participant", withoutTracks(participant)));
            return participant;
        });
    }

    /** Performs the checks of {@code /rtc/validate}. */
    static void checkJoin(Claims claims) {
        if (!Json.flag(claims.video(), "roomJoin")) {
            throw new JoinRefusedException(401, "permissions denied");
        }
        if (claims.identity().isEmpty()) {
            throw new JoinRefusedException(400, "identity cannot be empty");
        }
        if (utf8(claims.identity()) > LONGEST_NAME) {
            throw new JoinRefusedException(
                    400, "participant identity length exceeds limits: max length " + LONGEST_NAME);
        }
        if (Json.text(claims.video(), "room").isEmpty()) {
            throw new JoinRefusedException(400, "no room name");
        }
        if (utf8(Json.text(claims.video(), "room")) > LONGEST_NAME) {
            throw new JoinRefusedException(400, "room name length exceeds limits: max length " + LONGEST_NAME);
        }
    }

    private void checkNotRevoked(Claims claims) {
        Long revoked = revocations.get(List.of(Json.text(claims.video(), "room"), claims.identity()));
        if (revoked != null && Json.number(claims.json(), "nbf") < revoked) {
            throw new JoinRefusedException(401, "token is revoked");
        }
    }

    /** Removes a participant; on LiveKit Cloud, revokes tokens that became valid before the given second. */
    void remove(LiveKitParticipant participant, ObjectNode request) {
        locked(() -> {
            if (removalRevokesTokens) {
                long requested = Json.number(request, "revoke_token_ts");
                revocations.put(
                        List.of(Json.text(request, "room"), participant.identity()),
                        requested == 0 ? clock.instant().plus(REVOCATION_LEEWAY).getEpochSecond() : requested);
            }
            disconnect(participant, "PARTICIPANT_REMOVED");
            return null;
        });
    }

    private static void checkLimits(Claims claims) {
        JsonNode json = claims.json();
        if (utf8(Json.text(json, "name")) > LONGEST_NAME
                || utf8(Json.text(json, "metadata")) > LARGEST_METADATA
                || sizeOf(json.path("attributes")) > LARGEST_ATTRIBUTES) {
            throw new JoinRefusedException(400, "name, metadata or attributes exceed their limits");
        }
    }

    void disconnect(LiveKitParticipant participant, String reason) {
        locked(() -> {
            if (participant.isConnected()) {
                Room room = participant.currentRoom();
                List.copyOf(participant.publishedTracks().keySet()).forEach(track -> unpublish(participant, track));
                participant.disconnected(reason);
                room.left(participant, clock.instant());
                emit("participant_left", room, Json.object().set("participant", withoutTracks(participant)));
            }
            return null;
        });
    }

    String publish(LiveKitParticipant participant, String sourceName) {
        String source = sourceName.toUpperCase(Locale.ROOT);
        if (!SOURCES.contains(source)) {
            throw new IllegalArgumentException(
                    "source must be camera, microphone, screen_share or screen_share_audio, was " + sourceName);
        }
        return locked(() -> {
            if (!participant.isConnected()) {
                throw new IllegalStateException(participant + " is no longer in the room");
            }
            if (!participant.mayPublish(source)) {
                throw new IllegalStateException(participant + " may not publish " + sourceName);
            }
            boolean first = !participant.isPublisher();
            Room room = participant.currentRoom();
            ObjectNode track = participant.addTrack(source, clock.instant());
            emitTrack("track_published", participant, track);
            if (recordings != null) {
                if (first && participant.standard()) {
                    recordings.firstTrackPublished(room, participant);
                }
                recordings.trackPublished(room, track);
            }
            return Json.text(track, "sid");
        });
    }

    void unpublish(LiveKitParticipant participant, String trackSid) {
        locked(() -> {
            ObjectNode track = participant.isConnected() ? participant.removeTrack(trackSid) : null;
            if (track != null) {
                emitTrack("track_unpublished", participant, track);
            }
            return null;
        });
    }

    /** @param update an UpdateParticipantRequest */
    ObjectNode update(LiveKitParticipant participant, ObjectNode update) {
        return locked(() -> {
            participant.update(update);
            List.copyOf(participant.publishedTracks().entrySet()).stream()
                    .filter(track -> !participant.mayPublish(Json.text(track.getValue(), "source")))
                    .forEach(track -> unpublish(participant, track.getKey()));
            return participant.message();
        });
    }

    /** @param message a SendDataRequest */
    void send(Room room, ObjectNode message) {
        locked(() -> {
            if (!room.repeats(Json.text(message, "nonce"))) {
                List<String> identities = Json.texts(message, "destination_identities");
                List<String> sids = Json.texts(message, "destination_sids");
                ReceivedData data = new ReceivedData(
                        Base64.getDecoder().decode(Json.text(message, "data")),
                        message.has("topic") ? Json.text(message, "topic") : null,
                        !Json.text(message, "kind").equals("LOSSY"));
                room.participants.values().stream()
                        .filter(p -> (identities.isEmpty() && sids.isEmpty())
                                || identities.contains(p.identity())
                                || sids.contains(p.sid()))
                        .forEach(p -> p.receive(data));
            }
            return null;
        });
    }

    // Events --------------------------------------------------------------------------------------------------------

    private void emit(String event, Room room, JsonNode parts) {
        webhooks.emit(room.name, event, ((ObjectNode) parts).set("room", room.message()));
    }

    private void emitTrack(String event, LiveKitParticipant participant, ObjectNode track) {
        Room room = participant.currentRoom();
        ObjectNode parts = Json.object();
        parts.set("room", newest ? room.message() : room.reference());
        parts.set("participant", participant.reference());
        parts.set("track", track.deepCopy());
        webhooks.emit(room.name, event, parts);
    }

    private static ObjectNode withoutTracks(LiveKitParticipant participant) {
        ObjectNode message = participant.message();
        message.remove("tracks");
        return message;
    }

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static int sizeOf(JsonNode map) {
        return Json.fields(map)
                .mapToInt(entry -> utf8(entry.getKey()) + utf8(entry.getValue().asString("")))
                .sum();
    }
}
