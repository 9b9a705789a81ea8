package io.videoprovider.spring.autoconfigure.history;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.videoprovider.error.VideoException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.HistoryCounts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of the call history. All of them share one query, which runs at most once in ten seconds. They have no value while the history is
 * unavailable.
 */
final class HistoryMeters implements MeterBinder {

    private static final Duration CACHE_TTL = Duration.ofSeconds(10);

    private final CallHistory history;
    private final Clock clock;
    private Snapshot snapshot = new Snapshot(Instant.MIN, null);

    private record Snapshot(Instant until, @Nullable HistoryCounts counts) {}

    HistoryMeters(CallHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "videoprovider.calls.ringing", "Number of calls that ring", HistoryCounts::ringingCalls);
        gauge(
                registry,
                "videoprovider.calls.unreachable",
                "Number of calls with an open session whose provider cannot be reached",
                HistoryCounts::unreachableCalls);
        gauge(
                registry,
                "videoprovider.sessions.open",
                "Number of sessions that have not ended",
                HistoryCounts::openSessions);
        gauge(
                registry,
                "videoprovider.recordings.active",
                "Number of recordings that have not reached a final state",
                HistoryCounts::activeRecordings);
        gauge(
                registry,
                "videoprovider.recordings.deletion.failed",
                "Number of recordings whose files could not be deleted so far",
                HistoryCounts::failedDeletions);
        gauge(
                registry,
                "videoprovider.broadcasts.active",
                "Number of broadcasts that have not reached a final state",
                HistoryCounts::activeBroadcasts);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<HistoryCounts> count) {
        Gauge.builder(name, this, meters -> meters.value(count))
                .description(description)
                .register(registry);
    }

    private double value(ToDoubleFunction<HistoryCounts> count) {
        HistoryCounts counts = counts();
        return counts == null ? Double.NaN : count.applyAsDouble(counts);
    }

    // Synchronized, so that concurrent readers share one query.
    private synchronized @Nullable HistoryCounts counts() {
        if (!clock.instant().isBefore(snapshot.until())) {
            HistoryCounts counts;
            try {
                counts = history.counts();
            } catch (VideoException e) {
                // Logged by the dispatcher.
                counts = null;
            }
            snapshot = new Snapshot(clock.instant().plus(CACHE_TTL), counts);
        }
        return snapshot.counts();
    }
}
