package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs contain nothing of a webhook's body. {@link InboxContract} tests the same of {@code toString}. */
@Timeout(60)
class SecretsTest {

    private static final String SECRET = "hunter2";

    private final MemoryInbox inbox = MemoryInbox.builder().maxEvents(1).build();
    private final CapturedLog log = CapturedLog.start();

    @Test
    void an_unexpected_exception_of_the_intake_is_logged_without_its_message() {
        WebhookRequest request =
                WebhookRequest.of(Map.of("Signature", List.of("signed")), ("bug " + SECRET).getBytes(UTF_8));

        new WebhookIntake(inbox).receive(new TestWebhooks(), request);

        assertThat(log.text()).contains("webhook intake failed").doesNotContain(SECRET);
    }

    @Test
    void a_rejected_webhook_of_a_full_inbox_is_logged_without_its_body() {
        inbox.add(TestWebhooks.delivery("started", "e1", "lobby", 1));
        byte[] body = TestWebhooks.body("started", SECRET, "lobby", 1);

        new WebhookIntake(inbox)
                .receive(new TestWebhooks(), WebhookRequest.of(Map.of("Signature", List.of("signed")), body));

        assertThat(log.text()).contains("inbox full").doesNotContain(SECRET);
    }

    @Test
    void an_event_that_cannot_be_parsed_is_logged_without_its_body() throws Exception {
        inbox.add(TestWebhooks.unparsable("e1"));
        try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .on(VideoEvent.class, "unused", event -> {})
                .maxAttempts(1)
                .poll(Duration.ofMillis(10))
                .build()) {
            dispatcher.start();
            while (inbox.metrics().deadLetters() == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        assertThat(log.text()).contains("dead letter on attempt 1").doesNotContain(SECRET);
    }
}
