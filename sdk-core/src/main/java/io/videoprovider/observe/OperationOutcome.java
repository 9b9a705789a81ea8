package io.videoprovider.observe;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one operation went, all its attempts together. Holds no secret, and no value of high cardinality but for the request
 * id and the failure.
 *
 * @param provider the provider's id
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param requestId the id that was sent with every attempt
 * @param attempts how often it was tried; 0 when the circuit breaker, the rate limit or the bulkhead refused it
 * @param duration how long it took, waits included
 * @param failure what is thrown: a {@link VideoException}, or what a bug in an interceptor or this SDK throws; null when it
 *     succeeded
 */
public record OperationOutcome(
        ProviderId provider,
        String operation,
        String requestId,
        int attempts,
        Duration duration,
        @Nullable Throwable failure) {

    /** In a word, for a metric's tag: {@code success}, or the failure's type, such as {@code RateLimited}. */
    public String outcome() {
        return failure == null ? "success" : failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    }
}
