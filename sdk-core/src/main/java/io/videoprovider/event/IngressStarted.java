package io.videoprovider.event;

import io.videoprovider.error.Check;

/**
 * A stream into the call started.
 *
 * @param info the properties that every event has
 * @param ingress the ingress at that time
 */
public record IngressStarted(EventInfo info, IngressSnapshot ingress) implements IngressEvent {

    public IngressStarted {
        Check.notNull("info", info);
        Check.notNull("ingress", ingress);
    }
}
