package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;

/**
 * {@code livekit.TrackInfo}.
 *
 * @param raw all fields
 */
public record TrackInfo(Json raw) {

    /** The id, {@code TR_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** {@code AUDIO}, {@code VIDEO} or {@code DATA}; empty in webhooks for {@code AUDIO}. */
    public String type() {
        return Wire.string(raw, "type");
    }

    /** {@code CAMERA}, {@code MICROPHONE}, {@code SCREEN_SHARE}, {@code SCREEN_SHARE_AUDIO}; empty or {@code UNKNOWN} for others. */
    public String source() {
        return Wire.string(raw, "source");
    }

    /** Whether the track is muted. */
    public boolean muted() {
        return Wire.bool(raw, "muted");
    }
}
