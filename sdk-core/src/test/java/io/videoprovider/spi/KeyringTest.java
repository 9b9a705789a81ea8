package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class KeyringTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final Keyring.Builder ring = new Keyring.Builder()
            .add("a", SigningKey.of("new"), null)
            .add("a", SigningKey.of("old"), NOW)
            .add("b", SigningKey.of("else"), NOW.plusNanos(1));

    @Test
    void a_key_has_the_secrets_whose_end_is_still_to_come() {
        Keyring before = ring.build(Clock.offset(CLOCK, Duration.ofNanos(-1)));
        Keyring now = ring.build(CLOCK);

        assertThat(before.of("a")).extracting(Keyring.Key::name).containsExactly("a#1", "a#2");
        assertThat(now.of("a")).extracting(Keyring.Key::name).containsExactly("a#1");
        assertThat(now.of("b")).extracting(Keyring.Key::name).containsExactly("b#1");
        assertThat(now.all()).extracting(Keyring.Key::name).containsExactly("a#1", "b#1");
        assertThat(now.of("c")).isEmpty();
    }

    @Test
    void no_secret_is_printed() {
        assertThat(ring.build(CLOCK).of("a").toString()).contains("a#1").doesNotContain("new");
    }
}
