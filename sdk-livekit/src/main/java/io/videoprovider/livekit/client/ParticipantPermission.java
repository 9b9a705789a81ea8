package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import java.util.List;

/**
 * {@code livekit.ParticipantPermission}. Written back it must be whole: what an update leaves out is switched off.
 *
 * @param raw all fields
 */
public record ParticipantPermission(Json raw) {

    /** May receive. */
    public boolean canSubscribe() {
        return Wire.bool(raw, "can_subscribe");
    }

    /** May publish, as far as {@link #canPublishSources} goes. */
    public boolean canPublish() {
        return Wire.bool(raw, "can_publish");
    }

    /** May send data. */
    public boolean canPublishData() {
        return Wire.bool(raw, "can_publish_data");
    }

    /** What it may publish, such as {@code CAMERA}; empty for everything. */
    public List<String> canPublishSources() {
        return Wire.strings(raw, "can_publish_sources");
    }

    /** Whether the others do not see it. */
    public boolean hidden() {
        return Wire.bool(raw, "hidden");
    }

    /** May change its own name, metadata and attributes. */
    public boolean canUpdateMetadata() {
        return Wire.bool(raw, "can_update_metadata");
    }
}
