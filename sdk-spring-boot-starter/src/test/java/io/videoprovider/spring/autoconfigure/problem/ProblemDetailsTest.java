package io.videoprovider.spring.autoconfigure.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.moderation.Blocklist;
import io.videoprovider.spring.autoconfigure.TestApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Exceptions of the SDK as problem bodies. */
class ProblemDetailsTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void exceptions_of_controllers_become_problems_without_the_text_of_the_vendor(WebApplicationType type)
            throws Exception {
        ConfigurableApplicationContext app = start(type, "--videoprovider.problem-details.enabled=true");

        HttpResponse<String> invalid = get(app, "/calls/a%3Ab");
        assertThat(problem(invalid, 400).string("reason")).isEqualTo("invalid-request");
        assertThat(problem(invalid, 400).string("field")).isEqualTo("call id");
        assertThat(problem(invalid, 400).string("detail")).startsWith("call id must");

        assertThat(problem(get(app, "/calls/missing"), 404).string("reason")).isEqualTo("not-found");
        assertThat(problem(get(app, "/blocked/missing"), 501).string("reason")).isEqualTo("unsupported-feature");

        app.getBean(LiveKitEmulator.class)
                .faults()
                .inject("*", Integer.MAX_VALUE, LiveKitFault.twirp(503, "unavailable", "text of the vendor"));
        HttpResponse<String> failed = get(app, "/calls/missing");
        assertThat(problem(failed, 503).string("reason")).isEqualTo("unavailable");
        assertThat(failed.body()).doesNotContain("vendor");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void without_the_property_the_framework_responds(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type);

        HttpResponse<String> response = get(app, "/calls/missing");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @MethodSource
    void what_a_vendor_says_about_this_application_is_not_about_its_caller(
            VideoException exception, int status, String reason, @Nullable String retryAfter) {
        ResponseEntity<ProblemDetail> response = new VideoExceptionHandler().handle(exception);

        ProblemDetail body = Objects.requireNonNull(response.getBody());
        assertThat(body.getStatus()).isEqualTo(status);
        assertThat(body.getProperties()).containsEntry("reason", reason);
        assertThat(body.getDetail()).doesNotContain("text");
        assertThat(response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(retryAfter);
    }

    static Stream<Arguments> what_a_vendor_says_about_this_application_is_not_about_its_caller() {
        ErrorDetails ours = ErrorDetails.at(ProviderId.LIVEKIT);
        ErrorDetails vendors = new ErrorDetails(
                ProviderId.LIVEKIT, "ListRooms", 400, null, null, 1, true, Duration.ofMillis(1500), false);
        return Stream.of(
                Arguments.of(rejected(Reason.BAD_SIGNATURE), 401, "webhook-rejected", null),
                Arguments.of(rejected(Reason.INCOMPLETE_BODY), 503, "webhook-rejected", null),
                Arguments.of(new AuthenticationException("text", ours, null), 401, "authentication", null),
                Arguments.of(new PermissionDeniedException("text", ours, null), 403, "permission-denied", null),
                Arguments.of(new RateLimitedException("text", ours, null), 429, "rate-limited", null),
                Arguments.of(new ConflictException("text", ours, null), 409, "conflict", null),
                Arguments.of(new ConflictException("text", vendors, null), 409, "conflict", "2"),
                Arguments.of(new InvalidRequestException("text", vendors, null), 502, "provider-error", "2"),
                Arguments.of(new AuthenticationException("text", vendors, null), 502, "provider-error", "2"),
                Arguments.of(new PermissionDeniedException("text", vendors, null), 502, "provider-error", "2"),
                Arguments.of(new ProviderException("text", vendors, null), 502, "provider-error", "2"),
                Arguments.of(new RateLimitedException("text", vendors, null), 503, "unavailable", "2"),
                Arguments.of(
                        new RecordingUnavailableException("text", vendors, null), 503, "recording-unavailable", "2"),
                Arguments.of(new DeadlineExceededException("text", vendors, null), 504, "unavailable", "2"));
    }

    private static WebhookRejectedException rejected(Reason reason) {
        return new WebhookRejectedException(ProviderId.LIVEKIT, reason, "text", null);
    }

    private static Json problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        Json problem = Json.parse(response.body());
        assertThat(problem.number("status")).isEqualTo(status);
        return problem;
    }

    private HttpResponse<String> get(ConfigurableApplicationContext app, String path) throws Exception {
        String address = "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.main.banner-mode", "off",
                        "spring.datasource.generate-unique-name", "true",
                        "videoprovider.emulator", "true",
                        "videoprovider.primary", "livekit",
                        "videoprovider.resilience.retry.max-attempts", "1"))
                .run(arguments);
        applications.add(app);
        return app;
    }

    /** An application with a controller. */
    @Configuration(proxyBeanMethods = false)
    @Import({TestApplication.class, Calls.class})
    static class Application {}

    /** Passes requests on to the provider. */
    @RestController
    static class Calls {

        private final VideoProvider video;

        Calls(VideoProvider video) {
            this.video = video;
        }

        @GetMapping("/calls/{id}")
        Call call(@PathVariable String id) {
            return video.calls().get(CallId.of(id));
        }

        @GetMapping("/blocked/{id}")
        List<String> blocked(@PathVariable String id) {
            return video.require(Blocklist.class).list(CallId.of(id)).items();
        }
    }
}
