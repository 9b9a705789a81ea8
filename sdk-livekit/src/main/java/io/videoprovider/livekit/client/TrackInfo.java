package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.EnumNames;

/**
 * {@code livekit.TrackInfo}.
 *
 * @param raw all fields
 */
public record TrackInfo(Json raw) {

    public TrackInfo {
        Check.notNull("raw", raw);
    }

    /** {@code livekit.TrackSource}. */
    static final EnumNames SOURCE =
            EnumNames.of("UNKNOWN", "CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO");

    private static final EnumNames TYPE = EnumNames.of("AUDIO", "VIDEO", "DATA");

    /** Returns the id, {@code TR_…}. */
    public String sid() {
        return Wire.string(raw, "sid");
    }

    /** Returns {@code AUDIO}, {@code VIDEO} or {@code DATA}; empty in webhooks for {@code AUDIO}. */
    public String type() {
        return Wire.enumName(raw, "type", TYPE);
    }

    /**
     * Returns {@code CAMERA}, {@code MICROPHONE}, {@code SCREEN_SHARE}, {@code SCREEN_SHARE_AUDIO}; empty or {@code UNKNOWN} for others.
     */
    public String source() {
        return Wire.enumName(raw, "source", SOURCE);
    }

    /** Returns whether the track is muted. */
    public boolean muted() {
        return Wire.bool(raw, "muted");
    }
}
