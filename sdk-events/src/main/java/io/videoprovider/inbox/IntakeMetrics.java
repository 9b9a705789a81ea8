package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import java.util.Map;

/**
 * Metrics of the webhooks of a provider, since the intake was created.
 *
 * @param provider the provider
 * @param verified the number of webhooks that passed verification, whether the inbox stored them or not
 * @param rejected the number of webhooks that were rejected, by reason; without reasons that did not occur
 */
public record IntakeMetrics(ProviderId provider, long verified, Map<WebhookRejectedException.Reason, Long> rejected) {

    public IntakeMetrics {
        Check.notNull("provider", provider);
        Check.listOf("rejected", Check.notNull("rejected", rejected).keySet());
        Check.listOf("rejected", rejected.values());
        rejected = Map.copyOf(rejected);
    }

    /** Returns the number of rejected webhooks. */
    public long totalRejected() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
