package io.videoprovider.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.webhook.Webhooks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Observations and gauges of webhooks, and restarts. */
class WebhookMetricsTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void each_webhook_is_observed_with_its_outcome(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        byte[] body = roomStarted("EV_1");

        assertThat(post(app, "livekit", SECRET, body)).isEqualTo(200);
        assertThat(post(app, "livekit", SECRET, body)).isEqualTo(200);
        assertThat(post(app, "livekit", "another secret", body)).isEqualTo(401);
        assertThat(post(app, "livekit", SECRET, new byte[Webhooks.MAX_BODY_BYTES + 1]))
                .isEqualTo(413);
        assertThat(post(app, "unknown", SECRET, body)).isEqualTo(404);

        assertThat(app.getBean(MeterRegistry.class).get("videoprovider.webhook").timers())
                .allSatisfy(timer -> assertThat(timer.count()).isEqualTo(1))
                .extracting(WebhookMetricsTest::tags)
                .containsExactlyInAnyOrder(
                        "livekit room_started devkey#1 accepted none",
                        "livekit room_started devkey#1 duplicate none",
                        "livekit none none rejected bad_signature",
                        "livekit none none rejected too_large");
    }

    @Test
    void webhook_without_an_event_type_is_observed_as_unknown() throws Exception {
        ConfigurableApplicationContext app = start(WebApplicationType.SERVLET);

        assertThat(post(app, "livekit", SECRET, "{\"id\":\"EV_1\"}".getBytes(UTF_8)))
                .isEqualTo(200);

        assertThat(app.getBean(MeterRegistry.class).get("videoprovider.webhook").timers())
                .extracting(WebhookMetricsTest::tags)
                .containsExactly("livekit unknown devkey#1 accepted none");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void observation_of_a_webhook_is_a_child_of_its_request(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, "--spring.reactor.context-propagation=auto");
        BlockingQueue<String> roots = new LinkedBlockingQueue<>();
        app.getBean(ObservationRegistry.class).observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                if ("videoprovider.webhook".equals(context.getName())) {
                    ObservationView root = context.getParentObservation();
                    // Intermediate observations, such as those of Spring Security.
                    while (root != null && root.getContextView().getParentObservation() != null) {
                        root = root.getContextView().getParentObservation();
                    }
                    roots.add(root == null ? "none" : root.getContextView().getName());
                }
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });

        assertThat(post(app, "livekit", SECRET, roomStarted("EV_1"))).isEqualTo(200);

        assertThat(roots.poll(30, TimeUnit.SECONDS)).isEqualTo("http.server.requests");
    }

    private static String tags(Timer timer) {
        Meter.Id id = timer.getId();
        return Stream.of("provider", "event", "key", "outcome", "reason")
                .map(id::getTag)
                .collect(Collectors.joining(" "));
    }

    @Test
    void inbox_has_gauges() throws Exception {
        ConfigurableApplicationContext app = start(WebApplicationType.SERVLET, "--videoprovider.inbox.hold-back=10m");
        assertThat(post(app, "livekit", SECRET, roomStarted("EV_1"))).isEqualTo(200);
        MeterRegistry meters = app.getBean(MeterRegistry.class);

        assertThat(deliveries(meters, "waiting")).isEqualTo(1);
        assertThat(deliveries(meters, "claimed")).isZero();
        assertThat(deliveries(meters, "dead")).isZero();
        assertThat(meters.get("videoprovider.inbox.oldest").timeGauge().value(TimeUnit.SECONDS))
                .isBetween(0.0, 600.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void restarted_application_handles_webhooks(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        assertThat(post(app, "livekit", SECRET, roomStarted("EV_1"))).isEqualTo(200);
        Received received = app.getBean(Received.class);
        assertThat(received.events.poll(30, TimeUnit.SECONDS)).isNotNull();

        app.stop();
        assertThat(app.getBean("videoEventDispatcherLifecycle", Lifecycle.class).isRunning())
                .isFalse();
        app.start();

        assertThat(post(app, "livekit", SECRET, roomStarted("EV_2"))).isEqualTo(200);
        assertThat(received.events.poll(30, TimeUnit.SECONDS))
                .satisfies(event -> assertThat(event.deliveryId()).isEqualTo("EV_2"));
    }

    private static double deliveries(MeterRegistry meters, String state) {
        return meters.get("videoprovider.inbox.deliveries")
                .tag("state", state)
                .gauge()
                .value();
    }

    private ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.main.banner-mode", "off",
                        "spring.datasource.generate-unique-name", "true",
                        "videoprovider.livekit.url", "ws://localhost:7880",
                        "videoprovider.livekit.api-key", "devkey",
                        "videoprovider.livekit.api-secret", SECRET))
                .properties(LiveKitWebhook.patientInbox())
                .run(arguments);
        applications.add(app);
        return app;
    }

    private int post(ConfigurableApplicationContext app, String provider, String secret, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + app.getEnvironment().getProperty("local.server.port") + "/webhooks/video/" + provider))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        new LiveKitWebhookSigner("devkey", secret)
                .headers(body)
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static byte[] roomStarted(String id) {
        return ("{\"event\":\"room_started\",\"id\":\"" + id + "\",\"createdAt\":\"1795170000\",\"room\":{\"sid\":\"RM_"
                        + id + "\",\"name\":\"a\"}}")
                .getBytes(UTF_8);
    }

    /** Records events. */
    static final class Received implements VideoEventHandler<VideoEvent> {
        final BlockingQueue<VideoEvent> events = new LinkedBlockingQueue<>();

        @Override
        public void handle(VideoEvent event) {
            events.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Received received() {
            return new Received();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable).build();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        SecurityWebFilterChain reactiveSecurity(ServerHttpSecurity http) {
            return http.csrf(ServerHttpSecurity.CsrfSpec::disable).build();
        }
    }
}
