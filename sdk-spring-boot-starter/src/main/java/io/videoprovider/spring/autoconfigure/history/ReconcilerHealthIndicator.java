package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.history.Reconciler;
import io.videoprovider.history.ReconcilerMetrics;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while the reconciler of this instance has not succeeded for several intervals, or for several runs if they take longer. */
final class ReconcilerHealthIndicator extends AbstractHealthIndicator {

    private static final int MAX_RUNS = 5;

    private final Reconciler reconciler;
    private final Duration interval;

    ReconcilerHealthIndicator(Reconciler reconciler, Duration interval) {
        super("Health check of the reconciler failed");
        this.reconciler = reconciler;
        this.interval = interval;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        ReconcilerMetrics metrics = reconciler.metrics();
        Duration run = metrics.runDuration().compareTo(interval) > 0 ? metrics.runDuration() : interval;
        builder.status(metrics.lag().compareTo(run.multipliedBy(MAX_RUNS)) > 0 ? "DOWN" : "UP")
                .withDetail("active", metrics.active())
                .withDetail("lag", metrics.lag().toString());
        if (metrics.lastFailure() != null) {
            builder.withDetail("lastFailure", metrics.lastFailure());
        }
    }
}
