package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * Statistics of a call session are available.
 *
 * @param info the properties that every event has
 */
public record StatisticsReady(EventInfo info) implements VideoEvent {

    public StatisticsReady {
        Check.notNull("info", info);
    }
}
