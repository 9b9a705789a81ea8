package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.UserToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamClientTest {

    private static final String SECRET = "a-secret-of-thirty-two-bytes-or-more";

    private final MockWebServer server = new MockWebServer();
    private final AtomicInteger intercepted = new AtomicInteger();
    private StreamVideoProvider video;
    private StreamClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        video = StreamVideoProvider.builder()
                .url(server.url("/").toString())
                .apiKey("key")
                .apiSecret(SECRET)
                .resilience(Resilience.builder()
                        .retry(RetryPolicy.builder()
                                .maxAttempts(3)
                                .delays(Duration.ZERO, Duration.ZERO)
                                .deadline(Duration.ofSeconds(20))
                                .build())
                        .build())
                .http(http -> http.addInterceptor(chain -> {
                    intercepted.incrementAndGet();
                    return chain.proceed(chain.request());
                }))
                .build();
        client = video.unwrap(StreamClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        server.close();
    }

    @Test
    void a_request_carries_the_key_a_bare_server_token_and_one_request_id() throws Exception {
        answer(503, "");
        answer(200, "{\"call\":{\"cid\":\"default:c-1\"}}");

        client.calls().getCall(CallId.of("c-1"));

        RecordedRequest first = server.takeRequest();
        RecordedRequest second = server.takeRequest();
        assertThat(first.getTarget()).isEqualTo("/api/v2/video/call/default/c-1?api_key=key");
        assertThat(first.getHeaders().get("stream-auth-type")).isEqualTo("jwt");
        assertThat(first.getHeaders().get("x-client-request-id"))
                .isNotEmpty()
                .isEqualTo(second.getHeaders().get("x-client-request-id"));
        SignedJWT token = SignedJWT.parse(first.getHeaders().get("Authorization"));
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(token.getJWTClaimsSet().getClaim("server")).isEqualTo(true);
        assertThat(token.getJWTClaimsSet().getClaim("user_id")).isNull();
        assertThat(token.getJWTClaimsSet().getIssueTime().toInstant())
                .isBefore(Instant.now().minusSeconds(4));
        assertThat(token.getJWTClaimsSet().getExpirationTime().toInstant())
                .isBefore(Instant.now().plusSeconds(601));
        assertThat(intercepted).hasValue(2);
    }

    @Test
    void half_a_surrogate_pair_is_refused_by_field_before_a_request() {
        String half = "Alice \ud83d";
        Json custom = Json.builder().put("text", half).build();
        CallId call = CallId.of("c-1");

        refused(
                "data.custom.text",
                () -> client.calls()
                        .getOrCreateCall(
                                call,
                                Json.builder()
                                        .put(
                                                "data",
                                                Json.builder()
                                                        .put("custom", custom)
                                                        .build())
                                        .build()));
        refused("custom.text", () -> client.calls().sendEvent(call, "alice", custom));
        refused("user id", () -> client.calls().kickUser(call, half, false));
        refused("broadcasts.text", () -> client.broadcasts().startRtmpBroadcast(call, custom));
        refused("payload.text", () -> client.users().queryUsers(custom));
        refused(
                "users.alice.name",
                () -> client.users()
                        .upsertUsers(List.of(Json.builder()
                                .put("id", "alice")
                                .put("name", half)
                                .build())));
        refused("text", () -> client.request("POST", "video/call/default/c-1/event", custom));
        // An escape in JSON of the application is half a pair as well.
        refused("a", () -> client.request("POST", "users", Json.parse("{\"a\":\"\\ud83d\"}")));
        refused("claim.note", () -> UserToken.builder("alice").claim("note", half));
        refused("claim.note.text", () -> UserToken.builder("alice").claim("note", List.of(custom)));
        refused("call_cids", () -> UserToken.builder("alice").callCids(List.of("default:" + half)));
        refused("call id", () -> video.calls().get(CallId.unchecked("default", half)));
        refused(
                "data.anything",
                () -> video.calls()
                        .getOrCreate(CallRequest.builder(call)
                                .vendorOptions(
                                        ProviderId.STREAM,
                                        Json.builder().put("anything", half).build())
                                .build()));
        assertThat(server.getRequestCount()).isZero();
        assertThat(intercepted).hasValue(0);
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field))
                .hasMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", ""})
    void a_hostile_id_reaches_no_endpoint(String hostile) {
        assertThatThrownBy(() -> client.calls().getCall(CallId.unchecked("default", hostile)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.calls().getCall(CallId.unchecked(hostile, "id")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> video.calls().end(CallId.unchecked("default", hostile)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.recordings().deleteRecording(CallId.of("id"), hostile, "file.mp4"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.recordings().deleteRecording(CallId.of("id"), "session", hostile))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.request("GET", "video/call/" + hostile + "/../x", null))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void a_request_has_a_query_that_is_encoded() throws Exception {
        answer(200, "{}");
        Map<String, String> query = new LinkedHashMap<>();
        query.put("hard_delete", "true");
        query.put("note", "a&api_key=other#ü\"");
        query.put("empty", "");

        client.request("DELETE", "/chat/channels/messaging/c-1", query, null);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("DELETE");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v2/chat/channels/messaging/c-1");
        assertThat(request.getUrl().queryParameterValues("api_key")).containsExactly("key");
        assertThat(request.getUrl().queryParameter("hard_delete")).isEqualTo("true");
        assertThat(request.getUrl().queryParameter("note")).isEqualTo("a&api_key=other#ü\"");
        assertThat(request.getUrl().queryParameter("empty")).isEmpty();
        assertThat(request.getBodySize()).isZero();
    }

    @Test
    void a_post_that_only_reads_is_retried_and_others_are_not() throws Exception {
        answer(503, "");
        answer(200, "{\"user_feedback\":[]}");

        Json found = client.query("video/call/feedback", Map.of("full", "true"), Json.EMPTY);

        assertThat(found.objects("user_feedback")).isEmpty();
        assertThat(server.takeRequest().getTarget()).isEqualTo("/api/v2/video/call/feedback?api_key=key&full=true");
        assertThat(server.takeRequest().getMethod()).isEqualTo("POST");

        answer(503, "");
        assertThatThrownBy(() -> client.request("POST", "video/call/feedback", Map.of("full", "true"), null))
                .isInstanceOf(UnavailableException.class);
        // A GetCall with ring notifies all members.
        answer(503, "");
        assertThatThrownBy(() -> client.request("GET", "video/call/default/c-1", Map.of("ring", "true"), null))
                .isInstanceOf(UnavailableException.class);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void a_get_or_delete_with_a_body_is_refused(String method) {
        assertThatThrownBy(() -> client.request(method, "devices", Json.EMPTY))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("body must be null for " + method + "; pass parameters in the query");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void a_hostile_query_is_refused_by_field_before_a_request() {
        refusedField("query.api_key", "api_key", "other");
        refusedField("query.API_KEY", "API_KEY", "other");
        refusedField("name of a parameter in query", "", "x");
        refusedField("name of a parameter in query", "a?b", "x");
        refusedField("name of a parameter in query", "a\nb", "x");
        refusedField("query.next", "next", "a\r\nb");
        refusedField("query.next", "next", "\ud83d");
        refusedField("query.next", "next", "x".repeat(8193));
        assertThatThrownBy(() -> client.request("GET", "users?limit=1", null))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("path"));
        assertThatThrownBy(() -> client.request("HEAD", "users", null))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("method"));
        assertThat(server.getRequestCount()).isZero();
    }

    private void refusedField(String field, String name, String value) {
        Map<String, String> query = Map.of(name, value);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> client.request("GET", "users", query, null), () -> client.query("users", query, Json.EMPTY))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            refusal -> assertThat(refusal.field()).isEqualTo(field));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 4, InvalidRequestException",
        "401, 2, AuthenticationException",
        "401, 5, AuthenticationException",
        "401, 40, AuthenticationException",
        "401, 42, AuthenticationException",
        "401, 43, AuthenticationException",
        "403, 17, PermissionDeniedException",
        "403, 99, PermissionDeniedException",
        "404, 16, NotFoundException",
        "413, 22, InvalidRequestException",
        "408, 23, DeadlineExceededException",
        "429, 9, RateLimitedException",
        "500, -1, UnavailableException",
        "418, 12345, ProviderException"
    })
    void each_error_code_becomes_its_exception(int status, int code, String type) {
        for (int i = 0; i < 3; i++) {
            answer(
                    status,
                    "{\"code\":" + code + ",\"message\":\"EndCall failed with error: \\\"no\\\"\",\"StatusCode\":"
                            + status
                            + ",\"duration\":\"1ms\",\"more_info\":\"https://x\",\"details\":[],\"unrecoverable\":true}");
        }

        VideoException failure = failure();

        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failure.code()).isEqualTo(Integer.toString(code));
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.attempts()).as("unrecoverable is not tried again").isEqualTo(1);
    }

    @Test
    void the_text_distinguishes_a_conflict_from_an_invalid_request() {
        answer(
                400,
                "{\"code\":4,\"message\":\"StartRecording failed with error: \\\"there is no active session\\\"\"}");

        assertThat(failure()).isInstanceOf(ConflictException.class);
    }

    @ParameterizedTest
    @CsvSource({"502, UnavailableException, 3", "404, ProviderException, 1", "401, AuthenticationException, 1"})
    void a_response_that_is_not_json_is_kept(int status, String type, int attempts) {
        for (int i = 0; i < attempts; i++) {
            answer(status, "<html>eyJhbGciOiJIUzI1NiJ9.e30.x</html>");
        }

        VideoException failure = failure();

        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failure.attempts()).isEqualTo(attempts);
        assertThat(failure.getMessage()).doesNotContain("eyJ");
    }

    @ParameterizedTest
    @CsvSource({
        "301, ProviderException, false",
        "302, ProviderException, false",
        "304, ProviderException, false",
        "307, ProviderException, false",
        "400, InvalidRequestException, false",
        "405, ProviderException, false",
        "409, ConflictException, false",
        "410, ProviderException, false",
        "415, ProviderException, false",
        "421, ProviderException, false",
        "451, ProviderException, false",
        "460, ProviderException, true",
        "499, ProviderException, true",
        "501, ProviderException, false",
        "505, ProviderException, false",
        "507, ProviderException, true",
        "511, ProviderException, false",
        "520, ProviderException, true"
    })
    void a_refusal_by_a_proxy_leaves_no_outcome_unknown(int status, String type, boolean outcomeUnknown) {
        answer(status, "<html>nginx</html>");

        VideoException failure = failure();

        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.outcomeUnknown()).isEqualTo(outcomeUnknown);
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503})
    void a_post_that_may_not_be_repeated_is_sent_once(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "0")
                .body("")
                .build());
        answer(201, "{}");

        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> client.calls()
                        .sendEvent(
                                CallId.of("c-1"),
                                "alice",
                                Json.builder().put("a", 1).build()));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a_rate_limit_is_waited_for_until_its_reset() {
        long reset = Instant.now().plusSeconds(100).getEpochSecond();
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("X-RateLimit-Reset", reset)
                .body("{\"code\":9,\"message\":\"Too many requests\"}")
                .build());

        VideoException failure = failure();

        assertThat(failure).isInstanceOf(RateLimitedException.class);
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(101));
        assertThat(failure.attempts()).as("the deadline comes first").isEqualTo(1);
    }

    @Test
    void tokens_verify_with_nimbus() throws Exception {
        String jwt = video.tokens()
                .mint(TokenRequest.builder("alice", CallId.of("c-1"))
                        .role(Role.HOST)
                        .build())
                .token();

        SignedJWT token = SignedJWT.parse(jwt);
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(token.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder("user_id", "call_cids", "role", "videoprovider_record", "iat", "exp");
        assertThat(token.getJWTClaimsSet().getStringListClaim("call_cids")).containsExactly("default:c-1");
        assertThat(token.getJWTClaimsSet().getStringClaim("role")).isEqualTo("host");
    }

    @Test
    void the_environment_is_read_and_missing_variables_are_listed() {
        assertThatThrownBy(() -> StreamVideoProvider.builder().environment(Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("STREAM_API_KEY, STREAM_API_SECRET");
        for (String name : List.of("STREAM_API_SECRET", "STREAM_SECRET", "STREAM_SECRET_KEY")) {
            try (StreamVideoProvider provider = StreamVideoProvider.builder()
                    .environment(Map.of("STREAM_API_KEY", "k", name, "very-secret-value"))
                    .build()) {
                assertThat(provider.toString())
                        .contains("https://video.stream-io-api.com")
                        .doesNotContain("very-secret-value");
            }
        }
    }

    private VideoException failure() {
        return catchThrowableOfType(VideoException.class, () -> client.calls().endCall(CallId.of("c-1")));
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }
}
