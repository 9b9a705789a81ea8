package io.videoprovider.spi;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.resilience.RetryClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at an operation.
 *
 * @param provider whose operation
 * @param operation which
 * @param number counted from 1
 * @param requestId the same for all attempts of one operation
 * @param timeout what is left for this one
 * @param outcomeUnknown whether an earlier attempt may have taken effect: then no refusal of this one tells that nothing was done
 */
public record Attempt(
        String provider, Operation operation, int number, String requestId, Duration timeout, boolean outcomeUnknown) {

    /** The same attempt with less time, if it has more. */
    public Attempt within(Duration most) {
        return timeout.compareTo(most) <= 0
                ? this
                : new Attempt(provider, operation, number, requestId, most, outcomeUnknown);
    }

    /** The details of a failure for which the answer tells that this attempt did nothing. */
    public ErrorDetails refused(HttpResponse answer, @Nullable String code, boolean retryable) {
        return details(answer.status(), code, retryable, answer.retryAfter(), false);
    }

    /** The details of a failure for which the answer does not tell whether something was done. */
    public ErrorDetails uncertain(HttpResponse answer, @Nullable String code, boolean retryable) {
        return details(answer.status(), code, retryable, answer.retryAfter(), changesSomething());
    }

    /** The details of a failure without an answer. */
    ErrorDetails unanswered(boolean sent) {
        return details(0, null, true, null, sent && changesSomething());
    }

    private boolean changesSomething() {
        return operation.retryClass() != RetryClass.READ;
    }

    private ErrorDetails details(
            int status,
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
