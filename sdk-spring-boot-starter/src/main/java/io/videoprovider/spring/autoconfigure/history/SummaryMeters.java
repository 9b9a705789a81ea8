package io.videoprovider.spring.autoconfigure.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.videoprovider.history.CallSummary;
import io.videoprovider.history.SessionMetrics;
import java.time.Duration;
import org.springframework.context.event.EventListener;

/** Meters of ended sessions. Each summary is counted by the instance that handles it, also one that repeats a session with other metrics. */
final class SummaryMeters {

    private static final String PREFIX = "videoprovider.session.";

    private final MeterRegistry registry;

    SummaryMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @EventListener
    void on(CallSummary summary) {
        Tags provider = Tags.of("provider", summary.provider().value());
        SessionMetrics metrics = summary.metrics();
        time("duration", "Duration of ended sessions", provider, metrics.duration());
        time("watch.time", "Sum of the times of all connections of a session", provider, metrics.watchTime());
        Duration timeToJoin = metrics.meanTimeToJoin();
        if (timeToJoin != null) {
            time("time.to.join", "Time from the ring to the first join of a rung user", provider, timeToJoin);
        }
        summarize("participants", "Number of participants of ended sessions", provider, metrics.participants());
        summarize(
                "participants.peak",
                "Largest number of participants at the same time of ended sessions",
                provider,
                metrics.peakParticipants());
        count("rejoins", "Participants who joined again", provider, metrics.rejoinedParticipants());
        count(
                "early.leaves",
                "Participants who left for good before the last tenth of the session",
                provider,
                metrics.earlyLeavers());
        results("connections", "Attempted connections", provider, metrics.connections(), metrics.abortedConnections());
        results(
                "recordings",
                "Recordings in a final state of ended sessions",
                provider,
                metrics.recordings(),
                metrics.failedRecordings());
    }

    private void time(String name, String description, Tags tags, Duration duration) {
        Timer.builder(PREFIX + name)
                .tags(tags)
                .description(description)
                .register(registry)
                .record(duration);
    }

    private void summarize(String name, String description, Tags tags, long amount) {
        DistributionSummary.builder(PREFIX + name)
                .tags(tags)
                .description(description)
                .register(registry)
                .record((double) amount);
    }

    private void count(String name, String description, Tags tags, long number) {
        Counter.builder(PREFIX + name)
                .tags(tags)
                .description(description)
                .register(registry)
                .increment((double) number);
    }

    private void results(String name, String description, Tags tags, long all, long failed) {
        count(name, description, tags.and("result", "succeeded"), all - failed);
        count(name, description, tags.and("result", "failed"), failed);
    }
}
