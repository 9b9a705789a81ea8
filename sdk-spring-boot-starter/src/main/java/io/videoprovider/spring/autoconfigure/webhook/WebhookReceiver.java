package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.autoconfigure.ProvidersById;
import io.videoprovider.webhook.WebhookRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/** The webhook endpoint, independent of the web stack. */
final class WebhookReceiver {

    private static final Logger log = LoggerFactory.getLogger(WebhookReceiver.class);

    private final WebhookIntake intake;
    private final WebhookObserver observer;
    private final Map<String, VideoProvider> sources;
    private final AtomicBoolean warnedOfUnknown = new AtomicBoolean();

    /** Creates an endpoint for the given providers. */
    WebhookReceiver(WebhookIntake intake, Collection<VideoProvider> providers, WebhookObserver observer) {
        this.intake = intake;
        this.observer = observer;
        this.sources = ProvidersById.of(providers);
    }

    /** Returns whether a provider exists. */
    boolean exists(String provider) {
        boolean exists = sources.containsKey(provider);
        if (!exists && warnedOfUnknown.compareAndSet(false, true)) {
            log.warn(
                    "rejected a webhook with 404: the path of the webhook endpoint must end with one of {}; further ones are not logged",
                    sources.keySet());
        }
        return exists;
    }

    /** Checks the headers before the body is read. Returns the response to a webhook that is rejected; empty to continue. */
    Optional<IntakeResponse> checkHeaders(String provider, WebhookRequest request) {
        try {
            source(provider).webhooks().checkHeaders(request);
            return Optional.empty();
        } catch (WebhookRejectedException e) {
            return Optional.of(observer.observe(provider, trace -> intake.reject(e)));
        }
    }

    /** Returns the response to a webhook whose body could not be read. */
    IntakeResponse rejectUnreadable(String provider, Throwable failure) {
        WebhookRejectedException rejection = new WebhookRejectedException(
                source(provider).id(),
                WebhookRejectedException.Reason.INCOMPLETE_BODY,
                "the body could not be read: " + failure,
                failure);
        return observer.observe(provider, trace -> intake.reject(rejection));
    }

    /** Receives a webhook and returns the response. */
    IntakeResponse receive(String provider, WebhookRequest request) {
        return observer.observe(
                provider, trace -> intake.receive(source(provider).webhooks(), request, trace));
    }

    private VideoProvider source(String provider) {
        return Objects.requireNonNull(sources.get(provider), "call exists first");
    }

    /** Returns the headers as a map. */
    static Map<String, List<String>> byName(HttpHeaders headers) {
        Map<String, List<String>> byName = new HashMap<>();
        headers.forEach(byName::put);
        return byName;
    }
}
