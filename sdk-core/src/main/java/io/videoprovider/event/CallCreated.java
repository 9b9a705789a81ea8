package io.videoprovider.event;

import io.videoprovider.call.Call;

/**
 * A call was made. Nobody is in it yet.
 *
 * @param info what every event has
 * @param state the call as it was then
 */
public record CallCreated(EventInfo info, Call state) implements CallEvent {}
