package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import java.time.Instant;

/**
 * A handler that is registered in an inbox: an event is handled when each registered handler of its type has handled it.
 *
 * @param registration the name and the event type
 * @param firstSeen the start of the dispatcher that registered the handler with this event type
 * @param lastSeen the time of the last registration
 * @param waiting the number of deliveries in lanes that wait for an instance with this handler
 */
public record KnownHandler(HandlerRegistration registration, Instant firstSeen, Instant lastSeen, long waiting) {

    public KnownHandler {
        Check.notNull("registration", registration);
        Check.notNull("firstSeen", firstSeen);
        Check.notNull("lastSeen", lastSeen);
    }
}
