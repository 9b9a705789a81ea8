package io.videoprovider.event;

import io.videoprovider.call.Call;

/**
 * A call was deleted, and is forgotten.
 *
 * @param info what every event has
 * @param state the call as it was then
 */
public record CallDeleted(EventInfo info, Call state) implements CallEvent {}
