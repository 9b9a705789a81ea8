package io.videoprovider.spring.autoconfigure.webhook;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.inbox.IntakeResponse;
import java.util.Locale;
import java.util.function.Supplier;

/** Creates an observation, {@code videoprovider.webhook}, for each webhook. It covers verification and storage. */
final class WebhookObservations implements WebhookObserver {

    /** Placeholder, because Micrometer requires the same keys in each observation. */
    private static final String NONE = "none";

    private final ObservationRegistry registry;

    WebhookObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public IntakeResponse observe(String provider, Supplier<IntakeResponse> intake) {
        Observation observation = Observation.createNotStarted("videoprovider.webhook", registry)
                .contextualName(provider + " webhook")
                .lowCardinalityKeyValue("provider", provider)
                .lowCardinalityKeyValue("event", NONE)
                .lowCardinalityKeyValue("key", NONE)
                .lowCardinalityKeyValue("outcome", "unknown")
                .lowCardinalityKeyValue("reason", NONE);
        return observation.observe(() -> {
            IntakeResponse response = intake.get();
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
