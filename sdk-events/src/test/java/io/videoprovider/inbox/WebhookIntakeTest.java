package io.videoprovider.inbox;

import static io.videoprovider.inbox.InboxContract.claimOne;
import static io.videoprovider.inbox.TestWebhooks.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.inbox.IntakeResponse.Outcome;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class WebhookIntakeTest {

    private final Webhooks webhooks = new TestWebhooks();
    private final MemoryInbox inbox = MemoryInbox.builder().maxEvents(1).build();
    private final WebhookIntake intake = new WebhookIntake(inbox);

    private static WebhookRequest signed(byte[] body) {
        return WebhookRequest.of(Map.of("Signature", List.of("signed")), body);
    }

    @Test
    void accepted_and_repeated_webhooks_get_200() {
        byte[] body = body("started", "e1", "lobby", 7);

        assertThat(intake.receive(webhooks, signed(body)))
                .isEqualTo(new IntakeResponse(Outcome.ACCEPTED, 200, null, null, "started"));
        assertThat(intake.receive(webhooks, signed(body)))
                .isEqualTo(new IntakeResponse(Outcome.DUPLICATE, 200, null, null, "started"));

        Delivery kept = claimOne(inbox).delivery();
        assertThat(kept).hasToString("Delivery[started e1 in acme/default:lobby, 18 bytes]");
        assertThat(kept.body()).isEqualTo(body);
    }

    @Test
    void a_rejected_webhook_gets_the_status_of_its_rejection_and_is_not_stored() {
        IntakeResponse forged =
                intake.receive(webhooks, WebhookRequest.of(Map.of(), body("started", "e1", "lobby", 7)));

        assertThat(forged).isEqualTo(new IntakeResponse(Outcome.REJECTED, 401, null, Reason.BAD_SIGNATURE, null));
        assertThat(intake.receive(webhooks, signed(new byte[0])).status()).isEqualTo(400);
        assertThat(inbox.metrics().waiting()).isZero();
    }

    @Test
    void a_full_inbox_results_in_503_with_Retry_After() {
        intake.receive(webhooks, signed(body("started", "e1", "lobby", 7)));

        assertThat(intake.receive(webhooks, signed(body("started", "e2", "lobby", 7))))
                .isEqualTo(new IntakeResponse(Outcome.FULL, 503, Duration.ofSeconds(5), null, "started"));
    }

    @Test
    void a_failing_inbox_results_in_503() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        WebhookIntake withoutTables = new WebhookIntake(JdbcInbox.builder(pool).build());

        assertThat(withoutTables.receive(webhooks, signed(body("started", "e1", "lobby", 7))))
                .isEqualTo(new IntakeResponse(Outcome.UNAVAILABLE, 503, Duration.ofSeconds(5), null, "started"));
        pool.dispose();
    }

    @Test
    void an_unexpected_exception_results_in_503() {
        assertThat(intake.receive(webhooks, signed("bug".getBytes(StandardCharsets.UTF_8)))
                        .outcome())
                .isEqualTo(Outcome.UNAVAILABLE);
    }
}
