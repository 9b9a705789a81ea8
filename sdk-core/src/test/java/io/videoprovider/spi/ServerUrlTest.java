package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.util.List;
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
                "http://[::1]:7880/",
                "https://bücher.example/ä",
                "https://xn--bcher-kva.example",
                "  https://a.b  "
            })
    void is_what_okhttp_says(String text) {
        ServerUrl url = ServerUrl.of(text, EXAMPLE);
        assertThat(url).hasToString(HttpUrl.get(text.strip()).toString());
        assertThat(url.http()).isEqualTo(HttpUrl.get(text.strip()));
    }

    /** There are two ways to the answer, by the shape of the text: both must know the same texts and spell them alike. */
    @Test
    void is_what_okhttp_says_of_any_text_that_is_much_like_an_address() {
        Random random = new Random(42);
        List<String> parts = List.of(
                "http",
                "https",
                "://",
                "localhost",
                "127.0.0.1",
                "a",
                "z9",
                "-",
                ".",
                "..",
                "livekit",
                "cloud",
                "xn--",
                ":",
                "0",
                "80",
                "443",
                "7880",
                "99999",
                "/",
                "A",
                "_",
                "x".repeat(32),
                " ",
                "%",
                "@",
                "?",
                "#");
        int known = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "https://" : "http://");
            for (int part = random.nextInt(7); part >= 0; part--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            HttpUrl expected = HttpUrl.parse(text.toString().strip());
            String said;
            try {
                ServerUrl url = ServerUrl.of(text.toString(), EXAMPLE);
                assertThat(url.http()).as(text.toString()).isEqualTo(expected);
                said = url.toString();
                known++;
            } catch (InvalidRequestException e) {
                assertThat(expected == null
                                || expected.query() != null
                                || expected.fragment() != null
                                || !expected.username().isEmpty()
                                || !expected.password().isEmpty())
                        .as(text.toString())
                        .isTrue();
                continue;
            }
            assertThat(said).as(text.toString()).isEqualTo(String.valueOf(expected));
        }
        assertThat(known).isGreaterThan(10_000);
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
    void refuses_everything_else_and_does_not_repeat_it(String text) {
        assertThatThrownBy(() -> ServerUrl.of(text, EXAMPLE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("url ")
                .hasMessageNotContaining("secret");
    }
}
