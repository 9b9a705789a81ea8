package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * {@code livekit.ParticipantPermission}. An update must contain all permissions: the server revokes those that are left out.
 *
 * @param raw all fields
 */
public record ParticipantPermission(Json raw) {

    public ParticipantPermission {
        Check.notNull("raw", raw);
    }

    /** Returns whether the participant may subscribe to tracks. */
    public boolean canSubscribe() {
        return Wire.bool(raw, "can_subscribe");
    }

    /** Returns whether the participant may publish tracks of {@link #canPublishSources}. */
    public boolean canPublish() {
        return Wire.bool(raw, "can_publish");
    }

    /** Returns whether the participant may send data. */
    public boolean canPublishData() {
        return Wire.bool(raw, "can_publish_data");
    }

    /** Returns the sources that the participant may publish, such as {@code CAMERA}; empty for all. */
    public List<String> canPublishSources() {
        return Wire.enumNames(raw, "can_publish_sources", TrackInfo.SOURCE);
    }

    /** Returns whether the participant is invisible to others. */
    public boolean hidden() {
        return Wire.bool(raw, "hidden");
    }

    /** Returns whether the participant may change its own name, metadata and attributes. */
    public boolean canUpdateMetadata() {
        return Wire.bool(raw, "can_update_metadata");
    }
}
