package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoProviderBuilderTest {

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
    void a_server_url_has_scheme_host_port_and_path(String text) {
        assertThat(VideoProviderBuilder.serverUrl(text, EXAMPLE)).isEqualTo(HttpUrl.get(text.strip()));
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
        assertThatThrownBy(() -> VideoProviderBuilder.serverUrl(text, EXAMPLE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("url ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7880", "10.0.0.7:7880", "livekit.example", "livekit.example/path", "[::1]:7880"})
    void a_host_without_a_scheme_is_explained(String text) {
        assertThatThrownBy(() -> VideoProviderBuilder.serverUrl(text, EXAMPLE))
                .hasMessage("url must start with a scheme, such as " + EXAMPLE + "; a host and a port are not enough");
    }
}
