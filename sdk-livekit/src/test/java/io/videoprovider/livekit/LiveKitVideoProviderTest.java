package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.claims;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.message.Messages;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
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
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider: building, toString, closing. */
class LiveKitVideoProviderTest {

    private static final CallId LOBBY = CallId.of("lobby");

    @Nested
    class Builder {

        private static LiveKitVideoProvider.Builder complete() {
            return LiveKitVideoProvider.builder()
                    .url("ws://localhost:7880")
                    .apiKey("devkey")
                    .apiSecret(SECRET);
        }

        private static void refused(String field, LiveKitVideoProvider.Builder builder) {
            InvalidRequestException refusal = catchThrowableOfType(
                    InvalidRequestException.class, () -> builder.build().close());
            assertThat(refusal).as("the refusal").isNotNull();
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.getMessage()).doesNotContain(SECRET).doesNotContain("hush");
        }

        @Test
        void missing_variables_are_listed() {
            refused("url", LiveKitVideoProvider.builder().apiKey("k").apiSecret(SECRET));
            refused("apiKey", LiveKitVideoProvider.builder().url("ws://a").apiSecret(SECRET));
            refused("apiSecret", LiveKitVideoProvider.builder().url("ws://a").apiKey("k"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void a_blank_variable_is_missing(String blank) {
            refused("url", complete().url(blank));
            refused("apiKey", complete().apiKey(blank));
            refused("apiSecret", complete().apiSecret(blank));
            assertThatThrownBy(() -> complete().webhookKey(blank, "s")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> complete().webhookKey("k", blank)).isInstanceOf(InvalidRequestException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://localhost",
                    "localhost:7880",
                    "//localhost",
                    "wsx://localhost",
                    "file:///etc/passwd",
                    "ws://",
                    "ws:localhost:99999",
                    "javascript:alert(1)",
                    "ws://user:hush@localhost",
                    "ws://hush@localhost",
                    "http://localhost?access_token=hush",
                    "ws://localhost/#hush"
                })
        void a_url_that_no_server_can_have_is_refused_without_quoting_it(String url) {
            refused("url", complete().url(url));
        }

        @ParameterizedTest
        @CsvSource({
            "ws://localhost:7880,            ws://localhost:7880",
            "wss://localhost:7880/,          wss://localhost:7880",
            "http://localhost:7880,          ws://localhost:7880",
            "https://my.livekit.cloud,       wss://my.livekit.cloud",
            "WSS://My.LiveKit.Cloud,         wss://my.livekit.cloud",
            "' wss://my.livekit.cloud:443 ', wss://my.livekit.cloud",
            "https://example.com/video/lk/,  wss://example.com/video/lk",
            "ws://[::1]:7880,                ws://[::1]:7880"
        })
        void clients_are_sent_to_the_same_server_by_websocket(String url, URI serverUrl) {
            try (LiveKitVideoProvider video = complete().url(url).build()) {
                assertThat(video.tokens()
                                .mint(TokenRequest.builder("a", LOBBY).build())
                                .serverUrl())
                        .isEqualTo(serverUrl);
            }
        }

        @Test
        void the_environment_supplies_unset_values() {
            try (LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                    .apiKey("mine")
                    .environment(Map.of(
                            "LIVEKIT_WS_URL", "wss://example.com",
                            "LIVEKIT_API_KEY", "theirs",
                            "LIVEKIT_API_SECRET", SECRET))
                    .build()) {
                assertThat(video.toString()).contains("https://example.com");
                assertThat(claims(video.tokens()
                                        .mint(TokenRequest.builder("a", LOBBY).build())
                                        .token())
                                .string("iss"))
                        .isEqualTo("mine");
            }
        }

        @Test
        void the_usual_variable_of_the_url_takes_precedence() {
            try (LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                    .environment(Map.of(
                            "LIVEKIT_URL", "wss://first",
                            "LIVEKIT_WS_URL", "wss://second",
                            "LIVEKIT_API_KEY", "k",
                            "LIVEKIT_API_SECRET", SECRET))
                    .build()) {
                assertThat(video.toString()).contains("first");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n"})
        void line_breaks_of_mounted_files_are_removed_from_keys_and_secrets(String end) {
            try (LiveKitVideoProvider clean =
                            complete().webhookKey("older", "hush").build();
                    LiveKitVideoProvider mounted = LiveKitVideoProvider.builder()
                            .environment(Map.of(
                                    "LIVEKIT_URL", "ws://localhost:7880" + end,
                                    "LIVEKIT_API_KEY", "devkey" + end,
                                    "LIVEKIT_API_SECRET", SECRET + end))
                            .webhookKey("older" + end, "hush" + end)
                            .build()) {
                String token = mounted.tokens()
                        .mint(TokenRequest.builder("alice", LOBBY).build())
                        .token();

                assertThat(clean.tokens().verify(token).userId()).isEqualTo("alice");
                assertThat(claims(token).string("iss")).isEqualTo("devkey");
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                WebhookRequest webhook =
                        WebhookRequest.of(new LiveKitWebhookSigner("older", "hush").headers(body), body);
                assertThat(mounted.webhooks().parse(webhook).signedBy()).isEqualTo("older#1");
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
                    LiveKitVideoProvider.builder()
                            .environment(Map.of(
                                    "LIVEKIT_URL", "ws://localhost:7880",
                                    "LIVEKIT_API_KEY", "devkey",
                                    "LIVEKIT_API_SECRET", copied)));
            assertThatThrownBy(() -> complete().webhookKey(copied, "s")).hasMessageStartingWith("webhook key ");
            assertThatThrownBy(() -> complete().webhookKey("k", copied)).hasMessageStartingWith("webhook secret ");
        }

        @Test
        void all_variables_that_are_missing_are_named_at_once() {
            Map<String, String> blank = new HashMap<>();
            blank.put("LIVEKIT_API_KEY", " ");

            assertThatThrownBy(() -> LiveKitVideoProvider.builder().environment(blank))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET");
            assertThatThrownBy(() -> LiveKitVideoProvider.builder()
                            .url("ws://a")
                            .environment(Map.of("LIVEKIT_API_SECRET", "hush")))
                    .hasMessageContaining("LIVEKIT_API_KEY")
                    .hasMessageNotContaining("LIVEKIT_URL")
                    .hasMessageNotContaining("hush");
        }

        @Test
        void neither_builder_nor_provider_nor_client_print_a_secret() {
            LiveKitVideoProvider.Builder builder = complete().webhookKey("older", "hush-hush");
            try (LiveKitVideoProvider video = builder.build()) {
                assertThat(builder + " " + video + " " + video.unwrap(LiveKitClient.class))
                        .contains("devkey", "localhost:7880")
                        .doesNotContain(SECRET)
                        .doesNotContain("hush");
            }
        }
    }

    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", SECRET)
                .delays(Delays.SHORT)
                .start();
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
            proxy.enqueue(new MockResponse.Builder().body("{\"rooms\":[]}").build());
            proxy.enqueue(new MockResponse.Builder().body("{\"rooms\":[]}").build());
            proxy.start();
            for (String path : List.of("/video/lk", "/video/lk/")) {
                try (LiveKitVideoProvider behind =
                        Tests.providerOf(proxy.url(path).toString()).build()) {
                    behind.calls().list();
                }
                assertThat(proxy.takeRequest().getTarget()).isEqualTo("/video/lk/twirp/livekit.RoomService/ListRooms");
            }
        }
    }

    @Test
    void the_client_is_unwrapped_and_other_types_are_rejected() {
        assertThat(video.unwrap(LiveKitClient.class)).isNotNull();
        assertThat(video.unwrap(LiveKitVideoProvider.class)).isSameAs(video);
        assertThat(video.unwrap(VideoProvider.class)).isSameAs(video);
        assertThatThrownBy(() -> video.unwrap(String.class)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void it_has_messages_and_no_feature_that_it_has_not() {
        assertThat(video.feature(Messages.class)).isPresent();
        assertThat(video.capabilities().features())
                .containsExactlyInAnyOrder(Broadcasts.class, Ingresses.class, Messages.class);
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
        LiveKitVideoProvider slow = Tests.providerOf(emulator)
                .http(http -> http.addNetworkInterceptor(chain -> {
                    sending.countDown();
                    return chain.proceed(chain.request());
                }))
                .build();
        emulator.faults().inject("*", LiveKitFault.delay(Duration.ofSeconds(30)));
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
        try (LiveKitVideoProvider slow = Tests.providerOf(emulator)
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
            emulator.faults().inject("*", LiveKitFault.delay(Duration.ofSeconds(30)));
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
        try (LiveKitVideoProvider hasty = Tests.providerOf(emulator)
                .resilience(Resilience.builder()
                        .retry(Tests.QUICK.toBuilder()
                                .deadline(Duration.ofMillis(200))
                                .build())
                        .build())
                .build()) {
            emulator.faults().inject("*", Integer.MAX_VALUE, LiveKitFault.delay(Duration.ofSeconds(30)));

            assertThatThrownBy(() -> hasty.calls().list()).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void options_apply_to_the_view_and_not_to_the_provider() throws Exception {
        RequestOptions options = RequestOptions.builder()
                .attempts(1)
                .header("traceparent", "00-42")
                .build();
        emulator.faults().inject("ListRooms", 2, LiveKitFault.dropBeforeProcessing());
        VideoProvider view = video.with(options);

        assertThatThrownBy(() -> view.calls().list()).isInstanceOf(UnavailableException.class);
        assertThat(video.calls().list()).isNotNull();
        view.async(v -> v.calls().list()).get(10, TimeUnit.SECONDS);
        view.unwrap(LiveKitClient.class).rooms().listRooms(List.of());

        assertThat(Tests.requests(emulator, "ListRooms"))
                .extracting(request -> Tests.header(request, "traceparent"))
                .containsExactly("00-42", "", "", "00-42", "00-42");
    }

    @Test
    void closing_a_view_closes_nothing() {
        video.with(RequestOptions.NONE).close();

        assertThat(video.calls().list()).isNotNull();
    }

    @Test
    void a_message_with_an_idempotency_key_is_delivered_once_however_often_it_is_sent() {
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        RequestOptions order =
                RequestOptions.builder().idempotencyKey("order-1").build();
        byte[] message = {1};

        video.with(order).require(Messages.class).send(LOBBY, "chat", message);
        video.with(order).require(Messages.class).send(LOBBY, "chat", message);
        video.require(Messages.class).send(LOBBY, "chat", message);

        assertThat(Tests.requests(emulator, "SendData").stream()
                        .map(request -> Json.parse(request.body()).string("nonce"))
                        .distinct())
                .hasSize(2);
        assertThat(Tests.requests(emulator, "SendData").stream()
                        .map(request -> Tests.header(request, "x-livekit-request-id"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void a_listener_is_called_once_per_operation() {
        List<OperationOutcome> heard = new CopyOnWriteArrayList<>();
        try (LiveKitVideoProvider observed =
                Tests.providerOf(emulator).operationListener(heard::add).build()) {
            emulator.faults().inject("ListRooms", LiveKitFault.dropBeforeProcessing());
            observed.calls().list();
            assertThatThrownBy(() -> observed.calls().end(LOBBY)).isInstanceOf(RuntimeException.class);
        }

        assertThat(heard).extracting(OperationOutcome::operation).containsExactly("ListRooms", "DeleteRoom");
        assertThat(heard).extracting(OperationOutcome::attempts).containsExactly(2, 1);
        assertThat(heard.get(0).failure()).isNull();
        assertThat(heard.get(1).failure()).isInstanceOf(NotFoundException.class);
    }

    /** Services of LiveKit without a method in the client. */
    @Nested
    class GenericCalls {

        @Test
        void any_service_answers_with_its_least_grants() {
            LiveKitClient client = video.unwrap(LiveKitClient.class);
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            Json trunk = client.call(
                    "SIP",
                    "CreateSIPInboundTrunk",
                    Json.parse("{\"trunk\":{\"name\":\"main\",\"numbers\":[\"+4930123\"]}}"));
            client.call("SIP", "ListSIPInboundTrunk", Json.EMPTY);
            client.call("Ingress", "ListIngress", Json.EMPTY);
            client.call("Egress", "ListEgress", Json.EMPTY);
            client.call("AgentDispatchService", "ListDispatch", Json.parse("{\"room\":\"lobby\"}"), token("lobby"));

            assertThat(trunk.string("sip_trunk_id")).startsWith("ST_");
            assertThat(grants("CreateSIPInboundTrunk").asMap())
                    .containsEntry("sip", Map.of("admin", true, "call", true))
                    .containsEntry("video", Map.of());
            assertThat(grants("ListIngress").asMap()).containsEntry("video", Map.of("ingressAdmin", true));
            assertThat(grants("ListEgress").asMap()).containsEntry("video", Map.of("roomRecord", true));
            assertThat(grants("ListDispatch").object("video").asMap())
                    .isEqualTo(Map.of("roomAdmin", true, "room", "lobby"));
        }

        private static AccessToken token(String room) {
            return AccessToken.builder()
                    .video(VideoGrant.builder().roomAdmin(room).build())
                    .build();
        }

        private Json grants(String method) {
            LiveKitRequest sent = requests(emulator, method).get(0);
            return claims(Tests.token(sent));
        }

        @Test
        void a_read_is_repeated_and_nothing_else_is() {
            LiveKitClient client = video.unwrap(LiveKitClient.class);
            emulator.faults().inject("SIP/*", 1, LiveKitFault.dropBeforeProcessing());
            client.call("SIP", "ListSIPInboundTrunk", Json.EMPTY);
            emulator.faults().inject("SIP/*", 1, LiveKitFault.dropBeforeProcessing());

            UnavailableException failure = catchThrowableOfType(
                    UnavailableException.class, () -> client.call("SIP", "CreateSIPInboundTrunk", Json.EMPTY));

            assertThat(requests(emulator, "ListSIPInboundTrunk")).hasSize(2);
            assertThat(requests(emulator, "CreateSIPInboundTrunk")).hasSize(1);
            assertThat(failure.outcomeUnknown()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../RoomService",
                    "RoomService/DeleteRoom",
                    "Room Service",
                    "Room%2FService",
                    "",
                    " ",
                    "1Service",
                    "Room.Service",
                    "Room\nService",
                    "Room?x",
                    "Röm",
                    "Service\u0000"
                })
        void a_hostile_name_is_refused_before_any_request(String name) {
            LiveKitClient client = video.unwrap(LiveKitClient.class);

            assertThatThrownBy(() -> client.call("RoomService", name, Json.EMPTY))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> client.call(name, "ListRooms", Json.EMPTY))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> client.call(name, "ListRooms", Json.EMPTY, token("lobby")))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void a_service_with_unknown_grants_needs_a_token() {
            LiveKitClient client = video.unwrap(LiveKitClient.class);

            assertThatThrownBy(() -> client.call("Replay", "ListReplays", Json.EMPTY))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("AccessToken");
            assertThatThrownBy(() -> client.call("AgentDispatchService", "ListDispatch", Json.EMPTY))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(emulator.requests()).isEmpty();
        }
    }

    /** Customization of OkHttp. */
    @Nested
    class Customizer {

        @Test
        void requests_go_through_a_proxy() throws Exception {
            try (MockWebServer proxy = new MockWebServer()) {
                proxy.enqueue(new MockResponse.Builder().body("{\"rooms\":[]}").build());
                proxy.start();
                try (LiveKitVideoProvider proxied = Tests.providerOf("http://livekit.invalid:7880")
                        .http(http -> http.proxy(new Proxy(
                                Proxy.Type.HTTP, new InetSocketAddress(proxy.getHostName(), proxy.getPort()))))
                        .build()) {
                    assertThat(proxied.calls().list().items()).isEmpty();
                }
                RecordedRequest seen = proxy.takeRequest();
                assertThat(seen.getRequestLine())
                        .contains("http://livekit.invalid:7880/twirp/livekit.RoomService/ListRooms");
            }
        }

        @Test
        void an_interceptor_sees_every_attempt() {
            List<String> seen = new CopyOnWriteArrayList<>();
            try (LiveKitVideoProvider watched = Tests.providerOf(emulator)
                    .http(http -> http.addInterceptor(chain -> {
                        seen.add(chain.request().url().encodedPath());
                        return chain.proceed(chain.request()
                                .newBuilder()
                                .header("X-Tenant", "blue")
                                .build());
                    }))
                    .build()) {
                emulator.faults().inject("CreateRoom", LiveKitFault.twirp(503, "unavailable", "later"));
                watched.calls().getOrCreate(CallRequest.of(LOBBY));
            }

            assertThat(seen).hasSize(2).containsOnly("/twirp/livekit.RoomService/CreateRoom");
            assertThat(requests(emulator, "CreateRoom"))
                    .allSatisfy(request ->
                            assertThat(request.headers().get("x-tenant")).containsExactly("blue"));
        }

        @Test
        void neither_redirects_nor_okhttps_own_repeats_can_be_switched_on() throws Exception {
            try (MockWebServer moved = new MockWebServer()) {
                moved.enqueue(new MockResponse.Builder()
                        .code(307)
                        .setHeader("Location", emulator.url() + "/twirp/livekit.RoomService/ListRooms")
                        .build());
                moved.start();
                try (LiveKitVideoProvider following = Tests.providerOf(
                                moved.url("/").toString())
                        .http(http -> http.followRedirects(true)
                                .followSslRedirects(true)
                                .retryOnConnectionFailure(true))
                        .build()) {
                    assertThatThrownBy(() -> following.calls().list()).isInstanceOf(ProviderException.class);
                }
            }
            // Otherwise its token would have been sent to the target of the redirect.
            assertThat(emulator.requests()).isEmpty();
        }
    }

    @Test
    void it_is_closed_by_try_and_sends_no_request_when_created() {
        assertThatCode(() -> Tests.providerOf("ws://127.0.0.1:1").build().close())
                .doesNotThrowAnyException();
    }
}
