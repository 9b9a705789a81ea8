package io.videoprovider.spring.autoconfigure.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.videoprovider.error.VideoException;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.InboxMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of the inbox. All of them share one query, which runs at most once in ten seconds. They have no value while the inbox is
 * unavailable.
 */
final class InboxMeters implements MeterBinder {

    private static final Duration CACHE_TTL = Duration.ofSeconds(10);

    private final Inbox inbox;
    private final Clock clock;
    private Snapshot snapshot = new Snapshot(Instant.MIN, null);

    private record Snapshot(Instant until, @Nullable InboxMetrics metrics) {}

    InboxMeters(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        deliveries(registry, "waiting", InboxMetrics::waiting);
        deliveries(registry, "claimed", InboxMetrics::claimed);
        deliveries(registry, "dead", InboxMetrics::deadLetters);
        TimeGauge.builder(
                        "videoprovider.inbox.oldest",
                        this,
                        TimeUnit.MILLISECONDS,
                        meters -> meters.value(metrics -> metrics.oldestAge().toMillis()))
                .description("Age of the oldest delivery that is neither handled nor a dead letter")
                .register(registry);
    }

    private void deliveries(MeterRegistry registry, String state, ToDoubleFunction<InboxMetrics> metric) {
        Gauge.builder("videoprovider.inbox.deliveries", this, meters -> meters.value(metric))
                .tag("state", state)
                .description("Number of deliveries that are waiting, claimed or dead letters")
                .register(registry);
    }

    private double value(ToDoubleFunction<InboxMetrics> metric) {
        InboxMetrics metrics = metrics();
        return metrics == null ? Double.NaN : metric.applyAsDouble(metrics);
    }

    // Synchronized, so that concurrent readers share one query.
    private synchronized @Nullable InboxMetrics metrics() {
        if (!clock.instant().isBefore(snapshot.until())) {
            InboxMetrics metrics;
            try {
                metrics = inbox.metrics();
            } catch (VideoException e) {
                // Logged by the dispatcher.
                metrics = null;
            }
            snapshot = new Snapshot(clock.instant().plus(CACHE_TTL), metrics);
        }
        return snapshot.metrics();
    }
}
