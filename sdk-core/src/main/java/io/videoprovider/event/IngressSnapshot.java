package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * An ingress as an event reports it.
 *
 * @param id the vendor's id: on LiveKit the value of the {@code IngressId}; on Stream the id of the stream that an encoder sends, for
 *     which no {@code Ingresses} operation exists
 * @param userId the user as which the stream takes part; null if not reported
 * @param failure the error, in the vendor's words; null for none
 */
public record IngressSnapshot(
        String id, @Nullable String userId, @Nullable String failure) {

    public IngressSnapshot {
        Check.notNull("id", id);
    }
}
