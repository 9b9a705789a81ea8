package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.SECRET;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.message.Messages;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.transcription.Captions;
import io.videoprovider.transcription.Transcriptions;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider: building, toString, closing. */
class StreamVideoProviderTest {

    private static final CallId LOBBY = CallId.of("lobby");

    @Nested
    class Builder {

        private static StreamVideoProvider.Builder complete() {
            return StreamVideoProvider.builder()
                    .url("http://localhost:7880")
                    .apiKey("key")
                    .apiSecret(SECRET);
        }

        private static void refused(String field, StreamVideoProvider.Builder builder) {
            InvalidRequestException refusal = catchThrowableOfType(
                    InvalidRequestException.class, () -> builder.build().close());
            assertThat(refusal).as("the refusal").isNotNull();
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.getMessage()).doesNotContain(SECRET).doesNotContain("hush");
        }

        @Test
        void missing_variables_are_listed() {
            refused("apiKey", StreamVideoProvider.builder().apiSecret(SECRET));
            refused("apiSecret", StreamVideoProvider.builder().apiKey("k"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void a_blank_variable_is_missing(String blank) {
            refused("url", complete().url(blank));
            refused("apiKey", complete().apiKey(blank));
            refused("apiSecret", complete().apiSecret(blank));
            refused("serverUser", complete().serverUser(blank));
            assertThatThrownBy(() -> complete().webhookSecret(blank)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> complete().webhookKey(blank, "s")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> complete().webhookKey("k", blank)).isInstanceOf(InvalidRequestException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://localhost",
                    "ws://localhost",
                    "localhost:7880",
                    "//localhost",
                    "file:///etc/passwd",
                    "http://",
                    "http://localhost:99999",
                    "javascript:alert(1)",
                    "http://user:hush@localhost",
                    "http://hush@localhost",
                    "http://:hush@localhost",
                    "http://localhost?api_key=hush",
                    "http://localhost/#hush"
                })
        void a_url_that_no_server_can_have_is_refused_without_quoting_it(String url) {
            refused("url", complete().url(url));
        }

        @ParameterizedTest
        @CsvSource({
            "https://video.stream-io-api.com,        https://video.stream-io-api.com/",
            "' https://Video.Stream-IO-api.com:443 ', https://video.stream-io-api.com/",
            "http://[::1]:3030,                       http://[::1]:3030/"
        })
        void a_url_is_written_one_way(String url, String written) {
            try (StreamVideoProvider video = complete().url(url).build()) {
                assertThat(video.toString()).isEqualTo("StreamVideoProvider[StreamClient[" + written + "]]");
            }
        }

        @Test
        void the_environment_supplies_unset_values() {
            try (StreamVideoProvider video = StreamVideoProvider.builder()
                    .apiKey("mine")
                    .environment(Map.of(
                            "STREAM_BASE_URL", "https://example.com",
                            "STREAM_API_KEY", "theirs",
                            "STREAM_SECRET", "second",
                            "STREAM_API_SECRET", SECRET))
                    .build()) {
                assertThat(video.toString()).contains("https://example.com");
                var token = video.tokens().mint(TokenRequest.builder("a", LOBBY).build());
                assertThat(token.apiKey()).isEqualTo("mine");
                try (StreamVideoProvider same = complete().build()) {
                    assertThat(same.tokens().verify(token.token()).userId()).isEqualTo("a");
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n"})
        void line_breaks_of_mounted_files_are_removed_from_keys_and_secrets(String end) {
            try (StreamVideoProvider clean = complete().build();
                    StreamVideoProvider mounted = StreamVideoProvider.builder()
                            .environment(Map.of(
                                    "STREAM_BASE_URL", "http://localhost:7880" + end,
                                    "STREAM_API_KEY", "key" + end,
                                    "STREAM_API_SECRET", SECRET + end,
                                    "STREAM_WEBHOOK_SECRET", "hush" + end))
                            .webhookKey("other" + end, "another" + end)
                            .build()) {
                JoinToken token = mounted.tokens()
                        .mint(TokenRequest.builder("alice", CallId.of("lobby")).build());

                assertThat(clean.tokens().verify(token.token()).userId()).isEqualTo("alice");
                assertThat(token.apiKey()).isEqualTo("key");
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                assertThat(List.of(new StreamWebhookSigner("key", "hush"), new StreamWebhookSigner("other", "another")))
                        .allSatisfy(signer -> assertThat(mounted.webhooks()
                                        .parse(WebhookRequest.of(signer.headers(body, "w-1"), body))
                                        .signedBy())
                                .isIn("key#2", "other#1"));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    " hush",
                    "hush ",
                    "hu sh",
                    "\"hush\"",
                    "'hush'",
                    "hush\t",
                    "\nhush",
                    "\ufeffhush",
                    "hush\u00a0"
                })
        void keys_and_secrets_with_white_space_or_quotes_are_refused(String copied) {
            refused("apiKey", complete().apiKey(copied));
            refused("apiSecret", complete().apiSecret(copied));
            refused(
                    "apiSecret",
                    StreamVideoProvider.builder()
                            .environment(Map.of("STREAM_API_KEY", "key", "STREAM_SECRET_KEY", copied)));
            assertThatThrownBy(() -> complete().environment(Map.of("STREAM_WEBHOOK_SECRET", copied)))
                    .hasMessageStartingWith("webhook secret ")
                    .hasMessageNotContaining("hush");
            assertThatThrownBy(() -> complete().webhookSecret(copied)).hasMessageStartingWith("webhook secret ");
            assertThatThrownBy(() -> complete().webhookKey(copied, "s")).hasMessageStartingWith("webhook key ");
            assertThatThrownBy(() -> complete().webhookKey("k", copied)).hasMessageStartingWith("webhook secret ");
        }

        @Test
        void all_variables_that_are_missing_are_named_at_once() {
            assertThatThrownBy(() -> StreamVideoProvider.builder().environment(Map.of("STREAM_API_KEY", " ")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("STREAM_API_KEY, STREAM_API_SECRET");
            assertThatThrownBy(() -> StreamVideoProvider.builder().environment(Map.of("STREAM_SECRET_KEY", "hush")))
                    .hasMessageContaining("STREAM_API_KEY")
                    .hasMessageNotContaining("STREAM_API_SECRET")
                    .hasMessageNotContaining("hush");
        }

        @Test
        void neither_builder_nor_provider_nor_client_print_a_secret() {
            StreamVideoProvider.Builder builder =
                    complete().webhookSecret("hush").webhookKey("older", "hush-hush");
            try (StreamVideoProvider video = builder.build()) {
                assertThat(builder + " " + video + " " + video.unwrap(StreamClient.class))
                        .contains("key", "localhost:7880")
                        .doesNotContain(SECRET)
                        .doesNotContain("hush");
            }
        }
    }

    private StreamEmulator emulator;
    private StreamVideoProvider video;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    @Test
    void a_path_before_the_api_is_kept() throws Exception {
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.enqueue(new MockResponse.Builder().body("{\"calls\":[]}").build());
            proxy.enqueue(new MockResponse.Builder().body("{\"calls\":[]}").build());
            proxy.start();
            for (String path : List.of("/video/stream", "/video/stream/")) {
                try (StreamVideoProvider behind =
                        Tests.providerOf(proxy.url(path).toString()).build()) {
                    behind.calls().list();
                }
                assertThat(proxy.takeRequest().getTarget()).isEqualTo("/video/stream/api/v2/video/calls?api_key=key");
            }
        }
    }

    @Test
    void the_client_is_unwrapped_and_other_types_are_rejected() {
        assertThat(video.id()).isEqualTo(ProviderId.STREAM);
        assertThat(video.unwrap(StreamClient.class)).isNotNull();
        assertThat(video.unwrap(StreamVideoProvider.class)).isSameAs(video);
        assertThat(video.unwrap(VideoProvider.class)).isSameAs(video);
        assertThatThrownBy(() -> video.unwrap(String.class))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("StreamClient");
    }

    @Test
    void it_has_members_and_no_feature_that_it_has_not() {
        assertThat(video.feature(Members.class)).isPresent();
        assertThat(video.capabilities().features())
                .contains(
                        Broadcasts.class,
                        Captions.class,
                        Ingresses.class,
                        Members.class,
                        Messages.class,
                        Transcriptions.class);
        assertThat(video.feature(Unheard.class)).isEmpty();
        assertThatThrownBy(() -> video.require(Unheard.class))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Unheard");
    }

    private interface Unheard extends Feature {}

    @Test
    void a_closed_provider_throws_and_may_be_closed_again() {
        video.close();
        video.close();

        assertThatThrownBy(() -> video.calls().list())
                .isInstanceOf(ProviderClosedException.class)
                .hasMessageContaining("closed");
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void close_aborts_requests_in_progress() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        StreamVideoProvider slow = Tests.providerOf(emulator)
                .http(http -> http.addNetworkInterceptor(chain -> {
                    sending.countDown();
                    return chain.proceed(chain.request());
                }))
                .build();
        emulator.faults().inject("*", StreamFault.delay(Duration.ofSeconds(30)));
        CompletableFuture<Object> listing =
                CompletableFuture.supplyAsync(() -> slow.calls().list());
        assertThat(sending.await(10, TimeUnit.SECONDS)).isTrue();

        slow.close();

        assertThatThrownBy(() -> listing.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void cancelling_aborts_the_request() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        try (StreamVideoProvider slow = Tests.providerOf(emulator)
                .http(http -> http.addInterceptor(chain -> {
                            try {
                                return chain.proceed(chain.request());
                            } catch (IOException e) {
                                aborted.countDown();
                                throw e;
                            }
                        })
                        .addNetworkInterceptor(chain -> {
                            sending.countDown();
                            return chain.proceed(chain.request());
                        }))
                .build()) {
            emulator.faults().inject("*", StreamFault.delay(Duration.ofSeconds(30)));
            CompletableFuture<Object> listing = slow.async(v -> v.calls().list());
            assertThat(sending.await(10, TimeUnit.SECONDS)).isTrue();

            listing.cancel(true);

            assertThat(aborted.await(5, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(listing::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void asynchronous_failures_keep_their_type() {
        assertThatThrownBy(() -> video.async(v -> v.calls().get(LOBBY)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void a_deadline_ends_an_operation_with_all_its_attempts() {
        try (StreamVideoProvider hasty = Tests.providerOf(emulator)
                .resilience(Resilience.builder()
                        .retry(Tests.QUICK.toBuilder()
                                .deadline(Duration.ofMillis(200))
                                .build())
                        .build())
                .build()) {
            emulator.faults().inject("*", Integer.MAX_VALUE, StreamFault.delay(Duration.ofSeconds(30)));

            assertThatThrownBy(() -> hasty.calls().list()).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void options_apply_to_the_view_and_not_to_the_provider() throws Exception {
        RequestOptions options = RequestOptions.builder()
                .attempts(1)
                .header("traceparent", "00-42")
                .idempotencyKey("order-1")
                .build();
        emulator.faults().inject("QueryCalls", 2, StreamFault.dropBeforeProcessing());
        VideoProvider view = video.with(options);

        assertThatThrownBy(() -> view.calls().list()).isInstanceOf(UnavailableException.class);
        assertThat(video.calls().list()).isNotNull();
        view.async(v -> v.calls().list()).get(10, TimeUnit.SECONDS);
        view.unwrap(StreamClient.class).calls().queryCalls(Json.EMPTY);

        assertThat(Tests.requests(emulator, "QueryCalls"))
                .extracting(request -> request.headers()
                        .getOrDefault("traceparent", List.of(""))
                        .get(0))
                .containsExactly("00-42", "", "", "00-42", "00-42");
    }

    @Test
    void an_idempotency_key_does_not_give_different_requests_the_same_id() {
        VideoProvider view =
                video.with(RequestOptions.builder().idempotencyKey("order-1").build());

        view.calls().getOrCreate(CallRequest.of(LOBBY));
        view.calls().getOrCreate(CallRequest.of(CallId.of("attic")));
        view.calls().getOrCreate(CallRequest.builder(LOBBY).title("Weekly").build());
        view.calls().getOrCreate(CallRequest.builder(LOBBY).title("Weekly").build());

        List<String> ids = requests(emulator, "GetOrCreateCall").stream()
                .map(request -> request.headers()
                        .getOrDefault("x-client-request-id", List.of())
                        .get(0))
                .toList();
        assertThat(ids.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(ids.get(3)).isEqualTo(ids.get(2));
    }

    @Test
    void a_request_token_is_valid_for_ten_minutes_and_reused_for_one() {
        // The emulator rejects tokens from its future.
        Instant start = Instant.now().minusSeconds(180);
        MutableClock clock = new MutableClock(start);
        try (StreamVideoProvider ticking =
                Tests.providerOf(emulator).clock(clock).build()) {
            for (int second : List.of(0, 59, 60, 59)) {
                clock.set(start.plusSeconds(second));
                ticking.calls().list();
            }
        }

        assertThat(requests(emulator, "QueryCalls"))
                .extracting(request -> Tests.claims(request.headers()
                                        .getOrDefault("authorization", List.of())
                                        .get(0))
                                .number("exp")
                        - start.getEpochSecond())
                .containsExactly(600L, 600L, 660L, 659L);
    }

    @Test
    void closing_a_view_closes_nothing() {
        video.with(RequestOptions.NONE).close();

        assertThat(video.calls().list()).isNotNull();
    }

    @Test
    void a_listener_is_called_once_per_operation() {
        List<OperationOutcome> heard = new CopyOnWriteArrayList<>();
        try (StreamVideoProvider observed =
                Tests.providerOf(emulator).operationListener(heard::add).build()) {
            emulator.faults().inject("QueryCalls", StreamFault.dropBeforeProcessing());
            observed.calls().list();
            assertThatThrownBy(() -> observed.calls().end(LOBBY)).isInstanceOf(NotFoundException.class);
        }

        assertThat(heard).extracting(OperationOutcome::operation).containsExactly("QueryCalls", "EndCall");
        assertThat(heard).extracting(OperationOutcome::attempts).containsExactly(2, 1);
        assertThat(heard.get(0).failure()).isNull();
        assertThat(heard.get(1).failure()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void neither_redirects_nor_okhttps_own_repeats_can_be_switched_on() throws Exception {
        try (MockWebServer moved = new MockWebServer()) {
            moved.enqueue(new MockResponse.Builder()
                    .code(307)
                    .setHeader("Location", emulator.url() + "/api/v2/video/calls")
                    .build());
            moved.start();
            try (StreamVideoProvider following = Tests.providerOf(moved.url("/").toString())
                    .http(http ->
                            http.followRedirects(true).followSslRedirects(true).retryOnConnectionFailure(true))
                    .build()) {
                assertThatThrownBy(() -> following.calls().list()).isInstanceOf(ProviderException.class);
            }
        }
        // Otherwise its token would have been sent to the target of the redirect.
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void an_interceptor_sees_every_attempt() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StreamVideoProvider watched = Tests.providerOf(emulator)
                .http(http -> http.addInterceptor(chain -> {
                    seen.add(chain.request().url().encodedPath());
                    return chain.proceed(chain.request()
                            .newBuilder()
                            .header("X-Tenant", "blue")
                            .build());
                }))
                .build()) {
            emulator.faults().inject("GetOrCreateCall", StreamFault.api(503, -1, "later"));
            watched.calls().getOrCreate(CallRequest.of(LOBBY));
        }

        assertThat(seen).hasSize(2).containsOnly("/api/v2/video/call/default/lobby");
        assertThat(requests(emulator, "GetOrCreateCall"))
                .allSatisfy(
                        request -> assertThat(request.headers().get("x-tenant")).containsExactly("blue"));
    }

    @Test
    void it_is_closed_by_try_and_sends_no_request_when_created() {
        assertThatCode(() -> Tests.providerOf("http://127.0.0.1:1").build().close())
                .doesNotThrowAnyException();
    }
}
