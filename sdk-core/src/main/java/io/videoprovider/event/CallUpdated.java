package io.videoprovider.event;

import io.videoprovider.call.Call;

/**
 * The properties of a call changed.
 *
 * @param info the properties that every event has
 * @param state the call at that time
 */
public record CallUpdated(EventInfo info, Call state) implements CallEvent {}
