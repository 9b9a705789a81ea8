package io.videoprovider.spring.autoconfigure.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.MemoryInbox;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class InboxHealthTest {

    @Test
    void a_full_inbox_is_down() {
        MemoryInbox inbox = MemoryInbox.builder().maxEvents(1).build();
        InboxHealthIndicator indicator = new InboxHealthIndicator(inbox);
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        inbox.add(
                Delivery.builder(ProviderId.LIVEKIT, "e1", "{}".getBytes(UTF_8)).build());

        Health full = indicator.health();

        assertThat(full.getStatus()).isEqualTo(Status.DOWN);
        assertThat(full.getDetails()).containsEntry("error", "the inbox is full: 1 waiting, 0 dead letters, 2 bytes");
    }
}
