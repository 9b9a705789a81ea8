package io.videoprovider.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnCredentialsTest {

    private static final String URI = "turn:turn.example.com:3478?transport=udp";
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00.900Z");

    private final MutableClock clock = new MutableClock(NOW);

    private TurnCredentials.Builder builder() {
        return TurnCredentials.builder().secret("hunter2").uris(URI).clock(clock);
    }

    @Test
    void credentials_are_those_of_the_REST_scheme() {
        IceServers servers = builder().ttl(Duration.ofMinutes(10)).build().mint("alice");

        assertThat(servers.expiresAt()).isEqualTo("2030-01-01T12:10:00Z");
        // printf %s 1893499800:alice | openssl dgst -sha1 -hmac hunter2 -binary | base64
        assertThat(servers.iceServers())
                .containsExactly(new IceServer(List.of(URI), "1893499800:alice", "KDpRCTvceLOg23+mscSsqP5hXe4="));
    }

    @Test
    void credentials_are_valid_for_a_day_by_default() {
        assertThat(builder().build().mint("alice").expiresAt()).isEqualTo("2030-01-02T12:00:00Z");
    }

    @Test
    void credentials_of_the_previous_secret_are_added_until_its_end() {
        Instant until = NOW.plus(Duration.ofHours(1));
        TurnCredentials turn = builder()
                .ttl(Duration.ofMinutes(30))
                .previousSecret("hunter1", until)
                .build();

        List<IceServer> both = turn.mint("alice").iceServers();
        assertThat(both).hasSize(2);
        assertThat(both.get(1)).isEqualTo(only("hunter1", Duration.ofMinutes(30)));

        clock.advance(Duration.ofMinutes(45));
        List<IceServer> shorter = turn.mint("alice").iceServers();
        assertThat(shorter.get(1).username()).isEqualTo(until.getEpochSecond() + ":alice");
        assertThat(shorter.get(0)).isEqualTo(only("hunter2", Duration.ofMinutes(30)));

        clock.advance(Duration.ofMinutes(15));
        assertThat(turn.mint("alice").iceServers()).containsExactly(only("hunter2", Duration.ofMinutes(30)));
    }

    private IceServer only(String secret, Duration ttl) {
        return builder()
                .secret(secret)
                .ttl(ttl)
                .build()
                .mint("alice")
                .iceServers()
                .get(0);
    }

    @Test
    void addresses_are_kept_in_order_without_duplicates() {
        List<String> uris = List.of(
                "turns:turn.example.com:443?transport=tcp",
                "turn:192.0.2.1",
                "turn:[2001:db8::1]:3478",
                "turn:turn.example.com?transport=tcp");
        TurnCredentials turn = builder().uris(uris).uris(URI).build();

        assertThat(turn.mint("alice").iceServers().get(0).urls())
                .startsWith(URI)
                .endsWith(uris.toArray(String[]::new))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "turn.example.com",
                "stun:turn.example.com",
                "turn://turn.example.com",
                "turn:",
                "turn:user@turn.example.com",
                "turn:turn.example.com:0",
                "turn:turn.example.com:65536",
                "turn:turn.example.com?transport=sctp",
                "turn:turn.example.com\n",
                "turn:[2001:db8::1",
                "TURN:turn.example.com"
            })
    void another_address_is_refused(String uri) {
        assertThatThrownBy(() -> builder().uris(uri))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("uris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", "a\nb", "a\u0000", "\ud800"})
    void a_hostile_user_is_refused(String userId) {
        TurnCredentials turn = builder().build();
        assertThatThrownBy(() -> turn.mint(userId))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("userId");
    }

    @Test
    void a_user_has_at_most_256_bytes() {
        TurnCredentials turn = builder().build();
        assertThat(turn.mint("ü".repeat(128)).iceServers()).hasSize(1);
        assertThatThrownBy(() -> turn.mint("ü".repeat(129)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("256");
        assertThatThrownBy(() -> turn.mint("u".repeat(257)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("256");
    }

    @Test
    void a_colon_in_the_user_id_is_kept() {
        assertThat(builder().build().mint("livekit:alice").iceServers().get(0).username())
                .isEqualTo("1893585600:livekit:alice");
    }

    @Test
    void line_breaks_at_the_end_of_a_secret_are_removed() {
        assertThat(only("hunter2\n", Duration.ofHours(1))).isEqualTo(only("hunter2", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 365L * 24 * 3600 + 1})
    void the_validity_is_limited(long seconds) {
        assertThatThrownBy(() -> builder().ttl(Duration.ofSeconds(seconds)).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ttl");
    }

    @Test
    void missing_and_contradictory_values_are_refused() {
        assertThatThrownBy(() -> TurnCredentials.builder().uris(URI).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("secret");
        assertThatThrownBy(() -> TurnCredentials.builder().secret("hunter2").build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("uris");
        assertThatThrownBy(() -> builder().secret("two words").build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("secret")
                .hasMessageNotContaining("words");
        assertThatThrownBy(() -> builder().previousSecret("hunter2", NOW).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("previousSecret");
    }

    @Test
    void a_secret_is_not_printed() {
        TurnCredentials turn = builder().previousSecret("hunter1", NOW).build();
        IceServer server = turn.mint("alice").iceServers().get(0);

        assertThat(turn)
                .hasToString(
                        "TurnCredentials[[" + URI + "], ttl=PT24H, secret=██, previousSecret=██ until " + NOW + "]");
        assertThat(server.toString()).contains("alice", "██").doesNotContain(server.credential());
    }
}
