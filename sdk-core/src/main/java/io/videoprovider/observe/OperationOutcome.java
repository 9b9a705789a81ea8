package io.videoprovider.observe;

import io.videoprovider.error.VideoException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one operation went, all its attempts together. Holds no secret, and no value of high cardinality but for the failure.
 *
 * @param provider the provider's id
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param attempts how often it was tried; 0 when the circuit breaker refused it
 * @param duration how long it took, waits included
 * @param failure what was thrown; null when it succeeded
 */
public record OperationOutcome(
        String provider,
        String operation,
        int attempts,
        Duration duration,
        @Nullable VideoException failure) {}
