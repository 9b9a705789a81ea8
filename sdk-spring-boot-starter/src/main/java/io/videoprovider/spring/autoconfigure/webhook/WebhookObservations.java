package io.videoprovider.spring.autoconfigure.webhook;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.videoprovider.inbox.IntakeResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates an observation, {@code videoprovider.webhook}, for each webhook. It covers verification and storage. Its trace is stored with
 * the webhook, so that the observations of handlers become its children.
 */
final class WebhookObservations implements WebhookObserver {

    /** Placeholder, because Micrometer requires the same keys in each observation. */
    private static final String NONE = "none";

    private final ObservationRegistry registry;

    WebhookObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public IntakeResponse observe(String provider, Function<@Nullable String, IntakeResponse> intake) {
        Map<String, String> trace = new HashMap<>();
        SenderContext<Map<String, String>> context =
                new SenderContext<>((carrier, key, value) -> trace.put(key, value), Kind.PRODUCER);
        context.setCarrier(trace);
        Observation observation = Observation.createNotStarted("videoprovider.webhook", () -> context, registry)
                .contextualName(provider + " webhook")
                .lowCardinalityKeyValue("provider", provider)
                .lowCardinalityKeyValue("event", NONE)
                .lowCardinalityKeyValue("key", NONE)
                .lowCardinalityKeyValue("outcome", "unknown")
                .lowCardinalityKeyValue("reason", NONE);
        return observation.observe(() -> {
            IntakeResponse response = intake.apply(trace.get("traceparent"));
            if (response.type() != null) {
                // Only set after verification, so that its values are limited to the event types of the vendor.
                observation.lowCardinalityKeyValue("event", response.type().isBlank() ? "unknown" : response.type());
            }
            if (response.signedBy() != null) {
                observation.lowCardinalityKeyValue("key", response.signedBy());
            }
            observation.lowCardinalityKeyValue("outcome", name(response.outcome()));
            if (response.rejection() != null) {
                observation.lowCardinalityKeyValue("reason", name(response.rejection()));
            }
            return response;
        });
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
