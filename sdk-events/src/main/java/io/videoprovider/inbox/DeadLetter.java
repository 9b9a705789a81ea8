package io.videoprovider.inbox;

import java.time.Instant;
import java.util.Set;

/**
 * A delivery that was given up after its last attempt, until somebody replays or discards it.
 *
 * @param id names it to {@link Inbox#replay} and {@link Inbox#discard}
 * @param delivery what was not handled
 * @param attempts how often it was tried
 * @param done the names of the handlers that succeeded; a replay leaves them out
 * @param problem what the handlers threw the last time: names, classes and messages, shortened
 * @param receivedAt when it arrived
 * @param diedAt when it was given up
 */
public record DeadLetter(
        long id,
        Delivery delivery,
        int attempts,
        Set<String> done,
        String problem,
        Instant receivedAt,
        Instant diedAt) {

    public DeadLetter {
        done = Set.copyOf(done);
    }

    /** Leaves out the problem, which is in words of the application's own. */
    @Override
    public String toString() {
        return "DeadLetter[" + id + ", " + delivery + ", " + attempts + " attempts, died " + diedAt + "]";
    }
}
