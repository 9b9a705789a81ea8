package io.videoprovider.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.JdbcInbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.Webhooks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** A whole application over HTTP, on both web stacks. */
class WebApplicationTest {

    private static final String KEY = "emulator";
    private static final String SECRET = "the-emulator-knows-no-real-secrets";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void the_emulators_webhooks_come_to_handlers_and_listeners(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        Heard heard = app.getBean(Heard.class);

        CallId call = CallId.random("consult");
        app.getBean(LiveKitVideoProvider.class)
                .calls()
                .getOrCreate(CallRequest.builder(call).build());

        assertThat(heard.byHandler.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
        assertThat(heard.byListener.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void streams_webhooks_come_too(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        VideoProvider video = app.getBean("streamVideoProvider", VideoProvider.class);
        CallId call = CallId.random("consult");
        video.calls().getOrCreate(CallRequest.builder(call).build());
        app.getBean(StreamEmulator.class)
                .join(
                        video.tokens()
                                .mint(TokenRequest.builder("alice").call(call).build())
                                .token(),
                        call.toString());

        assertThat(app.getBean(Heard.class).byHandler.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void webhooks_are_taken_as_any_type_of_content_and_repeats_are_fine(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        for (String content : List.of(
                "application/webhook+json",
                "application/json",
                "application/octet-stream",
                "text/plain",
                "application/x-www-form-urlencoded",
                "")) {
            byte[] body = roomStarted();
            assertThat(post(app, "/webhooks/video/livekit", content, headers(body), body))
                    .as(content)
                    .isEqualTo(200);
            assertThat(post(app, "/webhooks/video/livekit", content, headers(body), body))
                    .as(content)
                    .isEqualTo(200);
        }
        byte[] stream = ("{\"type\":\"call.ended\",\"call_cid\":\"default:a\",\"created_at\":\"2026-11-20T10:00:00Z\","
                        + "\"call\":{\"cid\":\"default:a\",\"id\":\"a\",\"type\":\"default\"}}")
                .getBytes(UTF_8);
        assertThat(post(
                        app,
                        "/webhooks/video/stream",
                        "application/json",
                        new StreamWebhookSigner(KEY, SECRET).headers(stream, "w-1"),
                        StreamWebhookSigner.compressed(stream)))
                .isEqualTo(200);
        assertThat(app.getBean(Inbox.class).metrics().accepted()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void what_is_wrong_is_answered_as_the_intake_says(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        byte[] body = roomStarted();
        byte[] large = new byte[Webhooks.MAX_BODY_BYTES + 1];

        assertThat(post(app, "/webhooks/video/livekit", "application/json", Map.of(), body))
                .isEqualTo(401);
        assertThat(post(
                        app,
                        "/webhooks/video/livekit",
                        "application/json",
                        new LiveKitWebhookSigner(KEY, "another secret").headers(body),
                        body))
                .isEqualTo(401);
        assertThat(post(app, "/webhooks/video/livekit", "application/json", headers(large), large))
                .isEqualTo(413);
        assertThat(post(app, "/webhooks/video/nobody", "application/json", headers(body), body))
                .isEqualTo(404);
        assertThat(app.getBean(Inbox.class).metrics().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDBC", "MEMORY"})
    void the_inbox_is_where_the_property_says(String store) {
        ConfigurableApplicationContext app =
                start(WebApplicationType.SERVLET, "--videoprovider.inbox.store=" + store.toLowerCase(Locale.ROOT));

        assertThat(app.getBean(Inbox.class)).isInstanceOf(store.equals("JDBC") ? JdbcInbox.class : MemoryInbox.class);
    }

    @Test
    void the_path_and_the_whole_endpoint_are_the_applications_choice() throws Exception {
        byte[] body = roomStarted();
        ConfigurableApplicationContext moved =
                start(WebApplicationType.SERVLET, "--videoprovider.webhooks.path=/webhooks/video/deep");
        ConfigurableApplicationContext off =
                start(WebApplicationType.SERVLET, "--videoprovider.webhooks.enabled=false");

        assertThat(post(moved, "/webhooks/video/deep/livekit", "application/json", headers(body), body))
                .isEqualTo(200);
        assertThat(off.getBeansOfType(Inbox.class)).isEmpty();
        assertThat(off.getBeansOfType(WebhookReceiver.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void the_token_endpoint_asks_the_application_who_may_have_what(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, "--videoprovider.token-endpoint.enabled=true");
        String asked =
                "{\"room_name\":\"consult\",\"participant_identity\":\"mallory\",\"participant_name\":\"Alice\"}";

        assertThat(token(app, "livekit", "", asked).statusCode()).isEqualTo(401);
        assertThat(token(app, "livekit", "alice", asked.replace("consult", "secret"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(token(app, "livekit", "alice", "no json").statusCode()).isEqualTo(400);
        assertThat(token(app, "nobody", "alice", asked).statusCode()).isEqualTo(404);

        HttpResponse<String> answer = token(app, "livekit", "alice", asked);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        Json json = Json.parse(answer.body());
        assertThat(json.string("server_url")).startsWith("ws://");
        assertThat(app.getBean(LiveKitEmulator.class)
                        .join(json.string("participant_token"))
                        .identity())
                .isEqualTo("alice");
        Json stream = Json.parse(token(app, "stream", "alice", asked).body());
        assertThat(stream.string("api_key")).isEqualTo(KEY);
        assertThat(stream.string("user_id")).isEqualTo("alice");
    }

    @Test
    void a_token_endpoint_without_anybody_who_decides_fails() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ProviderSettingsAutoConfiguration.class,
                        LiveKitEmulatorAutoConfiguration.class,
                        LiveKitAutoConfiguration.class,
                        TokenEndpointAutoConfiguration.class))
                .withPropertyValues("videoprovider.emulator=true", "videoprovider.token-endpoint.enabled=true")
                .run(context -> assertThat(ProvidersTest.analysis(context.getStartupFailure())
                                .getAction())
                        .contains("TokenAuthorizer"));
    }

    private HttpResponse<String> token(ConfigurableApplicationContext app, String provider, String user, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + app.getEnvironment().getProperty("local.server.port") + "/video/tokens/" + provider))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString((user + ":password").getBytes(UTF_8)));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] roomStarted() {
        return ("{\"event\":\"room_started\",\"id\":\"EV_" + UUID.randomUUID()
                        + "\",\"createdAt\":\"1795170000\",\"room\":{\"sid\":\"RM_1\",\"name\":\"a\"}}")
                .getBytes(UTF_8);
    }

    private static Map<String, List<String>> headers(byte[] body) {
        return new LiveKitWebhookSigner(KEY, SECRET).headers(body);
    }

    private ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.main.banner-mode", "off",
                        "spring.datasource.generate-unique-name", "true",
                        "spring.security.user.name", "alice",
                        "spring.security.user.password", "password",
                        "videoprovider.emulator", "true",
                        "videoprovider.primary", "livekit"))
                .run(arguments);
        applications.add(app);
        return app;
    }

    private int post(
            ConfigurableApplicationContext app,
            String path,
            String contentType,
            Map<String, List<String>> headers,
            byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Type")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** What came. */
    static final class Heard {
        final BlockingQueue<VideoEvent> byHandler = new LinkedBlockingQueue<>();
        final BlockingQueue<VideoEvent> byListener = new LinkedBlockingQueue<>();

        @EventListener
        void on(CallStarted started) {
            byListener.add(started);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Heard heard() {
            return new Heard();
        }

        @Bean
        VideoEventHandler<CallStarted> starts(Heard heard) {
            return heard.byHandler::add;
        }

        @Bean
        TokenAuthorizer authorizer() {
            return (who, asked) -> who == null || asked.roomName().equals("secret")
                    ? Optional.empty()
                    : Optional.of(TokenRequest.builder(who.getName())
                            .call(CallId.of(asked.roomName()))
                            .build());
        }

        // As docs/spring-boot.md has it.
        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        SecurityFilterChain security(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/webhooks/video/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/video/**", "/video/tokens/**"))
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        SecurityWebFilterChain reactiveSecurity(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/webhooks/video/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }
    }
}
