package io.videoprovider.spring.autoconfigure;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.inbox.IntakeResponse;
import java.util.Locale;
import java.util.function.Supplier;

/** One observation, {@code videoprovider.webhook}, for each webhook, from its verification to the inbox. */
final class WebhookObservations implements WebhookObserver {

    /** Micrometer wants the same keys every time. */
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
                .lowCardinalityKeyValue("outcome", "unknown")
                .lowCardinalityKeyValue("reason", NONE);
        return observation.observe(() -> {
            IntakeResponse answer = intake.get();
            if (answer.type() != null) {
                // It was signed, so that it is one of the vendor's.
                observation.lowCardinalityKeyValue("event", answer.type());
            }
            observation.lowCardinalityKeyValue("outcome", word(answer.outcome()));
            if (answer.rejection() != null) {
                observation.lowCardinalityKeyValue("reason", word(answer.rejection()));
            }
            return answer;
        });
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
