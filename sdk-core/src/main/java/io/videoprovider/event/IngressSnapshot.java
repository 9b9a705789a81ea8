package io.videoprovider.event;

import org.jspecify.annotations.Nullable;

/**
 * A stream that comes in, as an event tells of it.
 *
 * @param id the vendor's id of the ingress
 * @param userId as whom it takes part; {@code ""} when the vendor did not say
 * @param failure what is wrong with it, in the vendor's words; null for nothing
 */
public record IngressSnapshot(
        String id, String userId, @Nullable String failure) {}
