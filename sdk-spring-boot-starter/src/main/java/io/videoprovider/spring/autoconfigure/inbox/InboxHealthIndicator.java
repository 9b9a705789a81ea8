package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.error.UnavailableException;
import io.videoprovider.inbox.Inbox;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while webhooks cannot be stored. */
final class InboxHealthIndicator extends AbstractHealthIndicator {

    private final Inbox inbox;

    InboxHealthIndicator(Inbox inbox) {
        super("Health check of the inbox failed");
        this.inbox = inbox;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        try {
            inbox.check();
            builder.up();
        } catch (UnavailableException e) {
            builder.down().withDetail("error", String.valueOf(e.getMessage()));
        }
    }
}
