package io.videoprovider.spring.autoconfigure.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.TestApplication;
import jakarta.servlet.Filter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** Webhooks that are rejected, whose body other code has read, or whose body arrives slowly, tested over HTTP. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class WebhookBodyTest {

    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/mixed");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void rejected_webhooks_are_logged_once_and_fail_the_health_check(WebApplicationType type, CapturedOutput output)
            throws Exception {
        ConfigurableApplicationContext app = start(type, TestApplication.class);
        HealthIndicator health = app.getBean("videoWebhooksHealthContributor", HealthIndicator.class);
        assertThat(status(health)).isEqualTo(Status.UP);

        for (int i = 0; i < 9; i++) {
            assertThat(post(app, "livekit", "application/json", "another secret")
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(status(health)).isEqualTo(Status.UP);
        assertThat(post(app, "livekit", "application/json", null).statusCode()).isEqualTo(401);

        assertThat(status(health)).isEqualTo(Status.DOWN);
        assertThat(health.health())
                .extracting(Health::getDetails)
                .isEqualTo(Map.of(
                        "livekit",
                        Map.of("verified", 0L, "rejected", 10L, "bad_signature", 9L, "missing_signature", 1L)));
        assertThat(output.getAll().lines().filter(line -> line.contains("webhook rejected, BAD_SIGNATURE")))
                .singleElement()
                .asString()
                .contains("WARN", "livekit", "rejected 1 such webhooks with 401", "Check apiSecret");

        assertThat(post(app, "livekit", "application/json", LiveKitWebhook.SECRET)
                        .statusCode())
                .isEqualTo(200);
        assertThat(status(health)).isEqualTo(Status.UP);
        assertThat(output.getAll()).doesNotContain("another secret").doesNotContain("eyJ");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void webhook_for_an_unknown_provider_is_logged(WebApplicationType type, CapturedOutput output) throws Exception {
        ConfigurableApplicationContext app = start(type, TestApplication.class);

        assertThat(post(app, "livekitt", "application/json", LiveKitWebhook.SECRET)
                        .statusCode())
                .isEqualTo(404);

        assertThat(output.getAll()).contains("the path of the webhook endpoint must end with one of [livekit]");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void multipart_and_form_content_types_reach_the_endpoint_raw(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, TestApplication.class);

        for (String content : CONTENT_TYPES) {
            assertThat(post(app, "livekit", content, LiveKitWebhook.SECRET).statusCode())
                    .as(content)
                    .isEqualTo(200);
        }
        assertThat(app.getBean(Inbox.class).metrics().accepted()).isEqualTo(CONTENT_TYPES.size());
    }

    @Test
    void filter_that_reads_the_body_or_parameters_of_a_servlet_request_does_not_matter() throws Exception {
        ConfigurableApplicationContext app = start(WebApplicationType.SERVLET, ReadingFilters.class);

        for (String content : CONTENT_TYPES) {
            assertThat(post(app, "livekit", content, LiveKitWebhook.SECRET).statusCode())
                    .as(content)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void webhook_whose_body_an_outer_filter_has_read_gets_503_and_a_log_line(
            WebApplicationType type, CapturedOutput output) throws Exception {
        ConfigurableApplicationContext app =
                start(type, type == WebApplicationType.SERVLET ? OutermostFilter.class : ReactiveReadingFilter.class);

        HttpResponse<Void> response = post(app, "livekit", "application/x-www-form-urlencoded", LiveKitWebhook.SECRET);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(output.getAll().lines().filter(line -> line.contains("INCOMPLETE_BODY")))
                .singleElement()
                .asString()
                .contains("WARN", "livekit", "A filter, a multipart resolver or getParameter reads the body");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void requests_without_a_signature_do_not_occupy_threads_until_their_body_arrives(WebApplicationType type)
            throws Exception {
        ConfigurableApplicationContext app = start(type, TestApplication.class, "--server.tomcat.threads.max=4");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                sockets.add(send(app, "Content-Length: 1000\r\n\r\n{"));
                sockets.add(send(app, "Transfer-Encoding: chunked\r\n\r\n3e8\r\n{"));
                sockets.add(send(app, "Authorization: forged\r\nContent-Length: 1000\r\n\r\n{"));
            }
            long start = System.nanoTime();
            for (Socket socket : sockets) {
                assertThat(firstLine(socket)).startsWith("HTTP/1.1 401");
            }
            assertThat(post(app, "livekit", "application/json", LiveKitWebhook.SECRET)
                            .statusCode())
                    .isEqualTo(200);
            // If those of one kind waited for their body, 10 s each on 4 threads, they would take 50 s.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void signed_webhook_whose_body_arrives_too_slowly_gets_503(WebApplicationType type, CapturedOutput output)
            throws Exception {
        ConfigurableApplicationContext app = start(type, TestApplication.class);
        String authorization = new LiveKitWebhookSigner(LiveKitWebhook.KEY, LiveKitWebhook.SECRET)
                .authorization("{}".getBytes(UTF_8), Instant.now());
        CountDownLatch answered = new CountDownLatch(1);

        try (Socket socket = send(app, "Authorization: " + authorization + "\r\nContent-Length: 1000\r\n\r\n{")) {
            Thread sender = new Thread(() -> {
                try {
                    while (!answered.await(200, TimeUnit.MILLISECONDS)) {
                        socket.getOutputStream().write(' ');
                    }
                } catch (SocketException e) {
                    // The server has closed the connection.
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            assertThat(firstLine(socket)).startsWith("HTTP/1.1 503");
            answered.countDown();
            sender.join();
        }
        assertThat(output.getAll()).contains("INCOMPLETE_BODY");
    }

    private static @Nullable Status status(HealthIndicator indicator) {
        Health health = indicator.health();
        return health == null ? null : health.getStatus();
    }

    private static Socket send(ConfigurableApplicationContext app, String request) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(property(app, "local.server.port")));
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("POST /webhooks/video/livekit HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + request)
                        .getBytes(UTF_8));
        return socket;
    }

    private static String property(ConfigurableApplicationContext app, String name) {
        return app.getEnvironment().getRequiredProperty(name);
    }

    private static @Nullable String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }

    /** Sends a webhook, signed with a secret or not at all. */
    private HttpResponse<Void> post(
            ConfigurableApplicationContext app, String provider, String contentType, @Nullable String secret)
            throws IOException, InterruptedException {
        byte[] body = LiveKitWebhook.roomStarted("a").body().getBytes(UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + property(app, "local.server.port") + "/webhooks/video/" + provider))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret != null) {
            request.header(
                    "Authorization",
                    new LiveKitWebhookSigner(LiveKitWebhook.KEY, secret).authorization(body, Instant.now()));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private ConfigurableApplicationContext start(WebApplicationType type, Class<?> source, String... arguments) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(source)
                .web(type)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false", "videoprovider.inbox.store=memory")
                .properties(LiveKitWebhook.properties())
                .run(arguments);
        applications.add(app);
        return app;
    }

    /** Filters as applications have them, for example to log requests. */
    @Configuration(proxyBeanMethods = false)
    static class ReadingFilters extends TestApplication {

        @Bean
        Filter parameters() {
            return (request, response, chain) -> {
                request.getParameterMap();
                chain.doFilter(request, response);
            };
        }

        @Bean
        Filter body() {
            return (request, response, chain) -> {
                request.getInputStream().readAllBytes();
                chain.doFilter(request, response);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OutermostFilter extends TestApplication {

        @Bean
        FilterRegistrationBean<Filter> outermost() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                request.getParameterMap();
                chain.doFilter(request, response);
            });
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveReadingFilter extends TestApplication {

        @Bean
        WebFilter body() {
            return (exchange, chain) -> DataBufferUtils.join(
                            exchange.getRequest().getBody())
                    .doOnNext(DataBufferUtils::release)
                    .then(Mono.defer(() -> chain.filter(exchange)));
        }
    }
}
