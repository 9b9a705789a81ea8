package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import java.time.Instant;

/**
 * {@code livekit.WebhookEvent}. Which of its parts are filled depends on the event; the others are empty.
 *
 * @param raw all fields
 */
public record WebhookEvent(Json raw) {

    /** What happened, such as {@code room_started}. */
    public String event() {
        return Wire.string(raw, "event");
    }

    /** The same for each delivery of the event, {@code EV_…}. */
    public String id() {
        return Wire.string(raw, "id");
    }

    /** When it was sent off, to the second. */
    public Instant createdAt() {
        return Instant.ofEpochSecond(Wire.longNumber(raw, "created_at"));
    }

    /** The room: whole in room and participant events, name and sid in track and egress events. */
    public Room room() {
        return new Room(Wire.object(raw, "room"));
    }

    /** The participant: whole in participant events, sid and identity in track events. */
    public ParticipantInfo participant() {
        return new ParticipantInfo(Wire.object(raw, "participant"));
    }

    /** The track, in track events. */
    public TrackInfo track() {
        return new TrackInfo(Wire.object(raw, "track"));
    }

    /** The egress, in egress events. */
    public EgressInfo egress() {
        return new EgressInfo(Wire.object(raw, "egress_info"));
    }

    /** The ingress, in ingress events. */
    public Ingress ingress() {
        return new Ingress(Wire.object(raw, "ingress_info"));
    }

    /** The agent's job, in agent events. */
    public Job job() {
        return new Job(Wire.object(raw, "job"));
    }

    /**
     * {@code livekit.IngressInfo}, what events need of it.
     *
     * @param raw all fields; {@code stream_key} among them is a secret
     */
    public record Ingress(Json raw) {

        /** Its id, {@code IN_…}. */
        public String ingressId() {
            return Wire.string(raw, "ingress_id");
        }

        /** The name of the room that it goes to. */
        public String roomName() {
            return Wire.string(raw, "room_name");
        }

        /** The incarnation of that room; empty while there is none. */
        public String roomId() {
            return Wire.string(state(), "room_id");
        }

        /** As whom it takes part. */
        public String participantIdentity() {
            return Wire.string(raw, "participant_identity");
        }

        /** {@code ENDPOINT_INACTIVE}, the default that webhooks leave out, {@code ENDPOINT_ERROR}, … */
        public String status() {
            String status = Wire.string(state(), "status");
            return status.isEmpty() ? "ENDPOINT_INACTIVE" : status;
        }

        /** What is wrong; empty for nothing. */
        public String error() {
            return Wire.string(state(), "error");
        }

        private Json state() {
            return Wire.object(raw, "state");
        }
    }

    /**
     * {@code livekit.Job}: an agent at work.
     *
     * @param raw all fields
     */
    public record Job(Json raw) {

        /** Its id, {@code AJ_…}. */
        public String id() {
            return Wire.string(raw, "id");
        }

        /** The id of the dispatch that it came from. */
        public String dispatchId() {
            return Wire.string(raw, "dispatch_id");
        }

        /** The room. */
        public Room room() {
            return new Room(Wire.object(raw, "room"));
        }

        /** Which agent; empty for the one without a name. */
        public String agentName() {
            return Wire.string(raw, "agent_name");
        }

        /** {@code JS_PENDING}, the default that webhooks leave out, {@code JS_RUNNING}, {@code JS_SUCCESS}, {@code JS_FAILED}. */
        public String status() {
            String status = Wire.string(Wire.object(raw, "state"), "status");
            return status.isEmpty() ? "JS_PENDING" : status;
        }

        /** Why it failed; empty when it did not. */
        public String error() {
            return Wire.string(Wire.object(raw, "state"), "error");
        }

        /** As whom it takes part; empty while it does not. */
        public String participantIdentity() {
            return Wire.string(Wire.object(raw, "state"), "participant_identity");
        }
    }
}
