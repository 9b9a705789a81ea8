package io.videoprovider.inbox;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A leased delivery.
 *
 * @param id the id of the delivery in the inbox
 * @param holder the holder of the lease, unique for each call of {@link Inbox#claim}
 * @param delivery the delivery to handle
 * @param attempts the number of previous attempts
 * @param completedHandlers the names of the handlers that have succeeded
 */
public record Claim(long id, String holder, Delivery delivery, int attempts, Set<String> completedHandlers) {

    public Claim {
        completedHandlers = Set.copyOf(completedHandlers);
    }

    /** Returns a settlement that marks the delivery as handled. */
    public Settlement commit() {
        return new Settlement(this, Settlement.Kind.COMMIT, null, attempts, completedHandlers, null);
    }

    /**
     * Returns a settlement that makes the delivery wait again.
     *
     * @param due the earliest time of the next claim
     * @param attempts the number of attempts so far
     * @param completedHandlers the names of all handlers that have succeeded so far
     * @param lastError a description of the failure, null if there was none; must not contain secrets
     */
    public Settlement release(Instant due, int attempts, Set<String> completedHandlers, @Nullable String lastError) {
        return new Settlement(this, Settlement.Kind.RELEASE, due, attempts, completedHandlers, lastError);
    }

    /**
     * Returns a settlement that makes the delivery a dead letter. The next delivery of its lane becomes due.
     *
     * @param attempts the number of attempts so far
     * @param completedHandlers the names of all handlers that have succeeded so far
     * @param lastError a description of the failure; must not contain secrets
     */
    public Settlement deadLetter(int attempts, Set<String> completedHandlers, String lastError) {
        return new Settlement(this, Settlement.Kind.DEAD_LETTER, null, attempts, completedHandlers, lastError);
    }
}
