package io.videoprovider.spring.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.observe.OperationStart;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Creates an observation, {@code videoprovider.operation}, for each remote operation, with an event for each failed attempt. */
final class OperationObservations implements OperationListener {

    private final ObservationRegistry registry;

    /** Observations of running operations, by request id. */
    private final Map<String, Observation> running = new ConcurrentHashMap<>();

    OperationObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** Makes the current observation the parent of the observations of asynchronous work. */
    @Override
    public <T> Supplier<T> onAsync(Supplier<T> work) {
        Observation parent = registry.getCurrentObservation();
        return parent == null ? work : () -> parent.scoped(work);
    }

    @Override
    public void onStart(OperationStart start) {
        running.put(
                start.requestId(),
                Observation.createNotStarted("videoprovider.operation", registry)
                        .contextualName(start.provider() + " " + start.operation())
                        .lowCardinalityKeyValue("provider", start.provider().value())
                        .lowCardinalityKeyValue("operation", start.operation())
                        // Placeholder, because Micrometer requires the same keys in each observation.
                        .lowCardinalityKeyValue("outcome", "unknown")
                        .highCardinalityKeyValue("request.id", start.requestId())
                        .start());
    }

    @Override
    public void onAttempt(AttemptOutcome attempt) {
        Observation observation = running.get(attempt.requestId());
        if (observation != null && attempt.failure() != null) {
            observation.event(Observation.Event.of(
                    "attempt.failed", attempt.failure().getClass().getSimpleName()));
        }
    }

    @Override
    public void onOutcome(OperationOutcome outcome) {
        Observation observation = running.remove(outcome.requestId());
        if (observation == null) {
            return;
        }
        observation.lowCardinalityKeyValue("outcome", outcome.outcome());
        observation.highCardinalityKeyValue("attempts", String.valueOf(outcome.attempts()));
        if (outcome.failure() != null) {
            observation.error(outcome.failure());
        }
        observation.stop();
    }
}
