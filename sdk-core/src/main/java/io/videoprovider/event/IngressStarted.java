package io.videoprovider.event;

/**
 * A stream comes in.
 *
 * @param info what every event has
 * @param ingress as it was then
 */
public record IngressStarted(EventInfo info, IngressSnapshot ingress) implements IngressEvent {}
