package io.videoprovider.spring.autoconfigure.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.ice.IceServer;
import io.videoprovider.ice.TurnCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TurnAutoConfigurationTest {

    private final ApplicationContextRunner app =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TurnAutoConfiguration.class));

    private final ApplicationContextRunner configured = app.withPropertyValues(
            "videoprovider.turn.secret=hunter2",
            "videoprovider.turn.uris=turn:turn.example?transport=udp,turns:turn.example:443?transport=tcp");

    @Test
    void no_bean_is_created_without_a_secret() {
        app.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TurnCredentials.class));
    }

    @Test
    void properties_configure_the_credentials() {
        configured.withPropertyValues("videoprovider.turn.ttl=10m").run(context -> {
            TurnCredentials turn = context.getBean(TurnCredentials.class);
            assertThat(turn.mint("alice").expiresAt()).isBefore(Instant.now().plus(Duration.ofMinutes(11)));
            assertThat(turn.mint("alice").iceServers())
                    .singleElement()
                    .extracting(IceServer::urls)
                    .isEqualTo(List.of("turn:turn.example?transport=udp", "turns:turn.example:443?transport=tcp"));
            assertThat(context.getBean(TurnProperties.class).toString()).doesNotContain("hunter");
        });
    }

    @Test
    void the_previous_secret_adds_an_entry() {
        configured
                .withPropertyValues(
                        "videoprovider.turn.previous-secret=hunter1",
                        "videoprovider.turn.previous-secret-until=2999-01-01T00:00:00Z")
                .run(context -> assertThat(context.getBean(TurnCredentials.class)
                                .mint("alice")
                                .iceServers())
                        .hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({
        "videoprovider.turn.uris=, videoprovider.turn.uris",
        "videoprovider.turn.previous-secret=hunter1, previous-secret-until",
        "videoprovider.turn.previous-secret-until=2999-01-01T00:00:00Z, previous-secret",
        "videoprovider.turn.uris=turn.example, uris",
        "videoprovider.turn.ttl=0s, ttl",
        "videoprovider.turn.secret=two hunters, secret"
    })
    void wrong_properties_are_named(String property, String named) {
        configured
                .withPropertyValues(property)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining(named)
                        .hasMessageNotContaining("hunter"));
    }

    @Test
    void a_bean_of_the_application_takes_precedence() {
        TurnCredentials own =
                TurnCredentials.builder().secret("own").uris("turn:own.example").build();
        configured
                .withBean(TurnCredentials.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(TurnCredentials.class)).isSameAs(own));
    }
}
