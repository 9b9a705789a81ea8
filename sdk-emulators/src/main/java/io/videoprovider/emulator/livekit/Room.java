package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One session of a room. Guarded by the lock of {@link Rooms}. */
final class Room {

    private static final long DEFAULT_EMPTY_TIMEOUT = 300;
    private static final long DEFAULT_DEPARTURE_TIMEOUT = 20;
    private static final int NONCES_REMEMBERED = 1000;
    private static final String[] CODECS = {
        "audio/PCMU",
        "audio/PCMA",
        "audio/opus",
        "audio/red",
        "video/VP8",
        "video/H264",
        "video/VP9",
        "video/AV1",
        "video/H265",
        "video/rtx"
    };

    final String sid = Ids.next("RM_");
    final String name;
    final ObjectNode options;
    final Map<String, LiveKitParticipant> participants = new LinkedHashMap<>();
    final Map<String, ObjectNode> agentDispatches = new LinkedHashMap<>();

    @Nullable
    TwirpError recordingFailure;

    private final Set<String> nonces = new LinkedHashSet<>();
    private final Instant createdAt;
    private final String turnPassword = Ids.password();
    private String metadata;
    private boolean everJoined;
    private Instant lastLeft;

    /** @param options a CreateRoomRequest or the room configuration of a token */
    Room(String name, ObjectNode options, Instant now) {
        this.name = name;
        this.options = options;
        this.createdAt = now;
        this.lastLeft = now;
        this.metadata = Json.text(options, "metadata");
    }

    void metadata(String value) {
        metadata = value;
    }

    void joined(LiveKitParticipant participant) {
        participants.put(participant.identity(), participant);
        everJoined |= !participant.dependent();
    }

    void left(LiveKitParticipant participant, Instant now) {
        if (participants.remove(participant.identity(), participant) && !participant.dependent()) {
            lastLeft = now;
        }
    }

    boolean full() {
        long most = Json.number(options, "max_participants");
        return most > 0 && participants().filter(p -> !p.dependent()).count() >= most;
    }

    /** Returns whether the room has been empty for longer than its timeouts. */
    boolean idle(Instant now) {
        if (participants().anyMatch(p -> !p.dependent())) {
            return false;
        }
        Instant end = everJoined
                ? lastLeft.plusSeconds(timeout("departure_timeout", DEFAULT_DEPARTURE_TIMEOUT))
                : createdAt.plusSeconds(timeout("empty_timeout", DEFAULT_EMPTY_TIMEOUT));
        return !now.isBefore(end);
    }

    /** Returns whether a message with this nonce was sent before. */
    boolean repeats(String nonce) {
        if (nonce.isEmpty()) {
            return false;
        }
        if (nonces.size() == NONCES_REMEMBERED) {
            nonces.remove(nonces.iterator().next());
        }
        return !nonces.add(nonce);
    }

    private Stream<LiveKitParticipant> participants() {
        return participants.values().stream();
    }

    ObjectNode message() {
        ObjectNode room = Json.object()
                .put("sid", sid)
                .put("name", name)
                .put("empty_timeout", timeout("empty_timeout", DEFAULT_EMPTY_TIMEOUT))
                .put("departure_timeout", timeout("departure_timeout", DEFAULT_DEPARTURE_TIMEOUT))
                .put("max_participants", Json.number(options, "max_participants"))
                .put("creation_time", createdAt.getEpochSecond())
                .put("creation_time_ms", createdAt.toEpochMilli())
                .put("turn_password", turnPassword)
                .put("metadata", metadata)
                .put(
                        "num_participants",
                        participants().filter(p -> !p.dependent()).count())
                .put(
                        "num_publishers",
                        participants().filter(p -> p.isPublisher()).count())
                .put("active_recording", participants().anyMatch(p -> p.recorder()));
        ArrayNode codecs = room.putArray("enabled_codecs");
        for (String codec : CODECS) {
            codecs.addObject().put("mime", codec);
        }
        return room;
    }

    /** Returns the part of the room that events of tracks contain. */
    ObjectNode reference() {
        return Json.object().put("sid", sid).put("name", name);
    }

    Map<String, ObjectNode> dispatches() {
        return Collections.unmodifiableMap(agentDispatches);
    }

    private long timeout(String option, long otherwise) {
        long seconds = Json.number(options, option);
        return seconds == 0 ? otherwise : seconds;
    }
}
