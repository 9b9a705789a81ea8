package io.videoprovider.spring.autoconfigure;

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
 * Gauges of the inbox. They look at it once in ten seconds at most, however many there are and whoever asks; while it cannot be looked at
 * they have no value.
 */
final class InboxMeters implements MeterBinder {

    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private final Inbox inbox;
    private final Clock clock;
    private Seen seen = new Seen(Instant.MIN, null);

    private record Seen(Instant until, @Nullable InboxMetrics metrics) {}

    InboxMeters(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        deliveries(registry, "waiting", InboxMetrics::waiting);
        deliveries(registry, "claimed", InboxMetrics::claimed);
        deliveries(registry, "dead", InboxMetrics::dead);
        TimeGauge.builder(
                        "videoprovider.inbox.oldest",
                        this,
                        TimeUnit.MILLISECONDS,
                        meters -> meters.value(metrics -> metrics.oldest().toMillis()))
                .description("How long the oldest delivery that is neither handled nor dead has been here")
                .register(registry);
    }

    private void deliveries(MeterRegistry registry, String state, ToDoubleFunction<InboxMetrics> figure) {
        Gauge.builder("videoprovider.inbox.deliveries", this, meters -> meters.value(figure))
                .tag("state", state)
                .description("Deliveries that wait, are being handled, or are dead letters")
                .register(registry);
    }

    private double value(ToDoubleFunction<InboxMetrics> figure) {
        InboxMetrics metrics = metrics();
        return metrics == null ? Double.NaN : figure.applyAsDouble(metrics);
    }

    // One at a time: the others wait for its answer rather than ask too.
    private synchronized @Nullable InboxMetrics metrics() {
        if (!clock.instant().isBefore(seen.until())) {
            InboxMetrics metrics;
            try {
                metrics = inbox.metrics();
            } catch (VideoException e) {
                // The dispatcher, which talks to it all the time, has said so.
                metrics = null;
            }
            seen = new Seen(clock.instant().plus(BELIEVED), metrics);
        }
        return seen.metrics();
    }
}
