package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.testkit.CapturedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exception for each response of a server. */
class LiveKitErrorsTest {

    private static final Map<String, Class<? extends VideoException>> TYPES = Map.of(
            "Invalid", InvalidRequestException.class,
            "Authentication", AuthenticationException.class,
            "Permission", PermissionDeniedException.class,
            "NotFound", NotFoundException.class,
            "Conflict", ConflictException.class,
            "RateLimited", RateLimitedException.class,
            "Deadline", DeadlineExceededException.class,
            "Unavailable", UnavailableException.class,
            "Provider", ProviderException.class);

    private static final AccessToken TOKEN =
            AccessToken.builder().video(VideoGrant.builder().roomList().build()).build();

    private final MockWebServer server = new MockWebServer();
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        video = Tests.providerOf(server.url("/").toString())
                .resilience(Resilience.builder()
                        .retry(Tests.QUICK.toBuilder().maxAttempts(1).build())
                        .build())
                .build();
        client = video.unwrap(LiveKitClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        server.close();
    }

    private void answer(int status, String contentType, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", contentType)
                .body(body)
                .build());
    }

    private static VideoException failure(Runnable operation) {
        VideoException failure = catchThrowableOfType(VideoException.class, operation::run);
        assertThat(failure).as("the failure").isNotNull();
        return failure;
    }

    /** Of an operation that changes something. */
    private VideoException failedChange() {
        return failure(() -> client.call("Ingress", "CreateIngress", Json.EMPTY));
    }

    private VideoException failedRead() {
        return failure(() -> client.rooms().listRooms(List.of()));
    }

    @ParameterizedTest(name = "{1} is {2}")
    @CsvSource({
        "400, invalid_argument,    Invalid,      false, false",
        "400, malformed,           Invalid,      false, false",
        "400, out_of_range,        Invalid,      false, false",
        "401, unauthenticated,     Permission,   false, false",
        "403, permission_denied,   Permission,   false, false",
        "404, not_found,           NotFound,     false, false",
        "404, bad_route,           Provider,     false, false",
        "409, already_exists,      Conflict,     false, false",
        "409, aborted,             Conflict,     false, false",
        "412, failed_precondition, Conflict,     false, false",
        "429, resource_exhausted,  RateLimited,  true,  false",
        "408, canceled,            Deadline,     false, true",
        "408, deadline_exceeded,   Deadline,     true,  true",
        "503, unavailable,         Unavailable,  true,  true",
        "500, internal,            Provider,     false, true",
        "500, unknown,             Provider,     false, true",
        "500, data_loss,           Provider,     false, true",
        "501, unimplemented,       Provider,     false, true"
    })
    void a_twirp_code_is_a_type(int status, String code, String type, boolean retryable, boolean outcomeUnknown) {
        answer(status, "application/json", "{\"code\":\"" + code + "\",\"msg\":\"because\",\"meta\":{\"a\":\"b\"}}");

        VideoException failure = failedChange();

        assertThat(failure).isExactlyInstanceOf(TYPES.get(type));
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.provider()).isEqualTo(ProviderId.LIVEKIT);
        assertThat(failure.operation()).isEqualTo("CreateIngress");
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.outcomeUnknown()).isEqualTo(outcomeUnknown);
        assertThat(failure.requestId())
                .isEqualTo(request().get("X-Livekit-Request-Id"))
                .isNotBlank();
        assertThat(failure).hasMessageContaining("because").hasMessageContaining(failure.requestId());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "400, Provider,       false, false",
        "401, Authentication, false, false",
        "403, Permission,     false, false",
        "404, Provider,       false, false",
        "405, Provider,       false, false",
        "408, Deadline,       true,  true",
        "409, Provider,       false, false",
        "410, Provider,       false, false",
        "413, Invalid,        false, false",
        "415, Provider,       false, false",
        "418, Provider,       false, false",
        "421, Provider,       false, false",
        "429, RateLimited,    true,  false",
        "451, Provider,       false, false",
        "460, Provider,       false, true",
        "499, Provider,       false, true",
        "500, Unavailable,    true,  true",
        "501, Provider,       false, false",
        "502, Unavailable,    true,  true",
        "503, Unavailable,    true,  true",
        "504, Unavailable,    true,  true",
        "505, Provider,       false, false",
        "507, Provider,       false, true",
        "511, Provider,       false, false",
        "520, Provider,       false, true",
        "301, Provider,       false, false",
        "302, Provider,       false, false",
        "303, Provider,       false, false",
        "304, Provider,       false, false",
        "307, Provider,       false, false",
        "308, Provider,       false, false"
    })
    void a_status_without_twirps_json_is_a_type(int status, String type, boolean retryable, boolean outcomeUnknown) {
        answer(status, "text/html", "<html><body>nginx secret-of-the-page</body></html>");

        VideoException failure = failedChange();

        assertThat(failure).isExactlyInstanceOf(TYPES.get(type));
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isNull();
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.outcomeUnknown()).isEqualTo(outcomeUnknown);
        assertThat(everything(failure)).doesNotContain("secret-of-the-page");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a_read_never_leaves_its_outcome_unknown() {
        for (String code : List.of("unavailable", "internal", "canceled", "deadline_exceeded")) {
            answer(503, "application/json", "{\"code\":\"" + code + "\",\"msg\":\"\"}");
            assertThat(failedRead().outcomeUnknown()).as(code).isFalse();
        }
        answer(502, "text/plain", "");
        assertThat(failedRead().outcomeUnknown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MutePublishedTrack", "UpdateSubscriptions", "SendData", "PerformRpc", "ListDispatch",
                "ForwardParticipant", "MoveParticipant", "StartEgress", "StartRoomCompositeEgress", "StartWebEgress",
                "StartParticipantEgress", "StartTrackCompositeEgress", "StartTrackEgress"
            })
    void a_forwarded_operation_without_response_is_not_retried(String method) {
        answer(503, "application/json", "{\"code\":\"unavailable\",\"msg\":\"no response from servers\"}");

        VideoException failure = failure(() -> client.call("RoomService", method, Json.EMPTY, TOKEN));

        assertThat(failure).isExactlyInstanceOf(UnavailableException.class);
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void texts_of_the_internal_bus_lose_their_wrapping_and_long_ones_their_end() {
        answer(404, "application/json", "{\"code\":\"not_found\",\"msg\":\"twirp error unknown: no\\nroom\\u0000!\"}");
        assertThat(failedRead()).hasMessageContaining("ListRooms: no room !").hasMessageNotContaining("twirp error");

        answer(404, "application/json", "{\"code\":\"not_found\",\"msg\":\"" + "x".repeat(5000) + "\"}");
        assertThat(failedRead().getMessage()).hasSizeLessThan(500);
    }

    @Test
    void retry_after_is_in_the_exception() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "7")
                .body("slow down")
                .build());

        assertThat(failedRead().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_response_that_is_not_json_is_not_a_success() {
        for (int status : List.of(200, 201, 206)) {
            answer(status, "text/html", "<html>please log in: secret-of-the-page</html>");
            VideoException failure = failedChange();
            assertThat(failure).isExactlyInstanceOf(ProviderException.class).hasMessageContaining("not JSON");
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(everything(failure)).doesNotContain("secret-of-the-page");
        }
    }

    @Test
    void an_empty_response_is_not_a_success() {
        server.enqueue(new MockResponse.Builder().code(204).build());
        assertThat(failedChange()).isExactlyInstanceOf(ProviderException.class).hasMessageContaining("not JSON");
        answer(200, "application/json", "");
        assertThat(failedChange()).isExactlyInstanceOf(ProviderException.class);
        answer(200, "application/json", "[]");
        assertThat(failedChange()).isExactlyInstanceOf(ProviderException.class);
    }

    @Test
    void the_secret_that_a_plain_401_repeats_reaches_no_message_no_cause_and_no_log() {
        CapturedLog log = CapturedLog.start();
        // As the server does it: with the very token that was sent.
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String token = String.valueOf(request.getHeaders().get("Authorization"))
                        .substring("Bearer ".length());
                return new MockResponse.Builder()
                        .code(401)
                        .setHeader("Content-Type", "text/plain; charset=utf-8")
                        .body("invalid token: " + token + ", error: token is not good: " + token)
                        .build();
            }
        });

        VideoException failure = failedRead();

        String sent = String.valueOf(request().get("Authorization")).substring("Bearer ".length());
        assertThat(failure)
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageContaining("token is not good");
        for (String part : sent.split("\\.", -1)) {
            assertThat(everything(failure)).doesNotContain(part);
            assertThat(log.text()).doesNotContain(part);
        }
        assertThat(log.text()).contains("HTTP 401", "given up, NOT_RETRYABLE");
    }

    @Test
    void a_plain_401_of_newer_servers_has_its_reason() {
        answer(
                401,
                "text/plain; charset=utf-8",
                "invalid authorization token: token has invalid claims: token is expired");

        assertThat(failedRead())
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageContaining("token is expired");
    }

    @Test
    void a_token_in_a_twirp_text_is_masked() {
        String token = client.mint(TOKEN);
        answer(400, "application/json", "{\"code\":\"malformed\",\"msg\":\"bad " + token + " given\"}");

        VideoException failure = failedChange();

        assertThat(failure).hasMessageContaining("bad ██ given");
        for (String part : token.split("\\.", -1)) {
            assertThat(everything(failure)).doesNotContain(part);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":\"not_found\"}",
                "{\"code\":\"not_found\",\"msg\":null,\"meta\":null}",
                "{\"code\":\"not_found\",\"msg\":7}"
            })
    void an_error_without_a_text_is_still_that_error(String body) {
        answer(404, "application/json", body);

        assertThat(failedRead()).isExactlyInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @CsvSource({"429, RateLimited, true", "503, Unavailable, true", "403, Permission, false", "413, Invalid, false"})
    void json_of_a_proxy_is_mapped_by_its_status(int status, String type, boolean retryable) {
        for (String code : List.of(Integer.toString(status), "\"E_UPSTREAM\"", "\"\"")) {
            answer(status, "application/json", "{\"code\":" + code + ",\"message\":\"from a proxy\"}");

            VideoException failure = failedChange();

            assertThat(failure).as(code).isExactlyInstanceOf(TYPES.get(type));
            assertThat(failure.retryable()).isEqualTo(retryable);
        }
    }

    private Headers request() {
        try {
            return server.takeRequest().getHeaders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String everything(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString() + failure;
    }

    // Responses of a real server -------------------------------------------------------------------------------------

    /** Every recorded error of the API by its number, and its meaning. */
    private static final Map<String, String> RECORDED = new TreeMap<>();

    private static void recorded(String type, String... numbers) {
        for (String number : numbers) {
            RECORDED.put(number, type);
        }
    }

    static {
        recorded("Invalid", "007", "008", "011", "012", "013", "014", "066", "070", "115", "222", "223");
        recorded("Permission", "029", "030", "031", "111");
        recorded("Authentication", "032", "033", "034", "036", "038", "039", "040");
        recorded("NotFound", "019", "022", "023", "024", "025", "083", "106", "108", "109", "110", "119", "132");
        recorded("NotFound", "133", "134", "135", "207");
        // Wrong content type, unknown method, unknown service, GET.
        recorded("Provider", "042", "044", "045", "046");
        // No Redis, and features of LiveKit Cloud only.
        recorded("Provider", "048", "051", "052", "053", "074", "075", "131");
        recorded("Unavailable", "026", "028", "049", "050", "103", "104", "105", "114", "125", "136");
        recorded("Conflict", "062", "210", "235");
        recorded("Deadline", "073");
    }

    static List<String> refusals() {
        return Tests.vectors("api").stream()
                .filter(file -> Tests.read(file).object("response").number("status") >= 400)
                .filter(file ->
                        Tests.read(file).object("request").string("path").startsWith("/twirp/"))
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Test
    void every_recorded_error_is_mapped() {
        assertThat(refusals())
                .extracting(file -> file.substring(0, 3))
                .containsExactlyInAnyOrderElementsOf(RECORDED.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a_recorded_refusal_becomes_the_type_that_it_means(String file) {
        Json vector = Tests.read(Tests.vectors("api").stream()
                .filter(path -> path.endsWith(file))
                .findFirst()
                .orElseThrow());
        Json response = vector.object("response");
        boolean json = response.has("body");
        String body = json ? response.object("body").write() : response.string("text");
        answer((int) response.number("status"), response.string("contentType"), body);
        String[] path = vector.object("request").string("path").split("[./]", -1);

        VideoException failure =
                failure(() -> client.call(path[path.length - 2], path[path.length - 1], Json.EMPTY, TOKEN));

        assertThat(failure).isExactlyInstanceOf(TYPES.get(RECORDED.get(file.substring(0, 3))));
        assertThat(failure.status()).isEqualTo((int) response.number("status"));
        assertThat(failure.code()).isEqualTo(json ? response.object("body").string("code") : null);
        assertThat(everything(failure)).doesNotContain("eyJ");
    }
}
