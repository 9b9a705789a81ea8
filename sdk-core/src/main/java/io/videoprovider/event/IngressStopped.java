package io.videoprovider.event;

/**
 * A stream no longer comes in.
 *
 * @param info what every event has
 * @param ingress as it was then
 */
public record IngressStopped(EventInfo info, IngressSnapshot ingress) implements IngressEvent {}
