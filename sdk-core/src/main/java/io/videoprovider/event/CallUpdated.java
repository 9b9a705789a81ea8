package io.videoprovider.event;

import io.videoprovider.call.Call;

/**
 * A call was changed: its title, settings, plans, or whether it is live.
 *
 * @param info what every event has
 * @param state the call as it was then
 */
public record CallUpdated(EventInfo info, Call state) implements CallEvent {}
