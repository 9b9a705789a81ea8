package io.videoprovider.event;

/**
 * A call is over: the last one left, or it was ended. Stream may say so twice, once for the session and once for the call.
 *
 * @param info what every event has
 */
public record CallEnded(EventInfo info) implements CallEvent {}
