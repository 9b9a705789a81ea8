package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.util.Random;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    private static final String EXAMPLE = "https://x.example";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:7880",
                "http://127.0.0.1:7880/",
                "https://my-project.livekit.cloud",
                "https://MY-project.Livekit.Cloud/",
                "https://livekit.example:443",
                "http://livekit.example:80/",
                "http://livekit.example:443/",
                "https://livekit.example:65535/behind/a/proxy/",
                "http://livekit_server:7880",
                "http://livekit:7880",
                "http://10.0.0.7:7880",
                "http://256.1.1.1",
                "http://1.2.3",
                "http://0x7f.1",
                "http://[::1]:7880/",
                "https://bücher.example/ä",
                "https://xn--bcher-kva.example",
                "  https://a.b  "
            })
    void a_server_url_has_scheme_host_port_and_path(String text) {
        ServerUrl url = ServerUrl.of(text, EXAMPLE);

        assertThat(url.uri()).isEqualTo(HttpUrl.get(text.strip()).uri());
        assertThat(url).hasToString(HttpUrl.get(text.strip()).toString());
        assertThat(url.http()).isEqualTo(HttpUrl.get(text.strip())).isSameAs(url.http());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "livekit.example",
                "ftp://livekit.example",
                "https://",
                "https://a..b",
                "https://livekit.example:99999",
                "https://user:secret@livekit.example",
                "https://livekit.example?key=secret",
                "https://livekit.example/#secret"
            })
    void any_other_server_url_is_rejected_by_a_message_that_does_not_repeat_it(String text) {
        assertThatThrownBy(() -> ServerUrl.of(text, EXAMPLE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("url ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7880", "10.0.0.7:7880", "livekit.example", "livekit.example/path", "[::1]:7880"})
    void a_host_without_a_scheme_is_explained(String text) {
        assertThatThrownBy(() -> ServerUrl.of(text, EXAMPLE))
                .hasMessage("url must start with a scheme, such as " + EXAMPLE + "; a host and a port are not enough");
    }

    @Test
    void okhttp_accepts_every_address_that_is_not_parsed_and_leaves_it_as_it_is() {
        Random random = new Random(1);
        String characters = "http://https://::..--xn/aZ09_";
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "https://");
            for (int length = random.nextInt(70); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            text.append(random.nextBoolean() ? ":" + random.nextInt(100_000) : "");
            if (ServerUrl.isPlain(text.toString())) {
                plain++;
                assertThat(HttpUrl.parse(text.toString())).as("%s", text).isNotNull();
                assertThat(ServerUrl.of(text.toString(), EXAMPLE))
                        .hasToString(HttpUrl.get(text.toString()).toString());
            }
        }
        assertThat(plain).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ws://livekit.example", "http://xn--zzzzzz99", "https://A.example", "https://a.example:443"})
    void other_addresses_are_parsed_at_once(String text) {
        assertThat(ServerUrl.isPlain(text)).isFalse();
    }
}
