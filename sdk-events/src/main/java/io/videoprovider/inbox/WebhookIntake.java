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
 * The whole way of a webhook from an HTTP endpoint into an inbox: verify, keep, answer. Thread-safe.
 *
 * <p>A webhook that is kept, now or before, is answered 200; a wrong one with the status of its rejection. Trouble of our own is
 * always a 503 with {@code Retry-After}: vendors repeat what was answered so, and lose what was answered 4xx.
 */
public final class WebhookIntake {

    private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);

    /** LiveKit comes again four times: at this pace it keeps trying longer than on its own. Stream has its own pace. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Inbox inbox;

    /** An intake into an inbox. */
    public WebhookIntake(Inbox inbox) {
        this.inbox = Check.notNull("inbox", inbox);
    }

    /**
     * Takes a webhook in. Never throws for what is wrong with the webhook, nor for what is wrong with the inbox.
     *
     * @param webhooks of the provider that it is said to come from
     * @return what to answer
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
                    log.warn("the inbox is full; a webhook was sent away");
                    yield comeAgain(Outcome.FULL, type);
                }
            };
        } catch (WebhookRejectedException e) {
            return new IntakeResponse(Outcome.REJECTED, e.httpStatus(), null, e.reason(), null);
        } catch (UnavailableException e) {
            log.warn("a webhook was sent away: {}", e.getMessage());
            return comeAgain(Outcome.UNAVAILABLE, type);
        } catch (RuntimeException e) {
            // Without its message, which may repeat the body.
            log.error("a webhook was sent away because of a {}", e.getClass().getName());
            return comeAgain(Outcome.UNAVAILABLE, type);
        }
    }

    private static IntakeResponse comeAgain(Outcome outcome, @Nullable String type) {
        return new IntakeResponse(outcome, 503, RETRY_AFTER, null, type);
    }
}
