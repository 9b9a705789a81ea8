package io.videoprovider.inbox;

import java.time.Instant;
import java.util.Set;

/**
 * A delivery that somebody holds in order to handle it.
 *
 * @param id which entry of the inbox
 * @param holder who holds it: unique for each time that deliveries are claimed
 * @param delivery what is to be handled
 * @param attempts how often it was tried before
 * @param done the names of the handlers that succeeded before
 */
public record Claim(long id, String holder, Delivery delivery, int attempts, Set<String> done) {

    public Claim {
        done = Set.copyOf(done);
    }

    /** It is handled, for good. */
    public Settlement commit() {
        return new Settlement(this, Settlement.Kind.COMMIT, Instant.EPOCH, attempts, done, "");
    }

    /**
     * It is to be claimed again.
     *
     * @param due not before this
     * @param attempts how often it was tried by now
     * @param done the names of all handlers that succeeded by now
     * @param problem why; without a secret
     */
    public Settlement release(Instant due, int attempts, Set<String> done, String problem) {
        return new Settlement(this, Settlement.Kind.RELEASE, due, attempts, done, problem);
    }

    /**
     * It becomes a dead letter, and its lane goes on without it.
     *
     * @param attempts how often it was tried by now
     * @param done the names of all handlers that succeeded by now
     * @param problem why; without a secret
     */
    public Settlement deadLetter(int attempts, Set<String> done, String problem) {
        return new Settlement(this, Settlement.Kind.BURY, Instant.EPOCH, attempts, done, problem);
    }
}
