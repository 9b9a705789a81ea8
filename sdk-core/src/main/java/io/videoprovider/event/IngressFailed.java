package io.videoprovider.event;

/**
 * A stream into the call broke off or cannot be used.
 *
 * @param info the properties that every event has
 * @param ingress the ingress at that time
 */
public record IngressFailed(EventInfo info, IngressSnapshot ingress) implements IngressEvent {}
