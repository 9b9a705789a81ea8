package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.inbox.Inbox.AddResult;
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
    void it_is_full_when_the_maximum_number_of_deliveries_is_reached() {
        Inbox inbox = MemoryInbox.builder().maxEvents(2).clock(clock).build();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.add(delivery("b", "call", 0));

        assertThat(inbox.add(delivery("c", "call", 0))).isEqualTo(AddResult.FULL);
        assertThat(inbox.add(delivery("b", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        settle(inbox, claimOne(inbox).commit());
        assertThat(inbox.add(delivery("c", "call", 0))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(delivery("d", "call", 0))).isEqualTo(AddResult.FULL);
        inbox.discard(inbox.deadLetters().items().get(0).id());
        assertThat(inbox.add(delivery("d", "call", 0))).isEqualTo(AddResult.ACCEPTED);
    }

    @Test
    void it_is_full_when_the_maximum_size_of_bodies_is_reached() {
        Inbox inbox = MemoryInbox.builder().maxBytes(100).clock(clock).build();
        inbox.add(sized("a", 60));

        assertThat(inbox.add(sized("b", 41))).isEqualTo(AddResult.FULL);
        assertThat(inbox.add(sized("c", 40))).isEqualTo(AddResult.ACCEPTED);
        drain(inbox);
        assertThat(inbox.add(sized("b", 100))).isEqualTo(AddResult.ACCEPTED);
    }

    @Test
    void the_check_fails_while_the_maximum_number_of_deliveries_is_reached() {
        Inbox inbox = MemoryInbox.builder().maxEvents(2).clock(clock).build();
        inbox.check();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.check();
        inbox.add(delivery("b", "call", 0));

        assertThatThrownBy(inbox::check)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        full -> assertThat(full.retryable()).isTrue())
                .hasMessage("the inbox is full: 1 waiting, 1 dead letters, 2 bytes");
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        assertThatThrownBy(inbox::check)
                .as("an operator must replay or discard dead letters")
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        full -> assertThat(full.retryable()).isFalse())
                .hasMessageContaining("0 waiting, 2 dead letters");
        inbox.discard(inbox.deadLetters().items().get(0).id());
        inbox.check();
    }

    @Test
    void the_check_fails_while_a_delivery_does_not_fit() {
        Inbox inbox = MemoryInbox.builder().maxBytes(100).clock(clock).build();
        inbox.add(sized("a", 60));
        inbox.add(sized("never", 101));
        inbox.check();
        inbox.add(sized("b", 41));

        assertThatThrownBy(inbox::check)
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the inbox is full: 1 waiting, 0 dead letters, 60 bytes");
        inbox.add(sized("c", 30));
        inbox.check();
        inbox.add(sized("d", 10));
        assertThatThrownBy(inbox::check).as("100 bytes").isInstanceOf(UnavailableException.class);
        drain(inbox);
        inbox.check();
    }

    @Test
    void a_maximum_size_that_is_not_positive_is_rejected() {
        for (long bytes : new long[] {0, -5, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> MemoryInbox.builder().maxBytes(bytes))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("maxBytes must be at least 1, was " + bytes);
        }
        assertThat(MemoryInbox.builder().maxBytes(1).build().add(sized("a", 1))).isEqualTo(AddResult.ACCEPTED);
    }

    private static Delivery sized(String id, int bytes) {
        return Delivery.builder(ProviderId.LIVEKIT, id, new byte[bytes]).build();
    }

    @Test
    void it_keeps_the_keys_of_ten_times_as_many_handled_deliveries() {
        Inbox inbox = MemoryInbox.builder().maxEvents(1).clock(clock).build();
        for (int i = 0; i < 11; i++) {
            inbox.add(delivery("e" + i, "call", 0));
            drain(inbox);
        }

        assertThat(inbox.add(delivery("e1", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        assertThat(inbox.add(delivery("e0", "call", 0))).isEqualTo(AddResult.ACCEPTED);
    }
}
