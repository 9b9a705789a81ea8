package io.videoprovider.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A participant said something.
 *
 * @param info the properties that every event has
 * @param userId the user who spoke
 * @param text the spoken text
 * @param language the language, such as {@code en}; null if not reported
 * @param startedAt the start of the speech; null if not reported
 * @param endedAt the end of the speech; null if not reported
 */
public record CaptionSpoken(
        EventInfo info,
        String userId,
        String text,
        @Nullable String language,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt)
        implements CaptionEvent {}
