package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.IntakeResponse.Outcome;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies webhooks and stores them in an inbox. Thread-safe.
 *
 * <p>Accepted and repeated webhooks get status 200, rejected ones the status of their rejection. Failures on this side always
 * get 503 with {@code Retry-After}: vendors deliver again after a 5xx, but drop a webhook after a 4xx.
 */
public final class WebhookIntake {

    private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);

    /** LiveKit retries four times; this delay is longer than its own backoff. Stream uses a schedule of its own. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Inbox inbox;

    /** Creates an intake into an inbox. */
    public WebhookIntake(Inbox inbox) {
        this.inbox = Check.notNull("inbox", inbox);
    }

    /**
     * Verifies and stores a webhook. Throws neither for an invalid webhook nor for a failing inbox.
     *
     * @param webhooks the webhooks of the provider whose endpoint received the request
     * @return the response to send
     */
    public IntakeResponse receive(Webhooks webhooks, WebhookRequest request) {
        Check.notNull("webhooks", webhooks);
        Check.notNull("request", request);
        String type = null;
        try {
            VideoEvent event = webhooks.parse(request);
            type = event.type();
            return switch (inbox.add(Delivery.of(event, request.body()))) {
                case ACCEPTED -> new IntakeResponse(Outcome.ACCEPTED, 200, null, null, type);
                case DUPLICATE -> new IntakeResponse(Outcome.DUPLICATE, 200, null, null, type);
                case FULL -> {
                    log.warn("inbox full: rejected webhook with 503");
                    yield retryLater(Outcome.FULL, type);
                }
            };
        } catch (WebhookRejectedException e) {
            return new IntakeResponse(Outcome.REJECTED, e.httpStatus(), null, e.reason(), null);
        } catch (UnavailableException e) {
            log.warn("inbox unavailable: rejected webhook with 503: {}", e.getMessage());
            return retryLater(Outcome.UNAVAILABLE, type);
        } catch (RuntimeException e) {
            // The message is omitted because it may contain parts of the body.
            log.error(
                    "webhook intake failed: rejected webhook with 503: {}",
                    e.getClass().getName());
            return retryLater(Outcome.UNAVAILABLE, type);
        }
    }

    private static IntakeResponse retryLater(Outcome outcome, @Nullable String type) {
        return new IntakeResponse(outcome, 503, RETRY_AFTER, null, type);
    }
}
