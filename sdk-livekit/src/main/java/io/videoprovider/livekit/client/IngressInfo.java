package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;

/**
 * {@code livekit.IngressInfo}.
 *
 * @param raw all fields, the stream key among them
 */
public record IngressInfo(Json raw) {

    /** Its id, {@code IN_…}. */
    public String ingressId() {
        return Wire.string(raw, "ingress_id");
    }

    /** {@code RTMP_INPUT}, the default that webhooks leave out, {@code WHIP_INPUT}, {@code URL_INPUT}. */
    public String inputType() {
        String type = Wire.string(raw, "input_type");
        return type.isEmpty() ? "RTMP_INPUT" : type;
    }

    /** Where an encoder sends to; empty when the server was not told its ingress's address. */
    public String url() {
        return Wire.string(raw, "url");
    }

    /** What lets an encoder in. */
    public String streamKey() {
        return Wire.string(raw, "stream_key");
    }

    /** Into which room. */
    public String roomName() {
        return Wire.string(raw, "room_name");
    }

    /** As whom. */
    public String participantIdentity() {
        return Wire.string(raw, "participant_identity");
    }
}
