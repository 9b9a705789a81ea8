package io.videoprovider.inbox;

import static io.videoprovider.inbox.InboxContract.claimOne;
import static io.videoprovider.inbox.TestWebhooks.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.inbox.IntakeResponse.Outcome;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class WebhookIntakeTest {

    private final Webhooks webhooks = new TestWebhooks();
    private final MemoryInbox inbox = MemoryInbox.builder().maxEvents(1).build();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-20T10:00:00Z"));
    private final WebhookIntake intake = new WebhookIntake(inbox);

    private static WebhookRequest signed(byte[] body) {
        return WebhookRequest.of(Map.of("Signature", List.of("signed")), body);
    }

    @Test
    void the_trace_of_the_request_is_stored_and_other_text_is_ignored() {
        MemoryInbox inbox = MemoryInbox.builder().build();
        WebhookIntake intake = new WebhookIntake(inbox);
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        for (String text : new String[] {trace, "b3-like", ""}) {
            byte[] body = TestWebhooks.body("started", "e" + text.length(), "call" + text.length(), 1);
            WebhookRequest request = WebhookRequest.of(Map.of("Signature", List.of("signed")), body);
            assertThat(intake.receive(new TestWebhooks(), request, text).status())
                    .isEqualTo(200);
        }

        assertThat(inbox.claim(3, Duration.ofSeconds(30)))
                .extracting(claim -> claim.delivery().traceParent())
                .containsExactlyInAnyOrder(trace, null, null);
    }

    @Test
    void accepted_and_repeated_webhooks_get_200() {
        byte[] body = body("started", "e1", "lobby", 7);

        assertThat(intake.receive(webhooks, signed(body)))
                .isEqualTo(new IntakeResponse(Outcome.ACCEPTED, 200, null, null, "started", "acme#2"));
        assertThat(intake.receive(webhooks, signed(body)))
                .isEqualTo(new IntakeResponse(Outcome.DUPLICATE, 200, null, null, "started", "acme#2"));

        Delivery kept = claimOne(inbox).delivery();
        assertThat(kept).hasToString("Delivery[started e1 in acme/default:lobby, 18 bytes]");
        assertThat(kept.body()).isEqualTo(body);
    }

    @Test
    void a_rejected_webhook_gets_the_status_of_its_rejection_and_is_not_stored() {
        IntakeResponse forged =
                intake.receive(webhooks, WebhookRequest.of(Map.of(), body("started", "e1", "lobby", 7)));

        assertThat(forged).isEqualTo(new IntakeResponse(Outcome.REJECTED, 401, null, Reason.BAD_SIGNATURE, null, null));
        assertThat(intake.receive(webhooks, signed(new byte[0])).status()).isEqualTo(400);
        assertThat(inbox.metrics().waiting()).isZero();
    }

    @Test
    void a_full_inbox_results_in_503_with_Retry_After() {
        intake.receive(webhooks, signed(body("started", "e1", "lobby", 7)));

        assertThat(intake.receive(webhooks, signed(body("started", "e2", "lobby", 7))))
                .isEqualTo(new IntakeResponse(Outcome.FULL, 503, Duration.ofSeconds(5), null, "started", "acme#2"));
    }

    @Test
    void a_failing_inbox_results_in_503() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        WebhookIntake withoutTables = new WebhookIntake(JdbcInbox.builder(pool).build());

        assertThat(withoutTables.receive(webhooks, signed(body("started", "e1", "lobby", 7))))
                .isEqualTo(
                        new IntakeResponse(Outcome.UNAVAILABLE, 503, Duration.ofSeconds(5), null, "started", "acme#2"));
        pool.dispose();
    }

    @Test
    void an_unexpected_exception_results_in_503() {
        assertThat(intake.receive(webhooks, signed("bug".getBytes(StandardCharsets.UTF_8)))
                        .outcome())
                .isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void an_outage_is_logged_with_its_first_and_last_rejection_and_their_number() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbcInbox database = JdbcInbox.builder(pool).build();
        WebhookIntake outage = new WebhookIntake(database, clock);
        CapturedLog log = CapturedLog.start();

        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(100));
            assertThat(outage.receive(webhooks, signed(body("started", "e" + i, "lobby", 7)))
                            .outcome())
                    .isEqualTo(Outcome.UNAVAILABLE);
        }
        database.createTables();
        outage.receive(webhooks, signed(body("started", "e1", "lobby", 7)));
        outage.receive(webhooks, signed(body("started", "e2", "lobby", 7)));
        pool.dispose();

        assertThat(log.text().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("inbox unavailable", "rejected 1 webhooks with 503 since 2026-11-20T10:00:00.100Z");
        assertThat(log.text().lines().filter(line -> line.contains("INFO")))
                .singleElement()
                .asString()
                .contains(
                        "inbox available again",
                        "rejected 100 webhooks with 503",
                        "first at 2026-11-20T10:00:00.100Z",
                        "last at 2026-11-20T10:00:10Z");
    }

    @Test
    void an_inbox_that_is_full_again_and_again_is_logged_once_a_minute() {
        WebhookIntake intake = new WebhookIntake(inbox, clock);
        CapturedLog log = CapturedLog.start();

        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(1));
            intake.receive(webhooks, signed(body("started", "a" + i, "lobby", 7)));
            assertThat(intake.receive(webhooks, signed(body("started", "b" + i, "lobby", 7)))
                            .outcome())
                    .isEqualTo(Outcome.FULL);
            inbox.settle(List.of(claimOne(inbox).commit()));
        }

        assertThat(log.text().lines().filter(line -> line.contains("WARN") || line.contains("INFO")))
                .hasSize(4);
        assertThat(log.text()).contains("inbox full", "inbox not full again", "rejected 60 webhooks with 503");
    }

    @Test
    void rejections_are_logged_once_a_minute_with_number_reason_and_likely_cause() {
        WebhookIntake rejecting = new WebhookIntake(inbox, clock);
        WebhookRequest forged = WebhookRequest.of(Map.of(), body("started", "e1", "lobby", 7));
        CapturedLog log = CapturedLog.start();

        for (int i = 0; i < 120; i++) {
            rejecting.receive(webhooks, forged);
            rejecting.receive(webhooks, signed("hunter2".getBytes(StandardCharsets.UTF_8)));
            clock.advance(Duration.ofSeconds(1));
        }

        List<String> warnings =
                log.text().lines().filter(line -> line.contains("WARN")).toList();
        assertThat(warnings).hasSize(4);
        assertThat(warnings.get(0))
                .contains("acme: webhook rejected, BAD_SIGNATURE", "rejected 1 such webhooks with 401", "apiSecret");
        assertThat(warnings.get(1)).contains("acme: webhook rejected, MALFORMED", "rejected 1 such webhooks with 400");
        assertThat(warnings.get(2)).contains("BAD_SIGNATURE", "rejected 61 such webhooks with 401");
        assertThat(log.text().lines().filter(line -> line.contains("DEBUG"))).hasSize(240);
        assertThat(log.text()).doesNotContain("hunter2");
    }

    @Test
    void metrics_count_verified_and_rejected_webhooks() {
        assertThat(intake.metrics()).isEmpty();
        intake.receive(webhooks, signed(body("started", "e1", "lobby", 7)));
        intake.receive(webhooks, signed(body("started", "e1", "lobby", 7)));
        intake.receive(webhooks, WebhookRequest.of(Map.of(), body("started", "e1", "lobby", 7)));
        intake.receive(webhooks, signed(new byte[0]));

        assertThat(intake.metrics())
                .containsExactly(new IntakeMetrics(
                        TestWebhooks.ACME, 2, Map.of(Reason.BAD_SIGNATURE, 1L, Reason.MALFORMED, 1L)));
        assertThat(intake.metrics().get(0).totalRejected()).isEqualTo(2);
    }

    @Test
    void a_webhook_whose_body_could_not_be_read_gets_503_with_Retry_After() {
        assertThat(intake.reject(new WebhookRejectedException(TestWebhooks.ACME, Reason.INCOMPLETE_BODY, "gone", null)))
                .isEqualTo(new IntakeResponse(
                        Outcome.REJECTED, 503, Duration.ofSeconds(5), Reason.INCOMPLETE_BODY, null, null));
    }
}
