package io.videoprovider.observe;

/**
 * Is notified of every remote operation, on the thread that runs it: its start, each attempt and its outcome, with the same {@code
 * requestId}. Must be thread-safe and fast. Its exceptions are logged and otherwise ignored.
 */
@FunctionalInterface
public interface OperationListener {

    /** Called when an operation starts. */
    default void onStart(OperationStart start) {}

    /** Called after each attempt: it succeeded, is retried, or failed for good. */
    default void onAttempt(AttemptOutcome attempt) {}

    /** Called when an operation has succeeded or failed for good. */
    void onOutcome(OperationOutcome outcome);
}
