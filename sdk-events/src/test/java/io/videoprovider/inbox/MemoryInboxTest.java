package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.Inbox.Added;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryInboxTest extends InboxContract {

    private @Nullable Inbox only;

    @Override
    Inbox inbox(Clock clock, Duration retention, Duration holdBack) {
        if (only == null) {
            only = MemoryInbox.builder()
                    .clock(clock)
                    .retention(retention)
                    .holdBack(holdBack)
                    .build();
        }
        return only;
    }

    @Test
    void it_is_full_when_too_many_wait_or_are_dead() {
        Inbox inbox = MemoryInbox.builder().maxEvents(2).clock(clock).build();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.add(delivery("b", "call", 0));

        assertThat(inbox.add(delivery("c", "call", 0))).isEqualTo(Added.FULL);
        assertThat(inbox.add(delivery("b", "call", 0))).isEqualTo(Added.DUPLICATE);
        settle(inbox, claimOne(inbox).commit());
        assertThat(inbox.add(delivery("c", "call", 0))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(delivery("d", "call", 0))).isEqualTo(Added.FULL);
        inbox.discard(inbox.deadLetters().items().get(0).id());
        assertThat(inbox.add(delivery("d", "call", 0))).isEqualTo(Added.ACCEPTED);
    }

    @Test
    void it_is_full_when_bodies_are_too_large_together() {
        Inbox inbox = MemoryInbox.builder().maxBytes(100).clock(clock).build();
        inbox.add(sized("a", 60));

        assertThat(inbox.add(sized("b", 41))).isEqualTo(Added.FULL);
        assertThat(inbox.add(sized("c", 40))).isEqualTo(Added.ACCEPTED);
        drain(inbox);
        assertThat(inbox.add(sized("b", 100))).isEqualTo(Added.ACCEPTED);
    }

    private static Delivery sized(String id, int bytes) {
        return new Delivery(ProviderId.LIVEKIT, id, "", "lane", "x", NOW, new byte[bytes]);
    }

    @Test
    void of_what_was_handled_it_remembers_ten_times_as_many_as_may_wait() {
        Inbox inbox = MemoryInbox.builder().maxEvents(1).clock(clock).build();
        for (int i = 0; i < 11; i++) {
            inbox.add(delivery("e" + i, "call", 0));
            drain(inbox);
        }

        assertThat(inbox.add(delivery("e1", "call", 0))).isEqualTo(Added.DUPLICATE);
        assertThat(inbox.add(delivery("e0", "call", 0))).isEqualTo(Added.ACCEPTED);
    }
}
