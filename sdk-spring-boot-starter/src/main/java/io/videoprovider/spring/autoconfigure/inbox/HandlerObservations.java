package io.videoprovider.spring.autoconfigure.inbox;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.videoprovider.inbox.HandlerCall;
import io.videoprovider.inbox.HandlerListener;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Creates an observation, {@code videoprovider.handler}, for each call of a handler. It belongs to the trace of the webhook, and is the
 * current observation while the handler runs.
 */
final class HandlerObservations implements HandlerListener {

    private final ObservationRegistry registry;

    HandlerObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public CallEnd onStart(HandlerCall call) {
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, Kind.CONSUMER);
        String trace = call.delivery().traceParent();
        context.setCarrier(trace == null ? Map.of() : Map.of("traceparent", trace));
        Observation observation = Observation.createNotStarted("videoprovider.handler", () -> context, registry)
                .contextualName("process " + call.handler())
                .lowCardinalityKeyValue("handler", call.handler())
                .lowCardinalityKeyValue("event", call.delivery().type())
                .lowCardinalityKeyValue("provider", call.delivery().provider().value())
                // Placeholder, because Micrometer requires the same keys in each observation.
                .lowCardinalityKeyValue("outcome", "unknown")
                .highCardinalityKeyValue("delivery.id", call.delivery().id())
                .highCardinalityKeyValue("attempt", String.valueOf(call.attempt()));
        if (call.event().call() != null) {
            observation.highCardinalityKeyValue("call", call.event().call().toString());
        }
        Observation.Scope scope = observation.start().openScope();
        return failure -> end(observation, scope, failure);
    }

    private static void end(Observation observation, Observation.Scope scope, @Nullable Throwable failure) {
        scope.close();
        if (failure != null) {
            observation.error(failure);
        }
        String failed = failure instanceof TimeoutException ? "timeout" : "failure";
        observation
                .lowCardinalityKeyValue("outcome", failure == null ? "success" : failed)
                .stop();
    }
}
