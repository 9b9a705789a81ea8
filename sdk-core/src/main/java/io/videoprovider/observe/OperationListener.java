package io.videoprovider.observe;

/**
 * Told of every remote operation, on the thread that runs it: that it starts, each attempt, and how it ended. Must be
 * thread-safe and quick; what it throws is logged and otherwise ignored. All three are told the same {@code requestId}.
 */
@FunctionalInterface
public interface OperationListener {

    /** An operation starts. */
    default void onStart(OperationStart start) {}

    /** An attempt at it is over: it succeeded, is tried again, or is given up. */
    default void onAttempt(AttemptOutcome attempt) {}

    /** An operation succeeded or failed for good. */
    void onOutcome(OperationOutcome outcome);
}
