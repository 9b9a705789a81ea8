package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The webhook endpoint, independent of the web stack. */
final class WebhookReceiver {

    private final WebhookIntake intake;
    private final WebhookObserver observer;
    private final Map<String, Webhooks> sources = new HashMap<>();

    /** Creates an endpoint for the given providers. */
    WebhookReceiver(WebhookIntake intake, Collection<VideoProvider> providers, WebhookObserver observer) {
        this.intake = intake;
        this.observer = observer;
        for (VideoProvider provider : providers) {
            if (sources.put(provider.id().value(), provider.webhooks()) != null) {
                throw new VideoConfigurationException(
                        "Several providers have the id " + provider.id()
                                + ", which the path of the webhook endpoint must identify.",
                        "Set videoprovider.webhooks.enabled=false and receive their webhooks with your own WebhookIntake.");
            }
        }
    }

    /** Receives a webhook and returns the response; empty if the provider does not exist. */
    Optional<IntakeResponse> receive(String provider, WebhookRequest request) {
        return Optional.ofNullable(sources.get(provider))
                .map(webhooks -> observer.observe(provider, () -> intake.receive(webhooks, request)));
    }

    /** Returns the headers as a map. */
    static Map<String, List<String>> byName(HttpHeaders headers) {
        Map<String, List<String>> byName = new HashMap<>();
        headers.forEach(byName::put);
        return byName;
    }
}
