package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;

/**
 * {@code livekit.TrackInfo}.
 *
 * @param raw all fields
 */
public record TrackInfo(Json raw) {

    /** Its id, {@code TR_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** {@code AUDIO}, {@code VIDEO} or {@code DATA}; empty in a webhook means {@code AUDIO}, the default. */
    public String type() {
        return Wire.string(raw, "type");
    }

    /** {@code CAMERA}, {@code MICROPHONE}, {@code SCREEN_SHARE}, {@code SCREEN_SHARE_AUDIO}; else empty or UNKNOWN. */
    public String source() {
        return Wire.string(raw, "source");
    }

    /** Whether it is muted. */
    public boolean muted() {
        return Wire.bool(raw, "muted");
    }
}
