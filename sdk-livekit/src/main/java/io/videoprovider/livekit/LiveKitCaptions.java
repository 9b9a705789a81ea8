package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.AgentDispatch;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.spi.Reconciliation;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;
import java.util.List;

/** Captions by an agent: it is dispatched into the room by its name, and transcribes there. */
final class LiveKitCaptions implements Captions {

    private final LiveKitClient client;
    private final String agent;
    private final Capabilities capabilities;

    /** @param agent the name under which workers register the agent */
    LiveKitCaptions(LiveKitClient client, String agent, Capabilities capabilities) {
        this.client = client;
        this.agent = agent;
        this.capabilities = capabilities;
    }

    @Override
    public void start(CallId call, CaptionRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        String metadata = Json.builder()
                .put("task", "captions")
                .put("language", Check.notNull("request", request).language())
                .build()
                .write();
        if (!dispatches(room).isEmpty()) {
            return;
        }
        Json dispatch = Json.builder()
                .put("room", room)
                .put("agent_name", agent)
                .put("metadata", metadata)
                .build();
        try {
            client.agentDispatch().createDispatch(dispatch);
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()
                    || Reconciliation.after(failure, () -> dispatches(room)).isEmpty()) {
                throw failure;
            }
        }
    }

    @Override
    public boolean active(CallId call) {
        return !dispatches(CallMapper.roomName(call, capabilities)).isEmpty();
    }

    @Override
    public void stop(CallId call) {
        String room = CallMapper.roomName(call, capabilities);
        // Several, if two processes started captions at the same moment.
        for (AgentDispatch dispatch : dispatches(room)) {
            try {
                client.agentDispatch().deleteDispatch(room, dispatch.id());
            } catch (NotFoundException deletedAlready) {
                // the intended result
            }
        }
    }

    /** Returns the dispatches of the agent. Looks up the room first: without one, the server responds after three seconds. */
    private List<AgentDispatch> dispatches(String room) {
        client.rooms().getRoom(room);
        return client.agentDispatch().listDispatch(room, "").stream()
                .filter(dispatch -> dispatch.agentName().equals(agent))
                .toList();
    }
}
