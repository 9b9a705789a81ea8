package io.videoprovider.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a failed operation. Immutable.
 *
 * @param provider the provider's id, such as {@code livekit}; null when the failure has nothing to do with one
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}; null when none was begun
 * @param status the HTTP status of the last answer; 0 when there was no answer
 * @param code the vendor's own error code; null when it gave none
 * @param requestId the id that was sent with every attempt; null when nothing was sent
 * @param attempts how often the request was tried; 0 when it was refused before any I/O
 * @param retryable whether the same request may succeed later
 * @param retryAfter how long the vendor asked to wait; null when it did not
 * @param outcomeUnknown whether the operation may have taken effect although it failed: the request was sent and no
 *     definite answer came back
 */
public record ErrorDetails(
        @Nullable ProviderId provider,
        @Nullable String operation,
        @Nullable Integer status,
        @Nullable String code,
        @Nullable String requestId,
        int attempts,
        boolean retryable,
        @Nullable Duration retryAfter,
        boolean outcomeUnknown) {

    private static final ErrorDetails NONE = new ErrorDetails(null, null, null, null, null, 0, false, null, false);

    /** Details of a failure that happened before any I/O. */
    public static ErrorDetails none() {
        return NONE;
    }

    /** Details of a failure at a provider before any I/O. */
    public static ErrorDetails at(ProviderId provider) {
        return new ErrorDetails(provider, null, null, null, null, 0, false, null, false);
    }

    /** The same details with another answer to whether the operation may have taken effect. */
    public ErrorDetails withOutcomeUnknown(boolean unknown) {
        return new ErrorDetails(provider, operation, status, code, requestId, attempts, retryable, retryAfter, unknown);
    }

    /** The same details with another answer to whether the same request may succeed later. */
    public ErrorDetails withRetryable(boolean mayRetry) {
        return new ErrorDetails(
                provider, operation, status, code, requestId, attempts, mayRetry, retryAfter, outcomeUnknown);
    }
}
