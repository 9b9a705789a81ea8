package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code livekit.AgentDispatchService}: stores dispatches. No agent joins. */
final class AgentDispatchService implements Rpc.Service {

    private final Rooms rooms;
    private final Timers timers;

    AgentDispatchService(Rooms rooms, Timers timers) {
        this.rooms = rooms;
        this.timers = timers;
    }

    @Override
    public Map<String, Rpc> calls() {
        return Map.of(
                "AgentDispatchService/CreateDispatch", this::create,
                "AgentDispatchService/ListDispatch", this::list,
                "AgentDispatchService/DeleteDispatch", this::delete);
    }

    private ObjectNode create(ObjectNode request) throws TwirpError {
        if (Rooms.utf8(Json.text(request, "metadata")) > Rooms.LARGEST_METADATA) {
            throw TwirpError.invalid("metadata size exceeds limits");
        }
        return rooms.dispatch(rooms.create(Json.text(request, "room"), Json.object()), request);
    }

    private ObjectNode list(ObjectNode request) throws TwirpError {
        Room room = room(request);
        String id = Json.text(request, "dispatch_id");
        ObjectNode answer = Json.object();
        return answer.set(
                "agent_dispatches",
                rooms.locked(() -> Json.array(room.dispatches().values().stream()
                        .filter(dispatch ->
                                id.isEmpty() || Json.text(dispatch, "id").equals(id))
                        .map(JsonNode::deepCopy))));
    }

    private ObjectNode delete(ObjectNode request) throws TwirpError {
        Room room = room(request);
        ObjectNode removed = rooms.locked(() -> room.agentDispatches.remove(Json.text(request, "dispatch_id")));
        if (removed == null) {
            throw TwirpError.wrapped("not_found", "dispatch ID not found");
        }
        return removed;
    }

    private Room room(ObjectNode request) throws TwirpError {
        Room room = rooms.find(Json.text(request, "room"));
        if (room == null) {
            timers.pause(RoomService.NOBODY_THERE);
            throw TwirpError.noResponse();
        }
        return room;
    }
}
