package io.videoprovider.livekit;

import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;

/**
 * Operations that the server forwards into a room without looking up their target. If the target does not exist, the server waits
 * for a response until a timeout and then reports {@code unavailable}.
 */
final class ForwardedOperation {

    private ForwardedOperation() {}

    /**
     * Runs an operation.
     *
     * @param lookUp reads the target; its {@link NotFoundException} replaces the error of an operation that took no effect
     */
    static void run(Runnable operation, Runnable lookUp) {
        try {
            operation.run();
        } catch (UnavailableException failure) {
            boolean mayHaveTakenEffect = failure.retryable() || failure.attempts() > 1;
            if (!mayHaveTakenEffect) {
                try {
                    lookUp.run();
                } catch (NotFoundException missing) {
                    throw missing;
                } catch (VideoException unanswered) {
                    failure.addSuppressed(unanswered);
                }
            }
            throw failure;
        }
    }
}
