package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.event.VideoEvent;

/**
 * A call of an event handler.
 *
 * @param handler the name of the handler
 * @param event the event
 * @param delivery the stored webhook from which the event was parsed
 * @param attempt the number of the attempt, starting with 1
 */
public record HandlerCall(String handler, VideoEvent event, Delivery delivery, int attempt) {

    public HandlerCall {
        Check.notNull("handler", handler);
        Check.notNull("event", event);
        Check.notNull("delivery", delivery);
    }

    /** Contains the delivery, but nothing of the event's content. */
    @Override
    public String toString() {
        return "HandlerCall[" + handler + ", attempt " + attempt + " of " + delivery + "]";
    }
}
