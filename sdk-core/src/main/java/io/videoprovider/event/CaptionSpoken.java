package io.videoprovider.event;

import io.videoprovider.error.Check;
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
        implements CaptionEvent {

    public CaptionSpoken {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        Check.notNull("text", text);
    }
}
