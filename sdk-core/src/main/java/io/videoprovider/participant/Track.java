package io.videoprovider.participant;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;

/**
 * A track that a participant publishes. Immutable.
 *
 * @param id the vendor's id of the track
 * @param kind the source of the track
 * @param muted whether the track is muted
 * @param raw the vendor's data
 */
public record Track(String id, TrackKind kind, boolean muted, Json raw) {

    public Track {
        Check.notNull("id", id);
        Check.notNull("kind", kind);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
