package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;

/**
 * {@code livekit.SIPParticipantInfo}.
 *
 * @param raw all fields
 */
public record SipParticipantInfo(Json raw) {

    public SipParticipantInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the sid of the participant, {@code PA_…}. */
    public String participantId() {
        return Wire.string(raw, "participant_id");
    }

    /** Returns the identity of the participant. */
    public String participantIdentity() {
        return Wire.string(raw, "participant_identity");
    }

    /** Returns the name of the room. */
    public String roomName() {
        return Wire.string(raw, "room_name");
    }

    /** Returns the id of the call, {@code SCL_…}. */
    public String sipCallId() {
        return Wire.string(raw, "sip_call_id");
    }
}
