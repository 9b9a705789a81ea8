package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A stream into the call stopped.
 *
 * @param info the properties that every event has
 * @param ingress the ingress at that time
 */
public record IngressStopped(EventInfo info, IngressSnapshot ingress) implements IngressEvent {

    public IngressStopped {
        Check.notNull("info", info);
        Check.notNull("ingress", ingress);
    }
}
