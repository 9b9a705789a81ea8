package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * Closed captions stopped.
 *
 * @param info the properties that every event has
 */
public record CaptionsStopped(EventInfo info) implements CaptionEvent {

    public CaptionsStopped {
        Check.notNull("info", info);
    }
}
