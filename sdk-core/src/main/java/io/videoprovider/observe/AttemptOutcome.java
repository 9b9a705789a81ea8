package io.videoprovider.observe;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RetryDecision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt at an operation went. Holds no secret.
 *
 * @param provider the provider's id
 * @param operation the vendor's name of the operation
 * @param requestId the id that is sent with every attempt
 * @param attempt which one, counted from 1
 * @param host who was asked
 * @param duration how long it took
 * @param failure what went wrong; null when it succeeded
 * @param decision what follows; null when it succeeded
 */
public record AttemptOutcome(
        ProviderId provider,
        String operation,
        String requestId,
        int attempt,
        String host,
        Duration duration,
        @Nullable VideoException failure,
        @Nullable RetryDecision decision) {}
