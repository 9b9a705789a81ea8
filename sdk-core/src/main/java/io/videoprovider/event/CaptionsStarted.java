package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * Closed captions started.
 *
 * @param info the properties that every event has
 */
public record CaptionsStarted(EventInfo info) implements CaptionEvent {

    public CaptionsStarted {
        Check.notNull("info", info);
    }
}
