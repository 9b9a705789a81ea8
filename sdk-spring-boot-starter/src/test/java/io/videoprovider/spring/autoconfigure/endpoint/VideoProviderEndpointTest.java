package io.videoprovider.spring.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.history.HistoryCounts;
import io.videoprovider.history.ReconcilerMetrics;
import io.videoprovider.inbox.HandlerMetrics;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.health.VideoHealthAutoConfiguration;
import io.videoprovider.spring.autoconfigure.history.HistoryAutoConfiguration;
import io.videoprovider.spring.autoconfigure.history.ReconcilerAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.observation.VideoObservationAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** {@code /actuator/videoprovider} over HTTP. */
class VideoProviderEndpointTest {

    /** An address at which no program listens, at any time. */
    private static final String CLOSED = "127.0.0.1:1";

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitEmulatorAutoConfiguration.class,
                    StreamEmulatorAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    StreamAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    HistoryAutoConfiguration.class,
                    ReconcilerAutoConfiguration.class,
                    VideoHealthAutoConfiguration.class,
                    VideoObservationAutoConfiguration.class,
                    VideoEndpointAutoConfiguration.class))
            .withPropertyValues("videoprovider.emulator=true");

    @Test
    void exposed_endpoint_reports_capabilities_and_metrics() {
        app.run(context -> assertThat(context).doesNotHaveBean(VideoProviderEndpoint.class));
        app.withPropertyValues("management.endpoints.web.exposure.include=videoprovider")
                .run(context -> {
                    VideoProviderEndpoint.Report report =
                            context.getBean(VideoProviderEndpoint.class).report();

                    assertThat(report.providers()).containsOnlyKeys("liveKitVideoProvider", "streamVideoProvider");
                    assertThat(report.providers())
                            .hasEntrySatisfying(
                                    "liveKitVideoProvider",
                                    provider -> assertThat(provider.features()).contains("Messages"));
                    assertThat(report.inbox()).isNotNull();
                    assertThat(report.history()).isNull();
                    assertThat(report.handlers())
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    HandlerMetrics.class,
                                    handler -> assertThat(handler.circuitOpen()).isFalse());
                });
    }

    @Test
    void counts_of_the_history_and_the_state_of_the_reconciler_are_reported() {
        app.withPropertyValues(
                        "management.endpoints.web.exposure.include=videoprovider", "videoprovider.history.enabled=true")
                .run(context -> {
                    VideoProviderEndpoint.Report report =
                            context.getBean(VideoProviderEndpoint.class).report();

                    assertThat(report.history())
                            .isInstanceOfSatisfying(
                                    HistoryCounts.class,
                                    counts -> assertThat(counts.openSessions()).isZero());
                    assertThat(report.reconciler()).isInstanceOf(ReconcilerMetrics.class);
                });
    }

    @Test
    void open_circuit_breaker_is_reported() throws Exception {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--management.endpoints.web.exposure.include=videoprovider",
                        "--videoprovider.inbox.store=memory",
                        "--videoprovider.livekit.url=ws://" + CLOSED,
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
            assertThat(metrics.objects("hosts")).singleElement().satisfies(reported -> {
                assertThat(reported.string("host")).isEqualTo(CLOSED);
                assertThat(reported.string("circuit")).isEqualTo("OPEN");
            });
            assertThat(metrics.number("retryTokens")).isEqualTo(495);
        }
    }

    @Test
    void inbox_without_its_database_is_reported_with_everything_else_without_a_long_wait() throws Exception {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--management.endpoints.web.exposure.include=videoprovider",
                        "--spring.flyway.enabled=false",
                        "--spring.datasource.url=jdbc:postgresql://" + CLOSED + "/app",
                        "--spring.datasource.hikari.initialization-fail-timeout=-1",
                        "--spring.datasource.hikari.connection-timeout=1000",
                        "--videoprovider.emulator=true")) {
            // The start waits for a connection, too.
            app.getBean(HikariDataSource.class).setConnectionTimeout(TimeUnit.MINUTES.toMillis(10));

            long started = System.nanoTime();
            Json report = report(app);

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
            assertThat(report.object("inbox").string("error")).startsWith("inbox database");
            assertThat(report.object("providers").asMap())
                    .containsOnlyKeys("liveKitVideoProvider", "streamVideoProvider");
            assertThat(report.objects("handlers")).isNotEmpty();
        }
    }

    @Test
    void inbox_of_the_application_that_fails_is_reported_without_its_message() {
        app.withPropertyValues("management.endpoints.web.exposure.include=videoprovider")
                .withBean(Inbox.class, () -> (Inbox) Proxy.newProxyInstance(
                        Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                            if (method.getName().equals("metrics")) {
                                throw new IllegalStateException("password=hunter2");
                            }
                            return method.invoke(MemoryInbox.builder().build(), arguments);
                        }))
                .run(context -> {
                    VideoProviderEndpoint.Report report =
                            context.getBean(VideoProviderEndpoint.class).report();

                    assertThat(report.inbox()).hasToString("Unavailable[error=java.lang.IllegalStateException]");
                    assertThat(report.providers()).hasSize(2);
                });
    }

    private static Json metrics(ConfigurableApplicationContext app) throws IOException, InterruptedException {
        return report(app).object("providers").object("liveKitVideoProvider").object("metrics");
    }

    private static Json report(ConfigurableApplicationContext app) throws IOException, InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port")
                + "/actuator/videoprovider");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.parse(response.body());
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
