package io.videoprovider.event;

/**
 * An event that this version has no type for, or that lacks what its type needs; {@link #raw} holds all of it.
 *
 * @param info what every event has
 */
public record UnknownEvent(EventInfo info) implements VideoEvent {}
