package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssueTimesTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.700Z");

    private final MutableClock clock = new MutableClock(NOW);
    private final IssueTimes times = new IssueTimes(clock);

    @Test
    void a_token_is_dated_back_so_that_a_slow_server_accepts_it() {
        assertThat(times.next("alice")).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void the_backdating_is_configurable_from_zero_to_a_minute() {
        assertThat(new IssueTimes(clock, Duration.ZERO).next("alice")).isEqualTo(NOW);
        assertThat(new IssueTimes(clock, Duration.ofMinutes(1)).next("alice")).isEqualTo(NOW.minusSeconds(60));
        for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofSeconds(61))) {
            assertThatThrownBy(() -> new IssueTimes(clock, wrong))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("backdating must be between PT0S and PT1M");
        }
    }

    @Test
    void a_revocation_is_remembered_as_long_as_tokens_are_backdated() {
        IssueTimes times = new IssueTimes(clock, Duration.ofMinutes(1));
        Instant sent = times.revoke("alice", NOW);
        clock.set(NOW.plusSeconds(50));
        times.revoke("bob", clock.instant());

        assertThat(times.next("alice")).isEqualTo(sent);
    }

    @Test
    void a_token_is_not_dated_before_a_revocation_of_its_holder() {
        Instant sent = times.revoke("alice", NOW);

        assertThat(sent).isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
        assertThat(times.next("alice")).isEqualTo(sent);
        assertThat(times.next("everyone", "alice")).isEqualTo(sent);
        assertThat(times.next("bob")).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void the_latest_of_several_revocations_counts() {
        times.revoke("alice", NOW);
        times.revoke("alice", NOW.minusSeconds(5));
        times.revoke("everyone", NOW.minusSeconds(3));

        assertThat(times.next("everyone", "alice")).isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
        assertThat(times.next("everyone", "bob"))
                .isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS).minusSeconds(3));
    }

    @Test
    void a_revocation_long_ago_changes_nothing() {
        times.revoke("alice", NOW.minus(Duration.ofDays(1)));
        assertThat(times.next("alice")).isEqualTo(NOW.minusSeconds(10));

        times.revoke("alice", NOW);
        clock.set(NOW.plusSeconds(11));
        assertThat(times.next("alice")).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void a_revocation_of_the_future_holds_for_new_tokens_until_then() {
        times.revoke("alice", NOW.plusSeconds(5));
        assertThat(times.next("alice")).isEqualTo(NOW.minusSeconds(10));

        clock.set(NOW.plusSeconds(5));
        assertThat(times.next("alice")).isEqualTo(NOW.plusSeconds(5).truncatedTo(ChronoUnit.SECONDS));
    }
}
