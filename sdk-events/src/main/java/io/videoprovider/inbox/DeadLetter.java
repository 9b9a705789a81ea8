package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.Set;

/**
 * A delivery that was not handled within the maximum number of attempts.
 *
 * @param id the id for {@link Inbox#replay} and {@link Inbox#discard}
 * @param delivery the delivery
 * @param attempts the number of attempts
 * @param completedHandlers the names of the handlers that have succeeded; a replay does not call them again
 * @param lastError the failures of the last attempt: names of handlers, exception classes and messages, at most 500
 *     characters
 * @param receivedAt the time of arrival
 * @param failedAt the time of the last attempt
 */
public record DeadLetter(
        long id,
        Delivery delivery,
        int attempts,
        Set<String> completedHandlers,
        String lastError,
        Instant receivedAt,
        Instant failedAt) {

    public DeadLetter {
        Check.notNull("delivery", delivery);
        Check.notNull("lastError", lastError);
        Check.notNull("receivedAt", receivedAt);
        Check.notNull("failedAt", failedAt);
        completedHandlers = Check.setOf("completedHandlers", completedHandlers);
    }

    /** Omits the error, whose text comes from the application. */
    @Override
    public String toString() {
        return "DeadLetter[" + id + ", " + delivery + ", " + attempts + " attempts, failed " + failedAt + "]";
    }
}
