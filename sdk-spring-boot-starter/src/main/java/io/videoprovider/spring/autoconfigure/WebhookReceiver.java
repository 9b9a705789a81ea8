package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;

/** The webhook endpoint, whatever carries its HTTP. */
final class WebhookReceiver {

    private final WebhookIntake intake;
    private final WebhookObserver observer;
    private final Map<String, Webhooks> sources = new TreeMap<>();

    /** An endpoint for these providers. */
    WebhookReceiver(WebhookIntake intake, Collection<VideoProvider> providers, WebhookObserver observer) {
        this.intake = intake;
        this.observer = observer;
        for (VideoProvider provider : providers) {
            if (sources.put(provider.id().value(), provider.webhooks()) != null) {
                throw new VideoConfigurationException(
                        "Several providers are called " + provider.id()
                                + ", and the path of the webhook endpoint cannot tell them apart.",
                        "Set videoprovider.webhooks.enabled=false and take their webhooks in with a WebhookIntake of your own.");
            }
        }
    }

    /** What to answer; empty when there is no such provider. */
    Optional<IntakeResponse> receive(String provider, WebhookRequest request) {
        return Optional.ofNullable(sources.get(provider))
                .map(webhooks -> observer.observe(provider, () -> intake.receive(webhooks, request)));
    }

    /** Whose webhooks it takes, by the last part of the path. */
    Set<String> providers() {
        return Collections.unmodifiableSet(sources.keySet());
    }

    static Map<String, List<String>> byName(HttpHeaders headers) {
        Map<String, List<String>> byName = new HashMap<>();
        headers.forEach(byName::put);
        return byName;
    }
}
