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
}
