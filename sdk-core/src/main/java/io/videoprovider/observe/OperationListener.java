package io.videoprovider.observe;

/**
 * Told of every remote operation when it is over, on the thread that ran it. Must be thread-safe and quick; what it throws
 * is logged and otherwise ignored.
 */
@FunctionalInterface
public interface OperationListener {

    /** An operation succeeded or failed. */
    void onOutcome(OperationOutcome outcome);
}
