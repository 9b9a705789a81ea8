package io.videoprovider.observe;

import java.util.function.Supplier;

/**
 * Is notified of every remote operation, on the thread that runs it: its start, each attempt and its outcome, with the same {@code
 * requestId}. Must be thread-safe and fast. Its exceptions are logged and otherwise ignored.
 */
@FunctionalInterface
public interface OperationListener {

    /** Called when an operation starts. */
    default void onStart(OperationStart start) {}

    /**
     * Called after each attempt: it succeeded, is retried, or failed for good. With a bulkhead, called after the operation has left it,
     * so that a slow listener holds no permit.
     */
    default void onAttempt(AttemptOutcome attempt) {}

    /**
     * Called when asynchronous work is started, on the thread that starts it. Returns the work to run in its place, such as work that
     * restores the tracing context of this thread; by default, the work itself.
     *
     * @param work work that must be run once, on the thread that calls the result
     */
    default <T> Supplier<T> onAsync(Supplier<T> work) {
        return work;
    }

    /** Called when an operation has succeeded or failed for good. */
    void onOutcome(OperationOutcome outcome);
}
