package io.videoprovider.inbox;

import java.time.Instant;
import java.util.Set;

/**
 * How a claim ends. Made by {@link Claim}.
 *
 * @param claim which claim
 * @param kind how it ends
 * @param due for a release: when it may be claimed again
 * @param attempts how often it was tried by now
 * @param done the names of the handlers that succeeded by now
 * @param problem why it was not handled; {@code ""} when it was. At most 500 characters, printable ones
 */
public record Settlement(Claim claim, Kind kind, Instant due, int attempts, Set<String> done, String problem) {

    /** The ways to end a claim. */
    public enum Kind {
        /** Handled, for good. */
        COMMIT,
        /** To be claimed again. */
        RELEASE,
        /** A dead letter. */
        BURY
    }

    private static final int MAX_PROBLEM = 500;

    public Settlement {
        done = Set.copyOf(done);
        // Exceptions say anything, and no database takes everything.
        problem = problem.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cf}]", " ");
        if (problem.length() > MAX_PROBLEM) {
            int end = Character.isHighSurrogate(problem.charAt(MAX_PROBLEM - 1)) ? MAX_PROBLEM - 1 : MAX_PROBLEM;
            problem = problem.substring(0, end);
        }
    }

    /** Leaves out the problem, which is in words of the application's own. */
    @Override
    public String toString() {
        return "Settlement[" + kind + " " + claim + "]";
    }
}
