package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import io.videoprovider.error.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code livekit.Egress}, with a simulated worker. It records nothing, but reports the statuses of a real one, and sends
 * the webhooks.
 */
final class EgressService implements Rpc.Service, Rooms.RecordingTriggers {

    private static final Duration NO_WORKER = Duration.ofSeconds(22);
    private static final Duration NO_ANSWER = Duration.ofSeconds(3);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration UNTIL_PLANNED_FAILURE = Duration.ofSeconds(1);

    /** The start calls, with the field of EgressInfo for their requests. */
    private static final Map<String, String> STARTS = Map.of(
            "Egress/StartEgress", "egress",
            "Egress/StartRoomCompositeEgress", "room_composite",
            "Egress/StartWebEgress", "web",
            "Egress/StartParticipantEgress", "participant",
            "Egress/StartTrackCompositeEgress", "track_composite",
            "Egress/StartTrackEgress", "track");

    private final Rooms rooms;
    private final Webhooks webhooks;
    private final Timers timers;
    private final Clock clock;
    private final EmulatorOptions options;
    private final Map<String, Egress> egresses = new LinkedHashMap<>();

    EgressService(Rooms rooms, Webhooks webhooks, Timers timers, EmulatorOptions options) {
        this.rooms = rooms;
        this.webhooks = webhooks;
        this.timers = timers;
        this.clock = options.clock();
        this.options = options;
    }

    @Override
    public Map<String, Rpc> calls() {
        Map<String, Rpc> calls = new LinkedHashMap<>();
        STARTS.forEach((name, kind) -> calls.put(name, request -> start(kind, request)));
        if (!options.unifiedEgress()) {
            calls.remove("Egress/StartEgress");
        }
        calls.put("Egress/ListEgress", this::list);
        calls.put("Egress/StopEgress", this::stop);
        calls.put("Egress/UpdateLayout", this::updateLayout);
        calls.put("Egress/UpdateStream", this::updateStream);
        return calls;
    }

    // Calls ---------------------------------------------------------------------------------------------------------

    private ObjectNode start(String kind, ObjectNode request) throws TwirpError {
        String roomName = Json.text(request, "room_name");
        String roomSid = "";
        if (!roomName.isEmpty()) {
            Room room = rooms.find(roomName);
            if (room == null) {
                throw TwirpError.notFound("requested room");
            }
            roomSid = room.sid;
        }
        if (!options.redis() || !options.egressWorker()) {
            timers.pause(NO_WORKER);
            throw TwirpError.noResponse();
        }
        return begin(kind, request, roomSid);
    }

    private synchronized ObjectNode begin(String kind, ObjectNode request, String roomSid) throws TwirpError {
        Egress egress = new Egress(kind, request, roomSid, clock.instant());
        egresses.put(egress.id, egress);
        emit("egress_started", egress);
        if (!options.manualRecordings() && egress.becomesActive()) {
            later(STEP, egress, this::activate);
        }
        return egress.message();
    }

    private synchronized ObjectNode list(ObjectNode request) throws TwirpError {
        requireRedis();
        String id = Json.text(request, "egress_id");
        String room = Json.text(request, "room_name");
        boolean activeOnly = Json.flag(request, "active");
        ObjectNode answer = Json.object();
        if (!id.isEmpty()) {
            // With an id, the server ignores the other filters.
            return answer.set("items", Json.array().add(existing(request).message()));
        }
        return answer.set(
                "items",
                Json.array(egresses.values().stream()
                        .filter(egress -> room.isEmpty() || egress.roomName().equals(room))
                        .filter(egress -> !activeOnly || !egress.ended())
                        .map(Egress::message)));
    }

    private ObjectNode stop(ObjectNode request) throws TwirpError {
        return onWorker(request, "stopped", TwirpError.timedOut(), egress -> end(egress, "StopEgress API"));
    }

    private ObjectNode updateStream(ObjectNode request) throws TwirpError {
        return onWorker(request, "updated", TwirpError.noResponse(), egress -> {
            egress.updateStreams(request, clock.instant());
            emit("egress_updated", egress);
        });
    }

    /**
     * Sends a layout to the recorder, as metadata of the participant whose identity is the id of the egress. No recorder joins the
     * room here unless a test joins as one: without it the call fails, as on the measured server.
     */
    private ObjectNode updateLayout(ObjectNode request) throws TwirpError {
        requireRedis();
        Egress egress;
        synchronized (this) {
            egress = existing(request);
        }
        LiveKitParticipant recorder = rooms.find(egress.roomName(), egress.id);
        if (recorder == null) {
            throw TwirpError.notFound("participant");
        }
        String layout =
                Json.object().put("layout", Json.text(request, "layout")).toString();
        rooms.update(recorder, Json.object().put("metadata", layout));
        synchronized (this) {
            return egress.message();
        }
    }

    private interface Order {
        void give(Egress egress);
    }

    /**
     * Sends a request to the worker of an egress. If the egress has ended or the worker has died, the server waits until its
     * timeout.
     */
    private ObjectNode onWorker(ObjectNode request, String done, TwirpError silence, Order order) throws TwirpError {
        requireRedis();
        synchronized (this) {
            Egress egress = egresses.get(Json.text(request, "egress_id"));
            if (egress != null && !egress.ended() && !egress.workerLost()) {
                order.give(egress);
                return egress.message();
            }
        }
        timers.pause(NO_ANSWER);
        synchronized (this) {
            Egress egress = existing(request);
            throw egress.starting() || egress.active()
                    ? silence
                    : TwirpError.of(
                            "failed_precondition", "egress with status " + egress.status() + " cannot be " + done);
        }
    }

