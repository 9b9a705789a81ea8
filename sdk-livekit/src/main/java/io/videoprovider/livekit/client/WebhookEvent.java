package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.EnumNames;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.WebhookEvent}. Parts that an event does not contain are empty.
 *
 * @param raw all fields
 */
public record WebhookEvent(Json raw) {

    private static final EnumNames ROOM_END_REASON = EnumNames.of(
            "ROOM_END_UNKNOWN",
            "ROOM_END_API_DELETE",
            "ROOM_END_IDLE_TIMEOUT",
            "ROOM_END_SERVER_SHUTDOWN",
            "ROOM_END_SUPERSEDED",
            "ROOM_END_OPEN_FAILED");

    public WebhookEvent {
        Check.notNull("raw", raw);
    }

    /** Returns the type of the event, such as {@code room_started}. */
    public String event() {
        return Wire.string(raw, "event");
    }

    /** Returns the id, equal for all deliveries of the event, {@code EV_…}. */
    public String id() {
        return Wire.string(raw, "id");
    }

    /** Returns the time of sending, in seconds; null if missing. */
    public @Nullable Instant createdAt() {
        return Wire.seconds(raw, "created_at");
    }

    /**
     * Returns the reason for the end of a room, such as {@code ROOM_END_API_DELETE}, in {@code room_finished}; empty if unknown, and from
     * servers before protocol 1.51.
     */
    public String roomEndReason() {
        return Wire.enumName(raw, "room_end_reason", ROOM_END_REASON);
    }

    /**
     * Returns the room: complete in events about rooms and participants, at least name and sid in events about tracks, only those in events about
     * egresses.
     */
    public Room room() {
        return new Room(Wire.object(raw, "room"));
    }

    /** Returns the participant: complete in events about participants, sid and identity in events about tracks. */
    public ParticipantInfo participant() {
        return new ParticipantInfo(Wire.object(raw, "participant"));
    }

    /** Returns the track, in events about tracks. */
    public TrackInfo track() {
        return new TrackInfo(Wire.object(raw, "track"));
    }

    /** Returns the egress, in events about egresses. */
    public EgressInfo egress() {
        return new EgressInfo(Wire.object(raw, "egress_info"));
    }

    /** Returns the ingress, in events about ingresses. */
    public IngressInfo ingress() {
        return new IngressInfo(Wire.object(raw, "ingress_info"));
    }

    /** Returns the job of the agent, in events about agents. */
    public Job job() {
        return new Job(Wire.object(raw, "job"));
    }

    /**
     * {@code livekit.Job} of an agent.
     *
     * @param raw all fields
     */
    public record Job(Json raw) {

        private static final EnumNames STATUS = EnumNames.of("JS_PENDING", "JS_RUNNING", "JS_SUCCESS", "JS_FAILED");

        public Job {
            Check.notNull("raw", raw);
        }

        /** Returns the id, {@code AJ_…}. */
        public String id() {
            return Wire.string(raw, "id");
        }

        /** Returns the id of the dispatch. */
        public String dispatchId() {
            return Wire.string(raw, "dispatch_id");
        }

        /** Returns the room. */
        public Room room() {
            return new Room(Wire.object(raw, "room"));
        }

        /** Returns the name of the agent; empty for an agent without a name. */
        public String agentName() {
            return Wire.string(raw, "agent_name");
        }

        /**
         * Returns {@code JS_PENDING} (the default, which webhooks omit), {@code JS_RUNNING}, {@code JS_SUCCESS} or {@code JS_FAILED}.
         */
        public String status() {
            String status = Wire.enumName(Wire.object(raw, "state"), "status", STATUS);
            return status.isEmpty() ? "JS_PENDING" : status;
        }

        /** Returns the error message; empty without an error. */
        public String error() {
            return Wire.string(Wire.object(raw, "state"), "error");
        }

        /** Returns the identity of the agent as a participant; empty before it joins. */
        public String participantIdentity() {
            return Wire.string(Wire.object(raw, "state"), "participant_identity");
        }
    }
}
