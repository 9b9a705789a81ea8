package io.videoprovider.history;

import io.videoprovider.error.Check;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a {@link Reconciler}. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param running whether the reconciler was started and not stopped
 * @param active whether this instance had the lease in the last run; another instance reconciles otherwise
 * @param lastSuccessAt the start of the last run of this instance without a failure; null before it
 * @param lastFailureAt the time of the last failure of this instance; null for none
 * @param lastFailure the last failure, without secrets; null for none
 * @param lag the time since {@code lastSuccessAt}, or since this instance became active; zero if it is not active
 * @param runDuration the duration of the last run of this instance, or that of the one in progress if it is longer
 * @param requests the number of operations at providers; some send two requests at Stream
 * @param events the number of events that were published
 */
public record ReconcilerMetrics(
        boolean running,
        boolean active,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant lastFailureAt,
        @Nullable String lastFailure,
        Duration lag,
        Duration runDuration,
        long requests,
        long events) {

    public ReconcilerMetrics {
        Check.notNull("lag", lag);
        Check.notNull("runDuration", runDuration);
    }
}
