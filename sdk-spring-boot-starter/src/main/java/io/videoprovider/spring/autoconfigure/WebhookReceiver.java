package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.IntakeAnswer;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The webhook endpoint, whatever carries its HTTP. */
final class WebhookReceiver {

    private final WebhookIntake intake;
    private final Map<String, Webhooks> sources = new HashMap<>();

    /** An endpoint for these providers. */
    WebhookReceiver(WebhookIntake intake, Collection<VideoProvider> providers) {
        this.intake = intake;
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
    Optional<IntakeAnswer> receive(String provider, HttpHeaders headers, byte[] body) {
        Map<String, List<String>> byName = new HashMap<>();
        headers.forEach(byName::put);
        return Optional.ofNullable(sources.get(provider))
                .map(webhooks -> intake.receive(webhooks, WebhookRequest.of(byName, body)));
    }
}
