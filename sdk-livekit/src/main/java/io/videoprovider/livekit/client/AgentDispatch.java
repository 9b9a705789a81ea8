package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * {@code livekit.AgentDispatch}: a request that an agent joins a room.
 *
 * @param raw all fields
 */
public record AgentDispatch(Json raw) {

    public AgentDispatch {
        Check.notNull("raw", raw);
    }

    /** Returns the id, {@code AD_…}. */
    public String id() {
        return Wire.string(raw, "id");
    }

    /** Returns the name of the agent; empty for an agent without a name. */
    public String agentName() {
        return Wire.string(raw, "agent_name");
    }

    /** Returns the name of the room. */
    public String room() {
        return Wire.string(raw, "room");
    }

    /** Returns the metadata; empty if there is none. */
    public String metadata() {
        return Wire.string(raw, "metadata");
    }

    /** Returns the jobs of the agent; empty before a worker accepts the first. */
    public List<WebhookEvent.Job> jobs() {
        return Wire.list(Wire.object(raw, "state"), "jobs", WebhookEvent.Job::new);
    }
}
