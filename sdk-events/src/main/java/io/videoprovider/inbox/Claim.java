package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
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
        Check.notNull("holder", holder);
        Check.notNull("delivery", delivery);
        completedHandlers = Check.setOf("completedHandlers", completedHandlers);
    }

    /** Returns a settlement that marks the delivery as handled. */
    public Settlement commit() {
        return new Settlement(this, Settlement.Kind.COMMIT, null, attempts, completedHandlers, null, Claim::none);
    }

    /**
     * Returns a settlement that marks the delivery as handled, or makes it wait for a handler of another instance.
     *
     * @param completedHandlers the names of all handlers that have succeeded so far
     * @param misses whether a handler that is registered in the inbox must handle the delivery too and does not exist on this instance
     */
    public Settlement commit(Set<String> completedHandlers, Predicate<HandlerRegistration> misses) {
        return new Settlement(this, Settlement.Kind.COMMIT, null, attempts, completedHandlers, null, misses);
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
        return release(due, attempts, completedHandlers, lastError, Claim::none);
    }

    /**
     * Returns a settlement that makes the delivery wait again, for a handler of another instance if there is one.
     *
     * @param due the earliest time of the next claim
     * @param attempts the number of attempts so far
     * @param completedHandlers the names of all handlers that have succeeded so far
     * @param lastError a description of the failure, null if there was none; must not contain secrets
     * @param misses whether a handler that is registered in the inbox must handle the delivery too and does not exist on this instance
     */
    public Settlement release(
            Instant due,
            int attempts,
            Set<String> completedHandlers,
            @Nullable String lastError,
            Predicate<HandlerRegistration> misses) {
        Check.time("due", due);
        return new Settlement(this, Settlement.Kind.RELEASE, due, attempts, completedHandlers, lastError, misses);
    }

    /**
     * Returns a settlement that makes the delivery a dead letter. The next delivery of its lane becomes due.
     *
     * @param attempts the number of attempts so far
     * @param completedHandlers the names of all handlers that have succeeded so far
     * @param lastError a description of the failure; must not contain secrets
     */
    public Settlement deadLetter(int attempts, Set<String> completedHandlers, String lastError) {
        Check.notNull("lastError", lastError);
        return new Settlement(
                this, Settlement.Kind.DEAD_LETTER, null, attempts, completedHandlers, lastError, Claim::none);
    }

    private static boolean none(HandlerRegistration known) {
        return false;
    }
}
