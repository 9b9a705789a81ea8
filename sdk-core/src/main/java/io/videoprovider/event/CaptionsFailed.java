package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * Closed captions failed.
 *
 * @param info the properties that every event has
 * @param failure the reason, in the vendor's words; null if not reported
 */
public record CaptionsFailed(EventInfo info, @Nullable String failure) implements CaptionEvent {

    public CaptionsFailed {
        Check.notNull("info", info);
    }
}
