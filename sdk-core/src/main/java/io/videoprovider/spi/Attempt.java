package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderId;
import io.videoprovider.resilience.RetryClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an operation, created by the pipeline. Immutable and thread-safe.
 *
 * @param provider the provider's id
 * @param operation the operation
 * @param number the number of the attempt, counted from 1
 * @param requestId the id of the operation, the same for all its attempts; also the idempotency key for vendors that support
 *     one
 * @param timeout the timeout of this attempt
 * @param outcomeUnknown whether an earlier attempt may have taken effect; errors of this attempt then report it, too
 */
public record Attempt(
        ProviderId provider,
        Operation operation,
        int number,
        String requestId,
        Duration timeout,
        boolean outcomeUnknown) {

    public Attempt {
        Check.notNull("provider", provider);
        Check.notNull("operation", operation);
        Check.notNull("requestId", requestId);
        Check.notNull("timeout", timeout);
    }

    /** Returns this attempt with a timeout of at most {@code most}. */
    public Attempt within(Duration most) {
        return timeout.compareTo(Check.notNull("most", most)) <= 0
                ? this
                : new Attempt(provider, operation, number, requestId, most, outcomeUnknown);
    }

    /**
     * Returns details of an error response which means that this attempt changed nothing, such as a 404.
     *
     * @param code the vendor's error code; null if there is none
     * @param retryable whether another attempt may succeed; the retry class decides whether one is allowed
     */
    public ErrorDetails refused(HttpResponse response, @Nullable String code, boolean retryable) {
        Check.notNull("response", response);
        return details(response.status(), code, retryable, response.retryAfter(), false);
    }

    /**
     * Returns details of an error response after which this attempt may have taken effect, such as a 500. Their
     * {@code outcomeUnknown} is true unless the operation only reads.
     *
     * @param code the vendor's error code; null if there is none
     * @param retryable whether another attempt may succeed; the retry class decides whether one is allowed
     */
    public ErrorDetails uncertain(HttpResponse response, @Nullable String code, boolean retryable) {
        Check.notNull("response", response);
        return details(response.status(), code, retryable, response.retryAfter(), changesSomething());
    }

    /**
     * Returns details of an error response that is not one of the vendor's, such as that of a proxy, by its status only. After 3xx, 4xx
     * other than 408, 460 and 499, 501, 505 and 511 the request was {@linkplain #refused refused}: it did not get to the vendor. After any other
     * status this attempt {@linkplain #uncertain may have taken effect}. Another attempt would fail in the same way.
     *
     * @param code the error code; null if there is none
     */
    public ErrorDetails unexpected(HttpResponse response, @Nullable String code) {
        boolean refused = switch (Check.notNull("response", response).status()) {
            // A proxy stopped waiting for the server, or its client did not wait for it.
            case 408, 460, 499 -> false;
            case 501, 505, 511 -> true;
            default -> response.status() >= 300 && response.status() < 500;
        };
        return refused ? refused(response, code, false) : uncertain(response, code, false);
    }

    /** Returns details of a failure without a response. */
    ErrorDetails unanswered(boolean sent) {
        return details(null, null, true, null, sent && changesSomething());
    }

    private boolean changesSomething() {
        return operation.retryClass() != RetryClass.READ;
    }

    private ErrorDetails details(
            @Nullable Integer status,
            @Nullable String code,
            boolean retryable,
            @Nullable Duration retryAfter,
            boolean outcomeUnknown) {
        return new ErrorDetails(
                provider,
                operation.operationName(),
                status,
                code,
                requestId,
                number,
                retryable,
                retryAfter,
                outcomeUnknown || this.outcomeUnknown);
    }
}
