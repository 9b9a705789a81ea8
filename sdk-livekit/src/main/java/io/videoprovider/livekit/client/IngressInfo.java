package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.EnumNames;

/**
 * {@code livekit.IngressInfo}.
 *
 * @param raw all fields; {@code stream_key} is a secret
 */
public record IngressInfo(Json raw) {

    private static final EnumNames INPUT = EnumNames.of("RTMP_INPUT", "WHIP_INPUT", "URL_INPUT");

    private static final EnumNames STATUS = EnumNames.of(
            "ENDPOINT_INACTIVE", "ENDPOINT_BUFFERING", "ENDPOINT_PUBLISHING", "ENDPOINT_ERROR", "ENDPOINT_COMPLETE");

    public IngressInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the id, {@code IN_…}. */
    public String ingressId() {
        return Wire.string(raw, "ingress_id");
    }

    /** Returns {@code RTMP_INPUT} (the default, which webhooks omit), {@code WHIP_INPUT} or {@code URL_INPUT}. */
    public String inputType() {
        String type = Wire.enumName(raw, "input_type", INPUT);
        return type.isEmpty() ? "RTMP_INPUT" : type;
    }

    /** Returns the address for the encoder; empty if not configured on the server. */
    public String url() {
        return Wire.string(raw, "url");
    }

    /** Returns the stream key for the encoder. */
    public String streamKey() {
        return Wire.string(raw, "stream_key");
    }

    /** Returns the name of the room. */
    public String roomName() {
        return Wire.string(raw, "room_name");
    }

    /** Returns the identity of the participant. */
    public String participantIdentity() {
        return Wire.string(raw, "participant_identity");
    }

    /** Returns the sid of the room; empty before the room exists. */
    public String roomId() {
        return Wire.string(state(), "room_id");
    }

    /** Returns {@code ENDPOINT_INACTIVE} (the default, which webhooks omit), {@code ENDPOINT_ERROR}, … */
    public String status() {
        String status = Wire.enumName(state(), "status", STATUS);
        return status.isEmpty() ? "ENDPOINT_INACTIVE" : status;
    }

    /** Returns the error message; empty without an error. */
    public String error() {
        return Wire.string(state(), "error");
    }

    private Json state() {
        return Wire.object(raw, "state");
    }
}
