package io.videoprovider.event;

/**
 * A call began: a new session of it. LiveKit says so when the room is made, Stream when the first one joins.
 *
 * @param info what every event has
 */
public record CallStarted(EventInfo info) implements CallEvent {}
