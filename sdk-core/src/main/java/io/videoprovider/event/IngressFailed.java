package io.videoprovider.event;

/**
 * A stream broke off, or cannot be used.
 *
 * @param info what every event has
 * @param ingress as it was then
 */
public record IngressFailed(EventInfo info, IngressSnapshot ingress) implements IngressEvent {}
