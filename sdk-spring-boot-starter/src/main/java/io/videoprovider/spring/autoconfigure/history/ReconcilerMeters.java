package io.videoprovider.spring.autoconfigure.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.videoprovider.history.Reconciler;
import java.util.concurrent.TimeUnit;

/** Meters of the reconciler. */
final class ReconcilerMeters implements MeterBinder {

    private final Reconciler reconciler;

    ReconcilerMeters(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        TimeGauge.builder(
                        "videoprovider.reconciler.lag",
                        reconciler,
                        TimeUnit.MILLISECONDS,
                        one -> one.metrics().lag().toMillis())
                .description("Time since the last run without a failure; zero on instances that do not reconcile")
                .register(registry);
        FunctionCounter.builder(
                        "videoprovider.reconciler.requests",
                        reconciler,
                        one -> one.metrics().requests())
                .description("Number of operations of the reconciler at providers")
                .register(registry);
        FunctionCounter.builder(
                        "videoprovider.reconciler.events",
                        reconciler,
                        one -> one.metrics().events())
                .description("Number of events that the reconciler has published")
                .register(registry);
    }
}