    private void requireRedis() throws TwirpError {
        if (!options.redis()) {
            throw TwirpError.notConnected("egress");
        }
    }

    private Egress existing(ObjectNode request) throws TwirpError {
        Egress egress = egresses.get(Json.text(request, "egress_id"));
        if (egress == null) {
            throw TwirpError.notFound("egress");
        }
        return egress;
    }

    // The worker ----------------------------------------------------------------------------------------------------

    private void later(Duration delay, Egress egress, BiConsumer<Egress, Instant> step) {
        timers.after(delay, () -> {
            synchronized (this) {
                if (!egress.workerLost()) {
                    step.accept(egress, clock.instant());
                }
            }
        });
    }

    private void activate(Egress egress, Instant now) {
        if (egress.starting()) {
            egress.activate(now);
            emit("egress_updated", egress);
            if (!options.manualRecordings() && egress.losesWorkerOnceActive()) {
                egress.loseWorker();
            }
            if (!options.manualRecordings() && egress.failsOnceActive()) {
                later(UNTIL_PLANNED_FAILURE, egress, (failing, then) -> fail(failing, "pipeline failed", then));
            }
        }
    }

    private void end(Egress egress, String reason) {
        if (egress.starting() || egress.active()) {
            egress.end(reason, clock.instant());
            emit("egress_updated", egress);
            if (!options.manualRecordings()) {
                later(STEP, egress, this::finish);
            }
        }
    }

    private void finish(Egress egress, Instant now) {
        if (!egress.ended()) {
            egress.finish(now);
            emit("egress_ended", egress);
        }
    }

    private void fail(Egress egress, String error, Instant now) {
        if (!egress.ended()) {
            egress.fail(error, now);
            emit("egress_ended", egress);
        }
    }

    /** Ends the egresses of a room that was closed. */
    void endWithRooms() {
        Set<String> alive = rooms.sids();
        synchronized (this) {
            if (!options.manualRecordings()) {
                egresses.values().stream()
                        .filter(egress -> !egress.roomSid.isEmpty() && !alive.contains(egress.roomSid))
                        .filter(egress -> !egress.workerLost())
                        .forEach(egress -> end(egress, "Source closed"));
            }
        }
    }

    private void emit(String event, Egress egress) {
        ObjectNode parts = Json.object();
        parts.set("egress_info", egress.message());
        webhooks.emit(egress.id, event, parts, egress.receivers);
    }

    // Recordings that rooms start by themselves ---------------------------------------------------------------------

    @Override
    public void roomStarted(Room room) {
        JsonNode request = room.options.path("egress").path("room");
        if (request instanceof ObjectNode composite) {
            room.recordingFailure = startAutomatically("room_composite", composite, room);
        }
    }

    @Override
    public void firstTrackPublished(Room room, LiveKitParticipant participant) {
        JsonNode request = room.options.path("egress").path("participant");
        if (request instanceof ObjectNode forEach && !participant.hidden()) {
            var unused =
                    startAutomatically("participant", forEach.deepCopy().put("identity", participant.identity()), room);
        }
    }

    @Override
    public void trackPublished(Room room, ObjectNode track) {
        JsonNode request = room.options.path("egress").path("tracks");
        if (request instanceof ObjectNode forEach) {
            ObjectNode single = Json.object().put("track_id", Json.text(track, "sid"));
            single.set("file", forEach.deepCopy());
            var unused = startAutomatically("track", single, room);
        }
    }

    /** Starts an automatic recording. Returns the error of a worker that rejects it; null otherwise. */
    private @Nullable TwirpError startAutomatically(String kind, ObjectNode request, Room room) {
        if (!options.redis() || !options.egressWorker()) {
            return null;
        }
        try {
            begin(kind, request.deepCopy().put("room_name", room.name), room.sid);
            return null;
        } catch (TwirpError e) {
            return e;
        }
    }

    // For tests -----------------------------------------------------------------------------------------------------

    synchronized String advance(String id) {
        Egress egress = require(id);
        if (egress.starting()) {
            activate(egress, clock.instant());
        } else if (egress.active()) {
            end(egress, "Source closed");
        } else {
            finish(egress, clock.instant());
        }
        return egress.status();
    }

    synchronized void fail(String id, String error) {
        fail(require(id), error, clock.instant());
    }

    synchronized void loseWorker(String id) {
        require(id).loseWorker();
    }

    synchronized void reachLimit(String id) {
        Egress egress = require(id);
        if (!egress.ended()) {
            egress.reachLimit(clock.instant());
            emit("egress_ended", egress);
        }
    }

    synchronized List<ObjectNode> all() {
        return egresses.values().stream().map(Egress::message).toList();
    }

    synchronized void clear() {
        egresses.clear();
    }

    private Egress require(String id) {
        @Nullable Egress egress = egresses.get(Check.notNull("id", id));
        if (egress == null) {
            throw new IllegalArgumentException("the egress does not exist: " + id);
        }
        return egress;
    }
}
