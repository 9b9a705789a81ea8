package io.videoprovider.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody said something.
 *
 * @param info what every event has
 * @param userId who
 * @param text what
 * @param language in which language, such as {@code en}; {@code ""} when the vendor did not say
 * @param startedAt when they began to; null when the vendor did not say
 * @param endedAt when they had said it; null when the vendor did not say
 */
public record CaptionSpoken(
        EventInfo info,
        String userId,
        String text,
        String language,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt)
        implements CaptionEvent {}
