package io.videoprovider.spring.autoconfigure.inbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.HandlerMetrics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Meters of the event handlers on this instance. Unlike the observations, they contain calls that do not return. */
final class HandlerMeters implements MeterBinder {

    private final EventDispatcher dispatcher;

    HandlerMeters(EventDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        List<HandlerMetrics> handlers = dispatcher.metrics();
        for (int i = 0; i < handlers.size(); i++) {
            String name = handlers.get(i).name();
            int index = i;
            events(registry, name, "succeeded", index, HandlerMetrics::succeeded);
            events(registry, name, "failed", index, HandlerMetrics::failed);
            events(registry, name, "postponed", index, HandlerMetrics::postponed);
            Gauge.builder(
                            "videoprovider.handler.circuit.open",
                            dispatcher,
                            source -> source.metrics().get(index).circuitOpen() ? 1 : 0)
                    .tag("handler", name)
                    .description("1 while the circuit breaker of the handler is open")
                    .register(registry);
        }
    }

    private void events(
            MeterRegistry registry, String handler, String result, int index, ToDoubleFunction<HandlerMetrics> metric) {
        FunctionCounter.builder(
                        "videoprovider.handler.events",
                        dispatcher,
                        source -> metric.applyAsDouble(source.metrics().get(index)))
                .tag("handler", handler)
                .tag("result", result)
                .description(
                        "Number of events that the handler has handled or failed to handle, and that were postponed")
                .register(registry);
    }
}
