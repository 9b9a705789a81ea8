package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.FailureLog.Summary;
import io.videoprovider.inbox.IntakeResponse.Outcome;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies webhooks and stores them in an inbox. Thread-safe.
 *
 * <p>Accepted and repeated webhooks get status 200, rejected ones the status of their rejection. Failures on this side always
 * get 503 with {@code Retry-After}: vendors deliver again after a 5xx, but drop a webhook after a 4xx.
 *
 * <p>Rejections are logged at WARN with their number and likely cause: the first of each provider and reason at once, further ones at
 * most once a minute. An unavailable inbox is logged in the same way, and again when it is available. Each rejection is logged at DEBUG.
 */
public final class WebhookIntake {

    private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);

    /** LiveKit retries four times; this delay is longer than its own backoff. Stream uses a schedule of its own. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** The id for a rejection without a provider. The providers of this SDK create none. */
    private static final ProviderId UNKNOWN = new ProviderId("unknown");

    private static final class Source {
        final LongAdder verified = new LongAdder();
        final Map<Reason, FailureLog> rejected = new ConcurrentHashMap<>();
    }

    private final Inbox inbox;
    private final Clock clock;
    private final Map<ProviderId, Source> sources = new ConcurrentHashMap<>();
    private final FailureLog full;
    private final FailureLog unavailable;
    private final FailureLog failures;

    /** Creates an intake into an inbox. */
    public WebhookIntake(Inbox inbox) {
        this(inbox, Clock.systemUTC());
    }

    /** Creates an intake whose log uses another clock. */
    WebhookIntake(Inbox inbox, Clock clock) {
        this.inbox = Check.notNull("inbox", inbox);
        this.clock = clock;
        this.full = new FailureLog(clock);
        this.unavailable = new FailureLog(clock);
        this.failures = new FailureLog(clock);
    }

    /**
     * Verifies and stores a webhook. Throws neither for an invalid webhook nor for a failing inbox.
     *
     * @param webhooks the webhooks of the provider whose endpoint received the request
     * @return the response to send
     */
    public IntakeResponse receive(Webhooks webhooks, WebhookRequest request) {
        return receive(webhooks, request, null);
    }

    /**
     * Verifies and stores a webhook with the trace that its handlers belong to. Throws neither for an invalid webhook nor for a failing
     * inbox.
     *
     * @param webhooks the webhooks of the provider whose endpoint received the request
     * @param traceParent the trace, as a W3C trace parent; null for none. Any other text is ignored
     * @return the response to send
     */
    public IntakeResponse receive(Webhooks webhooks, WebhookRequest request, @Nullable String traceParent) {
        Check.notNull("webhooks", webhooks);
        Check.notNull("request", request);
        String type = null;
        String signedBy = null;
        try {
            VideoEvent event = webhooks.parse(request);
            type = event.type();
            signedBy = event.signedBy();
            source(event.provider()).verified.increment();
            Inbox.AddResult result = inbox.add(Delivery.of(event, request.body(), traceParent));
            logRecovery("available", unavailable);
            if (result == Inbox.AddResult.FULL) {
                logFailure("inbox full", full);
                return retryLater(Outcome.FULL, type, signedBy);
            }
            logRecovery("not full", full);
            Outcome outcome = result == Inbox.AddResult.DUPLICATE ? Outcome.DUPLICATE : Outcome.ACCEPTED;
            return new IntakeResponse(outcome, 200, null, null, type, signedBy);
        } catch (WebhookRejectedException e) {
            return reject(e);
        } catch (UnavailableException e) {
            logFailure("inbox unavailable: " + e.getMessage(), unavailable);
            return retryLater(Outcome.UNAVAILABLE, type, signedBy);
        } catch (RuntimeException e) {
            // The message is omitted because it may contain parts of the body.
            logFailure("webhook intake failed: " + e.getClass().getName(), failures);
            return retryLater(Outcome.UNAVAILABLE, type, signedBy);
        }
    }

    /**
     * Returns the response to a webhook that was rejected before {@link #receive}: because its headers are invalid, or its body could not
     * be read. Counts and logs it.
     */
    public IntakeResponse reject(WebhookRejectedException rejection) {
        Reason reason = Check.notNull("rejection", rejection).reason();
        FailureLog failures = source(rejection.provider() == null ? UNKNOWN : rejection.provider())
                .rejected
                .computeIfAbsent(reason, added -> new FailureLog(clock));
        Summary summary = failures.failed();
        if (summary != null) {
            log.warn(
                    "{}; rejected {} such webhooks with {} since {}. {}",
                    rejection.getMessage(),
                    summary.count(),
                    rejection.httpStatus(),
                    summary.first(),
                    likelyCause(reason));
        }
        log.debug("rejected with {}: {}", rejection.httpStatus(), rejection.getMessage());
        Duration retryAfter = rejection.httpStatus() >= 500 ? RETRY_AFTER : null;
        return new IntakeResponse(Outcome.REJECTED, rejection.httpStatus(), retryAfter, reason, null, null);
    }

    private static String likelyCause(Reason reason) {
        return switch (reason) {
            case MISSING_SIGNATURE -> "The sender is not the vendor, or a proxy removes the header of the signature.";
            case BAD_SIGNATURE ->
                "Check apiSecret and the webhook keys: one of them must be the secret that the vendor signs with. Otherwise a proxy or"
                        + " a filter changes the body, or the sender is not the vendor.";
            case UNKNOWN_KEY ->
                "Check apiKey: it must be the key that the vendor signs with. Otherwise add that key as a webhook key.";
            case STALE, NOT_YET_VALID -> "Check the clock of this machine.";
            case TOO_LARGE -> "The sender is not the vendor.";
            case MALFORMED -> "A proxy or a filter changes the body.";
            case INCOMPLETE_BODY ->
                "A filter, a multipart resolver or getParameter reads the body before the webhook endpoint, or the sender is too slow.";
        };
    }

    /** Returns the metrics of each provider of which a webhook was received. */
    public List<IntakeMetrics> metrics() {
        List<IntakeMetrics> metrics = new ArrayList<>();
        sources.forEach((provider, source) -> {
            Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
            source.rejected.forEach((reason, failures) -> rejected.put(reason, failures.count()));
            metrics.add(new IntakeMetrics(provider, source.verified.sum(), rejected));
        });
        return metrics;
    }

    private Source source(ProviderId provider) {
        return sources.computeIfAbsent(provider, added -> new Source());
    }

    private static void logFailure(String problem, FailureLog failures) {
        Summary summary = failures.failed();
        if (summary != null) {
            log.warn("{}; rejected {} webhooks with 503 since {}", problem, summary.count(), summary.first());
        }
        log.debug("{}; rejected webhook with 503", problem);
    }

    private static void logRecovery(String state, FailureLog failures) {
        Summary summary = failures.succeeded();
        if (summary != null) {
            log.info(
                    "inbox {} again; rejected {} webhooks with 503, the first at {}, the last at {}",
                    state,
                    summary.count(),
                    summary.first(),
                    summary.last());
        }
    }

    private static IntakeResponse retryLater(Outcome outcome, @Nullable String type, @Nullable String signedBy) {
        return new IntakeResponse(outcome, 503, RETRY_AFTER, null, type, signedBy);
    }
}
