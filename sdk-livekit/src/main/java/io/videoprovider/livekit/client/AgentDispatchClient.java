package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.util.List;

/** {@code AgentDispatchService}: sends agents into rooms. {@link LiveKitClient#agentDispatch} returns it. Thread-safe. */
public final class AgentDispatchClient {

    private final TwirpTransport transport;

    AgentDispatchClient(TwirpTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code CreateDispatch}: sends an agent into a room, which is created if it does not exist. If the response is lost, {@link
     * #listDispatch} shows whether the dispatch exists.
     *
     * @param request {@code livekit.CreateAgentDispatchRequest}: {@code room}, {@code agent_name}, {@code metadata}, {@code
     *     attributes}, …
     */
    public AgentDispatch createDispatch(Json request) {
        Wire.id("room", Check.notNull("request", request).string("room"));
        Wire.idOrEmpty("agent_name", Wire.string(request, "agent_name"));
        return new AgentDispatch(transport.call(LiveKitOperation.CREATE_DISPATCH, request));
    }

    /**
     * {@code DeleteDispatch}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the dispatch does not exist
     * @throws io.videoprovider.error.UnavailableException after some seconds if the room does not exist
     */
    public void deleteDispatch(String room, String dispatchId) {
        Json request = dispatch(room, Wire.id("dispatchId", dispatchId));
        transport.callIgnoringEarlierSuccess(LiveKitOperation.DELETE_DISPATCH, request, request);
    }

    /**
     * {@code ListDispatch}: returns the dispatches of a room, not ordered.
     *
     * @param dispatchId the id of one dispatch; {@code ""} for all
     * @throws io.videoprovider.error.UnavailableException after some seconds if the room does not exist
     */
    public List<AgentDispatch> listDispatch(String room, String dispatchId) {
        return Wire.list(
                transport.call(
                        LiveKitOperation.LIST_DISPATCH, dispatch(room, Wire.idOrEmpty("dispatchId", dispatchId))),
                "agent_dispatches",
                AgentDispatch::new,
                dispatch -> Wire.requireId("id", dispatch.id()));
    }

    private static Json dispatch(String room, String dispatchId) {
        return Json.builder()
                .put("room", Wire.id("room", room))
                .putIfNotEmpty("dispatch_id", dispatchId)
                .build();
    }
}
