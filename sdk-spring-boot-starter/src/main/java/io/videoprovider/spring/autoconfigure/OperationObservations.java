package io.videoprovider.spring.autoconfigure;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.observe.OperationStart;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One observation, {@code videoprovider.operation}, for each remote operation, with an event for each attempt that failed. */
final class OperationObservations implements OperationListener {

    private final ObservationRegistry registry;

    /** By request id, which all three calls are told. */
    private final Map<String, Observation> underWay = new ConcurrentHashMap<>();

    OperationObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onStart(OperationStart start) {
        underWay.put(
                start.requestId(),
                Observation.createNotStarted("videoprovider.operation", registry)
                        .contextualName(start.provider() + " " + start.operation())
                        .lowCardinalityKeyValue("provider", start.provider())
                        .lowCardinalityKeyValue("operation", start.operation())
                        // Micrometer wants the same keys every time.
                        .lowCardinalityKeyValue("outcome", "unknown")
                        .highCardinalityKeyValue("request.id", start.requestId())
                        .start());
    }

    @Override
    public void onAttempt(AttemptOutcome attempt) {
        Observation observation = underWay.get(attempt.requestId());
        if (observation != null && attempt.failure() != null) {
            observation.event(Observation.Event.of(
                    "attempt.failed", attempt.failure().getClass().getSimpleName()));
        }
    }

    @Override
    public void onOutcome(OperationOutcome outcome) {
        Observation observation = underWay.remove(outcome.requestId());
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
