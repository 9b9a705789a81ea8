package io.videoprovider.spring.autoconfigure.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.videoprovider.retention.Retention;

/** Meters of the retention of recordings. */
final class RetentionMeters implements MeterBinder {

    private final Retention retention;

    RetentionMeters(Retention retention) {
        this.retention = retention;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder(
                        "videoprovider.retention.deleted",
                        retention,
                        one -> one.metrics().deleted())
                .description("Number of recordings whose files were deleted")
                .register(registry);
        FunctionCounter.builder(
                        "videoprovider.retention.failed",
                        retention,
                        one -> one.metrics().failed())
                .description("Number of failed attempts to delete files of a recording")
                .register(registry);
        FunctionCounter.builder(
                        "videoprovider.retention.failed.runs",
                        retention,
                        one -> one.metrics().failedRuns())
                .description("Number of runs that failed because the call history was unavailable")
                .register(registry);
    }
}
