package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.error.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** {@code /actuator/videoprovider} over HTTP, as an operator reads it. */
class VideoProviderEndpointTest {

    @Test
    void an_operator_sees_that_the_vendors_host_is_left_alone() throws Exception {
        String host = "127.0.0.1:" + closedPort();
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--management.endpoints.web.exposure.include=videoprovider",
                        "--videoprovider.inbox.store=memory",
                        "--videoprovider.livekit.url=ws://" + host,
                        "--videoprovider.livekit.api-key=devkey",
                        "--videoprovider.livekit.api-secret=0123456789abcdefghijklmnopqrstuv",
                        "--videoprovider.resilience.retry.max-attempts=2",
                        "--videoprovider.resilience.retry.base-delay=1ms",
                        "--videoprovider.resilience.circuit-breaker.window=2",
                        "--videoprovider.resilience.circuit-breaker.minimum-calls=2",
                        "--videoprovider.resilience.circuit-breaker.open-for=5m")) {
            assertThat(metrics(app).objects("hosts")).isEmpty();

            VideoProvider video = app.getBean(VideoProvider.class);
            assertThatThrownBy(() -> video.calls().list()).isInstanceOf(UnavailableException.class);

            Json metrics = metrics(app);
            assertThat(metrics.objects("hosts")).singleElement().satisfies(seen -> {
                assertThat(seen.string("host")).isEqualTo(host);
                assertThat(seen.string("circuit")).isEqualTo("OPEN");
            });
            assertThat(metrics.number("retryTokens")).isEqualTo(495);
        }
    }

    private static Json metrics(ConfigurableApplicationContext app) throws IOException, InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port")
                + "/actuator/videoprovider");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.parse(answer.body())
                .object("providers")
                .object("liveKitVideoProvider")
                .object("metrics");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable).build();
        }
    }
}
