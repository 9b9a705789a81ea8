package io.videoprovider.event;

/**
 * A stream into the call stopped.
 *
 * @param info the properties that every event has
 * @param ingress the ingress at that time
 */
public record IngressStopped(EventInfo info, IngressSnapshot ingress) implements IngressEvent {}
