package io.videoprovider.observe;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RetryDecision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt of an operation. Contains no secret.
 *
 * @param provider the provider
 * @param operation the vendor's name of the operation
 * @param requestId the id that is sent with every attempt
 * @param attempt the number of the attempt, starting with 1
 * @param host the host that received the request
 * @param duration the duration of the attempt
 * @param failure the failure; null after success
 * @param decision the decision whether to retry; null after success
 */
public record AttemptOutcome(
        ProviderId provider,
        String operation,
        String requestId,
        int attempt,
        String host,
        Duration duration,
        @Nullable VideoException failure,
        @Nullable RetryDecision decision) {

    public AttemptOutcome {
        Check.notNull("provider", provider);
        Check.notNull("operation", operation);
        Check.notNull("requestId", requestId);
        Check.notNull("host", host);
        Check.notNull("duration", duration);
    }
}
