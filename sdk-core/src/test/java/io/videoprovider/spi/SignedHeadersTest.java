package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

class SignedHeadersTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-05-04T10:00:00Z"));
    private final AtomicInteger signatures = new AtomicInteger();
    private final SignedHeaders<String> headers = new SignedHeaders<>(
            clock, grant -> Headers.of("Authorization", grant + " " + signatures.incrementAndGet()));

    private String token(String grant) {
        return Objects.requireNonNull(headers.of(grant).get("Authorization"));
    }

    @Test
    void a_token_is_used_for_less_than_a_minute() {
        assertThat(token("list")).isEqualTo("list 1");
        clock.advance(Duration.ofMillis(59_999));
        assertThat(token("list")).isEqualTo("list 1");
        clock.advance(Duration.ofMillis(1));
        assertThat(token("list")).isEqualTo("list 2");
    }

    @Test
    void each_grant_has_its_own_token() {
        assertThat(token("list")).isEqualTo("list 1");
        assertThat(token("admin")).isEqualTo("admin 2");
        assertThat(token("list")).isEqualTo("list 1");
    }

    @Test
    void a_clock_that_was_set_back_leads_to_a_new_token() {
        assertThat(token("list")).isEqualTo("list 1");
        clock.advance(Duration.ofMillis(-1));
        assertThat(token("list")).isEqualTo("list 2");
    }

    @Test
    void a_thousand_tokens_are_kept() {
        assertThat(token("list")).isEqualTo("list 1");
        for (int room = 2; room <= 1000; room++) {
            token("room " + room);
        }
        assertThat(token("list")).isEqualTo("list 1");
        token("one more");
        assertThat(token("list")).isEqualTo("list 1002");
    }
}
