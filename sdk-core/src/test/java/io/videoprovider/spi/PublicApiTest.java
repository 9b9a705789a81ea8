package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.ice.TurnCredentials;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.testkit.PublicApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** Every public constructor and method of this module, with one wrong argument. */
class PublicApiTest {

    private static PublicApi api() throws IOException {
        return new PublicApi(InvalidRequestException.class)
                .module(Path.of("target", "classes"))
                .with(Jwt.class, PublicApiTest::jwt)
                .with(Environment.class, () -> new Environment(Map.of()))
                .with(HttpResponse.class, () -> new HttpResponse(200, Headers.of(), new byte[0]))
                .with(
                        Request.class,
                        () -> new Request.Builder().url("http://localhost").build())
                .with(HttpUrl.class, () -> HttpUrl.get("http://localhost"))
                .with(OperationPipeline.class, PublicApiTest::pipeline)
                .with(VideoProviderBuilder.class, AnyBuilder::new)
                .with(
                        TurnCredentials.class,
                        () -> TurnCredentials.builder()
                                .secret("secret")
                                .uris("turn:turn.example")
                                .build())
                // The names of fields are constants of its callers.
                .except("Check")
                // The JDK's maps of headers contain the status line with the key null.
                .except("WebhookRequest.of(headers)", "WebhookRequest.read(headers)");
    }

    private static Jwt jwt() {
        try {
            return Jwt.parse(SigningKey.of("secret").sign(Json.EMPTY));
        } catch (JwtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OperationPipeline pipeline() {
        return new OperationPipeline(ProviderId.LIVEKIT, null, Resilience.DEFAULT, outcome -> {}, new Random());
    }

    private static final class AnyBuilder extends VideoProviderBuilder<AnyBuilder> {

        @Override
        protected AnyBuilder self() {
            return this;
        }

        @Override
        public VideoProvider build() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void read(Environment environment) {}
    }

    @Test
    void null_arguments_are_rejected_with_the_name_of_the_parameter() throws Exception {
        assertThat(String.join("\n", api().acceptedNulls())).isEmpty();
    }

    @Test
    void extreme_times_cause_no_arithmetic_exceptions() throws Exception {
        assertThat(String.join("\n", api().overflowingTimes())).isEmpty();
    }
}
