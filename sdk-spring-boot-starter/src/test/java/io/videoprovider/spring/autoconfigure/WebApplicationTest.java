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
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.token.TokenEndpointAutoConfiguration;
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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

/** Applications on both web stacks, tested over HTTP. */
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
    void emulator_webhooks_reach_handlers_and_listeners(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        ReceivedEvents received = app.getBean(ReceivedEvents.class);

        CallId call = CallId.random("consult");
        app.getBean(LiveKitVideoProvider.class)
                .calls()
                .getOrCreate(CallRequest.builder(call).build());

        assertThat(received.byHandler.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
        assertThat(received.byListener.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void stream_webhooks_reach_the_handler(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);
        VideoProvider video = app.getBean("streamVideoProvider", VideoProvider.class);
        CallId call = CallId.random("consult");
        video.calls().getOrCreate(CallRequest.builder(call).build());
        app.getBean(StreamEmulator.class)
                .join(
                        video.tokens()
                                .mint(TokenRequest.builder("alice", call).build())
                                .token(),
                        call.toString());

        assertThat(app.getBean(ReceivedEvents.class).byHandler.poll(30, TimeUnit.SECONDS))
                .satisfies(e -> assertThat(e.call()).isEqualTo(call));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void webhooks_of_any_content_type_and_repeated_webhooks_are_accepted(WebApplicationType type) throws Exception {
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
    void invalid_webhooks_are_rejected(WebApplicationType type) throws Exception {
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
        assertThat(post(app, "/webhooks/video/unknown", "application/json", headers(body), body))
                .isEqualTo(404);
        assertThat(app.getBean(Inbox.class).metrics().accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDBC", "MEMORY"})
    void store_property_selects_the_inbox(String store) {
        ConfigurableApplicationContext app =
                start(WebApplicationType.SERVLET, "--videoprovider.inbox.store=" + store.toLowerCase(Locale.ROOT));

        assertThat(app.getBean(Inbox.class)).isInstanceOf(store.equals("JDBC") ? JdbcInbox.class : MemoryInbox.class);
    }

    @Test
    void path_can_be_changed_and_the_endpoint_can_be_disabled() throws Exception {
        byte[] body = roomStarted();
        ConfigurableApplicationContext moved =
                start(WebApplicationType.SERVLET, "--videoprovider.webhooks.path=/webhooks/video/deep");
        ConfigurableApplicationContext off =
                start(WebApplicationType.SERVLET, "--videoprovider.webhooks.enabled=false");

        assertThat(post(moved, "/webhooks/video/deep/livekit", "application/json", headers(body), body))
                .isEqualTo(200);
        assertThat(off.getBeansOfType(Inbox.class)).isEmpty();
        assertThat(off.containsBean("videoWebhookReceiver")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void token_endpoint_mints_what_the_authorizer_permits(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, "--videoprovider.token-endpoint.enabled=true");
        String body = "{\"room_name\":\"consult\",\"participant_identity\":\"mallory\",\"participant_name\":\"Alice\"}";

        assertThat(token(app, "livekit", "", body).statusCode()).isEqualTo(401);
        assertThat(token(app, "livekit", "alice", body.replace("consult", "secret"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(token(app, "livekit", "alice", "not json").statusCode()).isEqualTo(400);
        assertThat(token(app, "unknown", "alice", body).statusCode()).isEqualTo(404);

        HttpResponse<String> response = token(app, "livekit", "alice", body);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        Json json = Json.parse(response.body());
        assertThat(json.string("server_url")).startsWith("ws://");
        assertThat(app.getBean(LiveKitEmulator.class)
                        .join(json.string("participant_token"))
                        .identity())
                .isEqualTo("alice");
        Json stream = Json.parse(token(app, "stream", "alice", body).body());
        assertThat(stream.string("api_key")).isEqualTo(KEY);
        assertThat(stream.string("user_id")).isEqualTo("alice");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void token_endpoint_responds_to_bad_input_with_400_and_a_problem(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, "--videoprovider.token-endpoint.enabled=true");

        for (String provider : List.of("livekit", "stream")) {
            for (String body : List.of(
                    "",
                    "{}",
                    "[]",
                    "null",
                    "not json",
                    "{\"room_name\":\"a/b\"}",
                    "{\"room_name\":\"a:b\"}",
                    "{\"room_name\":\"..\"}",
                    "{\"room_name\":\"a\\u0000\"}",
                    "{\"room_name\":5}",
                    "{\"room_name\":\"" + "a".repeat(191) + "\"}")) {
                HttpResponse<String> response = token(app, provider, "alice", body);
                assertThat(response.statusCode()).as(body).isEqualTo(400);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
                Json problem = Json.parse(response.body());
                assertThat(problem.number("status")).isEqualTo(400);
                assertThat(problem.string("title")).isEqualTo("Bad Request");
                assertThat(problem.string("detail")).as(body).contains("must");
            }
        }
        HttpResponse<String> large = token(app, "livekit", "alice", " ".repeat(70_000));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(Json.parse(large.body()).string("detail")).contains("65536 bytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void token_endpoint_limits_the_requests_of_each_user(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(
                type,
                "--videoprovider.token-endpoint.enabled=true",
                "--videoprovider.token-endpoint.rate-limit.requests=3",
                "--videoprovider.token-endpoint.rate-limit.per=1h");
        String body = "{\"room_name\":\"consult\"}";

        for (int i = 0; i < 3; i++) {
            assertThat(token(app, "livekit", "alice", body).statusCode()).isEqualTo(201);
        }
        HttpResponse<String> limited = token(app, "stream", "alice", body);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("3600");
        assertThat(Json.parse(limited.body()).number("status")).isEqualTo(429);
        assertThat(token(app, "livekit", "bob", body).statusCode()).isEqualTo(201);
    }

    @Test
    void token_endpoint_without_an_authorizer_fails() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ProviderSettingsAutoConfiguration.class,
                        LiveKitEmulatorAutoConfiguration.class,
                        LiveKitAutoConfiguration.class,
                        TokenEndpointAutoConfiguration.class))
                .withPropertyValues("videoprovider.emulator=true", "videoprovider.token-endpoint.enabled=true")
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
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
        ConfigurableApplicationContext app = new SpringApplicationBuilder(TestApplication.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.main.banner-mode", "off",
                        "spring.datasource.generate-unique-name", "true",
                        "videoprovider.emulator", "true",
                        "videoprovider.primary", "livekit"))
                .properties(LiveKitWebhook.patientInbox())
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
}
