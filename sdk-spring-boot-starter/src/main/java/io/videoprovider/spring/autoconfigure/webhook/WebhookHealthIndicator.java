package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeMetrics;
import io.videoprovider.inbox.WebhookIntake;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports a provider whose webhooks were all rejected since the start: its secret or key is wrong. One verified webhook is sufficient for
 * UP, so that forged webhooks cannot change the health of a correct configuration that receives webhooks.
 */
final class WebhookHealthIndicator extends AbstractHealthIndicator {

    /** More than a vendor's attempts for one event. */
    static final int MAX_REJECTED = 10;

    private final WebhookIntake intake;

    WebhookHealthIndicator(WebhookIntake intake) {
        super("health check of webhooks failed");
        this.intake = intake;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (IntakeMetrics metrics : intake.metrics()) {
            if (metrics.verified() == 0 && metrics.totalRejected() >= MAX_REJECTED) {
                health.down();
            }
            Map<String, Long> details = new TreeMap<>();
            details.put("verified", metrics.verified());
            details.put("rejected", metrics.totalRejected());
            metrics.rejected()
                    .forEach((reason, count) -> details.put(reason.name().toLowerCase(Locale.ROOT), count));
            health.withDetail(metrics.provider().value(), details);
        }
    }
}
