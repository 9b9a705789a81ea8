package io.videoprovider.observe;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an operation with all its attempts. Contains no secret. Only the request id and the failure have high cardinality.
 *
 * @param provider the provider
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param requestId the id that was sent with every attempt
 * @param attempts the number of attempts; 0 if the circuit breaker, the rate limit or the bulkhead rejected the operation
 * @param duration the duration, including delays
 * @param failure the exception that is thrown: a {@link VideoException}, or an exception of an interceptor or of a bug in this SDK; null
 *     after success
 */
public record OperationOutcome(
        ProviderId provider,
        String operation,
        String requestId,
        int attempts,
        Duration duration,
        @Nullable Throwable failure) {

    public OperationOutcome {
        Check.notNull("provider", provider);
        Check.notNull("operation", operation);
        Check.notNull("requestId", requestId);
        Check.notNull("duration", duration);
    }

    /** Returns the value of a metric's tag: {@code success}, or the type of the failure, such as {@code RateLimited}. */
    public String outcome() {
        return failure == null ? "success" : failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    }
}
