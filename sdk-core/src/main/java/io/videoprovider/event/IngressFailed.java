package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A stream into the call broke off or cannot be used.
 *
 * @param info the properties that every event has
 * @param ingress the ingress at that time
 */
public record IngressFailed(EventInfo info, IngressSnapshot ingress) implements IngressEvent {

    public IngressFailed {
        Check.notNull("info", info);
        Check.notNull("ingress", ingress);
    }
}
