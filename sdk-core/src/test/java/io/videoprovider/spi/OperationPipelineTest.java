package io.videoprovider.spi;

import static io.videoprovider.spi.TestServer.OK;
import static io.videoprovider.spi.TestServer.STALLS;
import static io.videoprovider.spi.TestServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.SocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one pipeline, over real HTTP. Its waits are recorded, not slept. */
@Timeout(30)
class OperationPipelineTest {

    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;

    /** A timeout that expires. Longer than a busy machine needs to connect, send the request and receive it. */
    private static final Duration BRIEF = Duration.ofSeconds(1);

    /** Retry classes whose outcome is unknown after a lost response. */
    private static final Set<RetryClass> CHANGING = EnumSet.complementOf(EnumSet.of(RetryClass.READ));

    /** Retry classes that may be repeated after a lost response. */
    private static final Set<RetryClass> REPEATABLE =
            EnumSet.of(RetryClass.READ, RetryClass.IDEMPOTENT, RetryClass.KEYED);

    private final TestServer server = new TestServer();

    /** Keeps a port on which nothing listens, so that no other process listens there either. */
    private final Socket reserved = new Socket();

    private final List<ConnectionPool> pools = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final MutableClock clock = new MutableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<OperationPipeline> made = new ArrayList<>();

    @AfterEach
    void nothing_is_left_open() throws IOException {
        reserved.close();
        assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.connectionCount() - pool.idleConnectionCount())
                        .as("connections that were not returned to the pool")
                        .isZero());
        made.forEach(OperationPipeline::close);
        assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.connectionCount())
                        .as("connections after close")
                        .isZero());
        server.close();
        assertThat(Thread.interrupted()).as("a forgotten interrupt").isFalse();
    }

    private OperationPipeline pipeline() {
        return pipeline(POLICY);
    }

    private OperationPipeline pipeline(RetryPolicy policy) {
        return pipeline(policy, builder -> {});
    }

    private OperationPipeline pipeline(RetryPolicy policy, Consumer<OkHttpClient.Builder> customizer) {
        return pipeline(policy, customizer, waits::add);
    }

    private OperationPipeline pipeline(
            RetryPolicy policy, Consumer<OkHttpClient.Builder> customizer, OperationPipeline.Sleeper sleeper) {
        OperationPipeline pipeline = new OperationPipeline(
                new ProviderId("acme"),
                builder -> {
                    pools.add(builder.build().connectionPool());
                    customizer.accept(builder);
                },
                Resilience.builder().retry(policy).build(),
                outcomes::add,
                new Random(42),
                sleeper,
                clock);
        made.add(pipeline);
        return pipeline;
    }

    private static VideoException failure(OperationPipeline pipeline, Operation operation, VendorCall<?> exchange) {
        VideoException failure = catchThrowableOfType(
                VideoException.class, () -> pipeline.execute(operation, RequestOptions.NONE, exchange));
        assertThat(failure).as("the operation fails").isNotNull();
        return failure;
    }

    // Failures by retry class

    @SuppressWarnings("ImmutableEnumChecker") // the responses are constants
    enum Fault {
        CONNECTION_REFUSED(null, UnavailableException.class, null, true, false, null),
        DROPPED_UNREAD(
                new MockResponse.Builder()
                        .onRequestStart(new SocketEffect.CloseSocket())
                        .build(),
                UnavailableException.class,
                null,
                true,
                true,
                null),
        DROPPED_AFTER_READING(
                new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build(),
                UnavailableException.class,
                null,
                true,
                true,
                null),
        TRUNCATED_ANSWER(
                new MockResponse.Builder()
                        .body("x".repeat(1000))
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build(),
                UnavailableException.class,
                null,
                true,
                true,
                null),
        TOO_SLOW(STALLS, DeadlineExceededException.class, null, true, true, null),
        NOT_FOUND(answer(404), NotFoundException.class, 404, false, false, null),
        REQUEST_TIMEOUT(answer(408), DeadlineExceededException.class, 408, true, true, null),
        RATE_LIMITED(answer(429), RateLimitedException.class, 429, true, false, null),
        RATE_LIMITED_FOR_SECONDS(
                answer(429, "Retry-After", 7), RateLimitedException.class, 429, true, false, Duration.ofSeconds(7)),
        RATE_LIMITED_UNTIL_A_DATE(
                new MockResponse.Builder()
                        .code(429)
                        .setHeader("Date", "Wed, 21 Oct 2015 07:28:00 GMT")
                        .setHeader("Retry-After", "Wed, 21 Oct 2015 07:28:09 GMT")
                        .build(),
                RateLimitedException.class,
                429,
                true,
                false,
                Duration.ofSeconds(9)),
        SERVER_ERROR(answer(500), UnavailableException.class, 500, true, true, null),
        UNAVAILABLE(answer(503), UnavailableException.class, 503, true, true, null),
        UNAVAILABLE_FOR_SECONDS(
                answer(503, "Retry-After", 3), UnavailableException.class, 503, true, true, Duration.ofSeconds(3)),
        UNAVAILABLE_FOR_NO_TIME(
                answer(503, "Retry-After", 0), UnavailableException.class, 503, true, true, Duration.ZERO),
        TEAPOT(answer(418), ProviderException.class, 418, false, true, null);

        private final @Nullable MockResponse answer;
        private final Class<? extends VideoException> type;
        private final @Nullable Integer status;
        private final boolean retryable;
        private final boolean outcomeUnknown;
        private final @Nullable Duration retryAfter;

        Fault(
                @Nullable MockResponse answer,
                Class<? extends VideoException> type,
                @Nullable Integer status,
                boolean retryable,
                boolean outcomeUnknown,
                @Nullable Duration retryAfter) {
            this.answer = answer;
            this.type = type;
            this.status = status;
            this.retryable = retryable;
            this.outcomeUnknown = outcomeUnknown;
            this.retryAfter = retryAfter;
        }

        MockResponse served() {
            return Objects.requireNonNull(answer);
        }
    }

    static Stream<Arguments> every_class_with_every_fault() {
        return Stream.of(RetryClass.values())
                .flatMap(retryClass -> Stream.of(Fault.values()).map(fault -> Arguments.of(retryClass, fault)));
    }

    @ParameterizedTest
    @MethodSource("every_class_with_every_fault")
    void a_fault_is_repeated_as_the_class_allows_and_ends_in_a_typed_error(RetryClass retryClass, Fault fault)
            throws IOException {
        HttpUrl url = server.url();
        if (fault.answer == null) {
            url = nothingListens();
        } else {
            server.answers(fault.answer);
        }
        OperationPipeline pipeline = pipeline();
        // A response to a GET follows the same rules; READ goes as one, as it does with a vendor.
        TestVendorCall exchange = retryClass == RetryClass.READ ? TestVendorCall.get(url) : TestVendorCall.post(url);
        TestOperation operation =
                new TestOperation(retryClass, fault == Fault.TOO_SLOW ? BRIEF : Duration.ofSeconds(10));

        VideoException failure = failure(pipeline, operation, exchange);

        boolean open = fault.outcomeUnknown && CHANGING.contains(retryClass);
        int attempts = fault.retryable && (REPEATABLE.contains(retryClass) || !open) ? 3 : 1;
        assertThat(failure).isExactlyInstanceOf(fault.type);
        assertThat(failure.attempts()).isEqualTo(attempts);
        assertThat(failure.status()).isEqualTo(fault.status);
        assertThat(failure.retryable()).isEqualTo(fault.retryable);
        assertThat(failure.outcomeUnknown()).isEqualTo(open);
        assertThat(failure.retryAfter()).isEqualTo(fault.retryAfter);
        assertThat(failure.provider()).isEqualTo(new ProviderId("acme"));
        assertThat(failure.operation()).isEqualTo("DoIt");

        assertThat(exchange.attempts)
                .extracting(Attempt::number)
                .isEqualTo(List.of(1, 2, 3).subList(0, attempts));
        assertThat(exchange.attempts).extracting(Attempt::requestId).containsOnly(failure.requestId());
        if (fault.answer != null && fault != Fault.DROPPED_UNREAD) {
            assertThat(server.requestCount()).as("requests on the server").isEqualTo(attempts);
            List<RecordedRequest> requests = server.requests();
            assertThat(requests)
                    .extracting(request -> request.getHeaders().get("X-Request-Id"))
                    .containsOnly(failure.requestId());
            assertThat(requests)
                    .as("each attempt is signed afresh")
                    .extracting(request -> request.getHeaders().get("Authorization"))
                    .doesNotHaveDuplicates();
        }

        assertThat(waits).hasSize(attempts - 1);
        for (int i = 0; i < waits.size(); i++) {
            if (fault.retryAfter == null || fault.retryAfter.isZero()) {
                assertThat(waits.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(200L << i));
            } else {
                assertThat(waits.get(i)).isEqualTo(fault.retryAfter);
            }
        }
        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.failure()).isSameAs(failure);
            assertThat(outcome.attempts()).isEqualTo(attempts);
        });
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("secret", "and=query", "\"some\"");
        }
    }

    private HttpUrl nothingListens() throws IOException {
        reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return loopback(reserved.getLocalPort());
    }

    private static HttpUrl loopback(int port) {
        return new HttpUrl.Builder().scheme("http").host("127.0.0.1").port(port).build();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void success_needs_one_request(RetryClass retryClass) {
        TestVendorCall exchange = TestVendorCall.post(server.url());

        assertThat(pipeline().execute(TestOperation.of(retryClass), RequestOptions.NONE, exchange))
                .isEqualTo("fine");

        assertThat(server.requestCount()).isOne();
        assertThat(exchange.attempts).hasSize(1);
        assertThat(waits).isEmpty();
        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.attempts()).isOne();
            assertThat(outcome.provider()).isEqualTo(new ProviderId("acme"));
            assertThat(outcome.operation()).isEqualTo("DoIt");
            assertThat(outcome.duration()).isPositive();
        });
    }

    @Test
    void a_later_attempt_may_succeed() {
        server.answers(answer(503), answer(429), OK);

        assertThat(pipeline()
                        .execute(
                                TestOperation.of(RetryClass.READ),
                                RequestOptions.NONE,
                                TestVendorCall.get(server.url())))
                .isEqualTo("fine");

        assertThat(waits).hasSize(2);
        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.attempts()).isEqualTo(3);
        });
    }

    @Test
    void an_unknown_outcome_stays_unknown_in_later_attempts() {
        server.answers(Fault.DROPPED_AFTER_READING.served(), answer(429));

        VideoException failure =
                failure(pipeline(), TestOperation.of(RetryClass.IDEMPOTENT), TestVendorCall.post(server.url()));

        assertThat(failure).isExactlyInstanceOf(RateLimitedException.class);
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(failure.outcomeUnknown())
                .as("the first request may have taken effect")
                .isTrue();
    }

    @Test
    void a_read_is_never_of_unknown_outcome() {
        server.answers(Fault.DROPPED_AFTER_READING.served(), answer(429));

        VideoException failure =
                failure(pipeline(), TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));

        assertThat(failure.outcomeUnknown()).isFalse();
    }

    // Time

    @Test
    void the_deadline_bounds_all_attempts_together() {
        server.answers(STALLS);
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(10)
                .delays(Duration.ZERO, Duration.ZERO)
                .deadline(Duration.ofMillis(2500))
                .build();
        TestVendorCall exchange = TestVendorCall.get(server.url());
        long start = System.nanoTime();

        VideoException failure =
                failure(pipeline(policy), new TestOperation(RetryClass.READ, Duration.ofMillis(1500)), exchange);

        assertThat(failure).isExactlyInstanceOf(DeadlineExceededException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(exchange.attempts).as("no attempt begins after the deadline").hasSize(2);
        assertThat(exchange.attempts.get(0).timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(exchange.attempts.get(1).timeout()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_wait_that_would_pass_the_deadline_is_not_waited() {
        server.answers(answer(429, "Retry-After", POLICY.deadline().toSeconds() + 1));

        VideoException failure =
                failure(pipeline(), TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));

        assertThat(failure.attempts()).isOne();
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(POLICY.deadline().plusSeconds(1));
        assertThat(waits).isEmpty();
    }

    @Test
    void a_retry_after_date_is_relative_to_the_local_clock_if_the_server_sends_no_date() {
        ZonedDateTime inTenSeconds = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(10);
        server.answers(answer(429, "Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(inTenSeconds)), OK);

        assertThat(pipeline()
                        .execute(
                                TestOperation.of(RetryClass.READ),
                                RequestOptions.NONE,
                                TestVendorCall.get(server.url())))
                .isEqualTo("fine");

        assertThat(waits)
                .singleElement()
                .satisfies(wait -> assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999",
                "99999999999999999999999999",
                "soon",
                "-5",
                "",
                "1.5",
                "Wed, 21 Oct 2015 07:28:00 GMT"
            })
    void any_nonsense_in_retry_after_leaves_a_typed_error(String nonsense) {
        for (int status : new int[] {429, 503, 408}) {
            server.answers(answer(status, "Retry-After", nonsense));

            assertThatThrownBy(() -> pipeline()
                            .execute(
                                    TestOperation.of(RetryClass.READ),
                                    RequestOptions.NONE,
                                    TestVendorCall.get(server.url())))
                    .isInstanceOf(VideoException.class);
        }
    }

    // Retries and redirects of OkHttp

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"REQUEST_TIMEOUT", "UNAVAILABLE_FOR_NO_TIME", "DROPPED_AFTER_READING", "TRUNCATED_ANSWER"})
    void okhttp_does_not_retry_even_if_the_customizer_enables_it(Fault fault) {
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                builder -> builder.retryOnConnectionFailure(true)
                        .followRedirects(true)
                        .followSslRedirects(true));
        for (TestVendorCall exchange : List.of(TestVendorCall.post(server.url()), TestVendorCall.get(server.url()))) {
            // On a connection that has been used before: there OkHttp is the most eager.
            server.answers(OK);
            assertThat(pipeline.execute(TestOperation.of(RetryClass.READ), RequestOptions.NONE, exchange))
                    .isEqualTo("fine");
            int before = server.requestCount();
            server.answers(fault.served(), OK);

            assertThatThrownBy(() -> pipeline.execute(TestOperation.of(RetryClass.READ), RequestOptions.NONE, exchange))
                    .isExactlyInstanceOf(fault.type);

            assertThat(server.requestCount() - before).isOne();
        }
    }

    @Test
    void a_stale_pooled_connection_is_replaced_for_repeatable_operations_only() throws Exception {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine".getBytes(StandardCharsets.US_ASCII);
        BlockingQueue<Integer> served = new ArrayBlockingQueue<>(10);
        try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
                for (int i = 1; i <= 3; i++) {
                    try (Socket socket = listening.accept()) {
                        while (socket.getInputStream().read() != '}') {
                            // the headers and the body, to its last byte
                        }
                        socket.getOutputStream().write(answer);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    served.add(i);
                }
            });
            HttpUrl url = loopback(listening.getLocalPort());
            OperationPipeline pipeline = pipeline();

            assertThat(pipeline.execute(
                            TestOperation.of(RetryClass.NEVER), RequestOptions.NONE, TestVendorCall.post(url)))
                    .isEqualTo("fine");
            assertThat(served.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
            VideoException failure = failure(pipeline, TestOperation.of(RetryClass.NEVER), TestVendorCall.post(url));
            assertThat(failure.attempts()).isOne();
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(served).as("requests repeated without a word").isEmpty();

            assertThat(pipeline.execute(
                            TestOperation.of(RetryClass.NEVER), RequestOptions.NONE, TestVendorCall.post(url)))
                    .isEqualTo("fine");
            assertThat(served.poll(5, TimeUnit.SECONDS)).isEqualTo(2);
            TestVendorCall idempotent = TestVendorCall.post(url);
            assertThat(pipeline.execute(TestOperation.of(RetryClass.IDEMPOTENT), RequestOptions.NONE, idempotent))
                    .isEqualTo("fine");
            assertThat(idempotent.attempts).hasSize(2);
            serving.get(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 408, 503})
    void the_body_of_a_request_is_sent_once_even_by_a_customizers_authenticator(int status) {
        server.answers(answer(status, "Retry-After", 0), OK);
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                builder -> builder.authenticator((route, response) ->
                        response.request().newBuilder().header("X-Again", "1").build()));

        VideoException failure =
                failure(pipeline, TestOperation.of(RetryClass.NEVER), new TestVendorCall(server.url(), true) {
                    @Override
                    public Request request(Attempt attempt) {
                        return super.request(attempt)
                                .newBuilder()
                                .post(RequestBody.create(new byte[] {1, 2, 3}))
                                .build();
                    }
                });

        assertThat(failure.status()).isEqualTo(status);
        assertThat(server.requestCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void redirects_are_answers_and_are_not_followed(int status) {
        server.answers(answer(status, "Location", "/elsewhere"), OK);
        OperationPipeline pipeline = pipeline(POLICY, builder -> builder.followRedirects(true));

        VideoException failure = failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(server.requestCount()).isOne();
    }

    @Test
    void the_customizers_interceptors_run_once_for_each_attempt() {
        server.answers(answer(500), OK);
        AtomicInteger outer = new AtomicInteger();
        AtomicInteger inner = new AtomicInteger();
        OperationPipeline pipeline = pipeline(
                POLICY,
                builder -> builder.addInterceptor(chain -> {
                            outer.incrementAndGet();
                            return chain.proceed(chain.request()
                                    .newBuilder()
                                    .header("X-Added", "yes")
                                    .build());
                        })
                        .addNetworkInterceptor(chain -> {
                            inner.incrementAndGet();
                            return chain.proceed(chain.request());
                        }));

        assertThat(pipeline.execute(
                        TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                .isEqualTo("fine");

        assertThat(outer).hasValue(2);
        assertThat(inner).hasValue(2);
        assertThat(server.requests())
                .extracting(request -> request.getHeaders().get("X-Added"))
                .containsOnly("yes");
    }

    @Test
    void each_operation_has_an_id_of_its_own_even_one_that_only_reads() {
        OperationPipeline pipeline = pipeline();
        for (RetryClass retryClass : List.of(RetryClass.READ, RetryClass.READ, RetryClass.NEVER, RetryClass.NEVER)) {
            server.answers(OK);
            pipeline.execute(TestOperation.of(retryClass), RequestOptions.NONE, TestVendorCall.get(server.url()));
        }

        assertThat(server.requests())
                .extracting(request ->
                        UUID.fromString(String.valueOf(request.getHeaders().get("X-Request-Id"))))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> {
                    assertThat(id.version()).isEqualTo(4);
                    assertThat(id.variant()).isEqualTo(2);
                })
                .hasSize(4);
    }

    @Test
    void interceptors_of_the_customizer_see_retry_after() {
        server.answers(answer(503, "Retry-After", 7));
        AtomicReference<@Nullable String> seen = new AtomicReference<>();
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                builder -> builder.addInterceptor(chain -> {
                    Response response = chain.proceed(chain.request());
                    seen.set(response.header("Retry-After"));
                    return response;
                }));

        VideoException failure = failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));

        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(seen).hasValue("7");
    }

    @Test
    void an_interceptor_that_fails_before_sending_leaves_nothing_open() {
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                builder -> builder.addNetworkInterceptor(chain -> {
                    throw new IOException("no");
                }));

        VideoException failure =
                failure(pipeline, TestOperation.of(RetryClass.NEVER), TestVendorCall.post(server.url()));

        assertThat(failure).isExactlyInstanceOf(UnavailableException.class);
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requestCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_interceptor_that_fails_after_sending_leaves_the_outcome_unknown(RetryClass retryClass) {
        for (Throwable bug : List.of(new IllegalStateException("a bug"), new AssertionError("a bug"))) {
            OperationPipeline pipeline = pipeline(
                    POLICY,
                    builder -> builder.addInterceptor(chain -> {
                        chain.proceed(chain.request()).close();
                        throw unchecked(bug);
                    }));
            int before = server.requestCount();

            VideoException failure = failure(pipeline, TestOperation.of(retryClass), TestVendorCall.post(server.url()));

            assertThat(failure).isExactlyInstanceOf(ProviderException.class).hasCause(bug);
            assertThat(failure.outcomeUnknown()).isEqualTo(CHANGING.contains(retryClass));
            assertThat(failure.requestId()).isNotNull();
            assertThat(failure.retryable()).isFalse();
            assertThat(server.requestCount() - before).isOne();
        }
    }

    /** Throws an error, returns an exception. */
    private static RuntimeException unchecked(Throwable bug) {
        if (bug instanceof Error error) {
            throw error;
        }
        return (RuntimeException) bug;
    }

    @Test
    void an_interceptor_of_the_customizer_may_respond_without_a_connection() {
        server.answers(answer(503, "Retry-After", 5));
        OperationPipeline pipeline = pipeline(
                POLICY,
                builder -> builder.addInterceptor(chain -> new Response.Builder()
                        .request(chain.request())
                        .protocol(Protocol.HTTP_1_1)
                        .code(429)
                        .message("from a test")
                        .header("Retry-After", "600")
                        .body(ResponseBody.create("", null))
                        .build()));

        VideoException failure =
                failure(pipeline, TestOperation.of(RetryClass.NEVER), TestVendorCall.post(server.url()));

        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(server.requestCount()).isZero();
    }

    @Test
    void a_customizers_own_call_timeout_does_not_replace_that_of_the_attempt() {
        server.answers(STALLS);
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(), builder -> builder.callTimeout(Duration.ofMinutes(5)));

        VideoException failure =
                failure(pipeline, new TestOperation(RetryClass.NEVER, BRIEF), TestVendorCall.post(server.url()));

        assertThat(failure).isExactlyInstanceOf(DeadlineExceededException.class);
    }

    static Stream<Arguments> a_shorter_timeout_of_the_customizer_is_named() {
        return Stream.of(
                arguments("callTimeout", (Consumer<OkHttpClient.Builder>) http -> http.callTimeout(BRIEF)),
                arguments("readTimeout", (Consumer<OkHttpClient.Builder>) http -> http.readTimeout(BRIEF)),
                arguments("an interceptor", (Consumer<OkHttpClient.Builder>) http -> http.addInterceptor(
                        chain -> chain.withReadTimeout((int) BRIEF.toMillis(), TimeUnit.MILLISECONDS)
                                .proceed(chain.request()))));
    }

    @ParameterizedTest
    @MethodSource
    void a_shorter_timeout_of_the_customizer_is_named(String name, Consumer<OkHttpClient.Builder> customizer) {
        server.answers(STALLS);
        OperationPipeline pipeline = pipeline(POLICY.toBuilder().maxAttempts(1).build(), customizer);

        VideoException failure = failure(
                pipeline,
                new TestOperation(RetryClass.NEVER, Duration.ofSeconds(20)),
                TestVendorCall.post(server.url()));

        assertThat(failure)
                .isExactlyInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("PT20S");
        assertThat(failure.outcomeUnknown()).isTrue();
    }

    @Test
    void a_timeout_while_connecting_names_the_connect_timeout() {
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                http -> http.connectTimeout(BRIEF).socketFactory(new UnreachableSockets()));

        VideoException failure = failure(
                pipeline,
                new TestOperation(RetryClass.NEVER, Duration.ofSeconds(20)),
                TestVendorCall.post(server.url()));

        assertThat(failure)
                .isExactlyInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("connectTimeout, " + BRIEF);
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    /** Creates sockets whose connections time out. */
    private static final class UnreachableSockets extends SocketFactory {

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress address, int timeout) throws SocketTimeoutException {
                    throw new SocketTimeoutException("Connect timed out");
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_builder_that_the_customizer_keeps_has_no_effect_later() throws IOException {
        AtomicReference<OkHttpClient.Builder> kept = new AtomicReference<>();
        OperationPipeline pipeline = pipeline(POLICY, kept::set);
        kept.get().addInterceptor(chain -> {
            throw new IllegalArgumentException("added later");
        });
        server.answers(OK, OK);

        assertThat(pipeline.execute(
                        TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                .isEqualTo("fine");
        kept.get().interceptors().clear();
        try (Response response = kept.get()
                .build()
                .newCall(new Request.Builder().url(server.url()).build())
                .execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
    }

    @Test
    void a_call_that_is_cloned_from_one_of_an_ended_operation_fails() {
        List<Call> kept = new CopyOnWriteArrayList<>();
        OperationPipeline pipeline = pipeline(
                POLICY,
                builder -> builder.addInterceptor(chain -> {
                    kept.add(chain.call());
                    return chain.proceed(chain.request());
                }));
        server.answers(OK);
        pipeline.execute(TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url()));

        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get(0).clone().execute())
                .withMessageContaining("operation that has ended");
        assertThat(server.requestCount()).isOne();
    }

    // Responses

    @ParameterizedTest
    @EnumSource(
            value = RetryClass.class,
            names = {"READ", "IDEMPOTENT"})
    void a_response_over_the_limit_is_rejected_and_not_retried(RetryClass retryClass) throws IOException {
        byte[] megabyte = new byte[1 << 20];
        Buffer packed = new Buffer();
        try (OutputStream gzip = new GZIPOutputStream(packed.outputStream())) {
            for (int i = 0; i < 65; i++) {
                gzip.write(megabyte);
            }
        }
        server.answers(new MockResponse.Builder()
                .setHeader("Content-Encoding", "gzip")
                .body(packed)
                .build());

        // Unpacking 64 MB can exceed the default of an attempt on a busy machine.
        RetryPolicy patient = POLICY.toBuilder()
                .deadline(Duration.ofMinutes(2))
                .attemptTimeout(Duration.ofMinutes(1))
                .build();

        VideoException failure =
                failure(pipeline(patient), TestOperation.of(retryClass), TestVendorCall.post(server.url()));

        assertThat(failure).isExactlyInstanceOf(ProviderException.class);
        assertThat(failure.attempts()).isOne();
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.outcomeUnknown()).isEqualTo(CHANGING.contains(retryClass));
        assertThat(failure.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void a_response_that_the_vendor_call_cannot_read_is_a_typed_error_and_not_requested_again(RetryClass retryClass) {
        VideoException failure = failure(pipeline(), TestOperation.of(retryClass), new FailingExchange(server.url()));

        assertThat(failure).isExactlyInstanceOf(ProviderException.class).hasRootCauseMessage("a bug");
        assertThat(failure.outcomeUnknown()).isEqualTo(CHANGING.contains(retryClass));
        assertThat(failure.status()).isEqualTo(200);
        assertThat(server.requestCount()).isOne();
    }

    private static final class FailingExchange extends TestVendorCall {

        FailingExchange(HttpUrl url) {
            super(url, true);
        }

        @Override
        public String read(HttpResponse answer, Attempt attempt) {
            throw new UnsupportedOperationException("a bug");
        }
    }

    // Interrupts

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_interrupted_thread_sends_nothing_on_a_new_connection(RetryClass retryClass) {
        OperationPipeline pipeline = pipeline();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pipeline.execute(
                        TestOperation.of(retryClass), RequestOptions.NONE, TestVendorCall.post(server.url())))
                .isExactlyInstanceOf(InterruptedOperationException.class)
                .satisfies(failure ->
                        assertThat(((VideoException) failure).retryable()).isFalse())
                .satisfies(failure ->
                        assertThat(((VideoException) failure).outcomeUnknown()).isFalse());

        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        assertThat(server.requestCount()).isZero();
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.failure()).isInstanceOf(InterruptedOperationException.class));
    }

    @Test
    void an_interrupted_thread_sends_nothing_on_a_pooled_connection() {
        OperationPipeline pipeline = pipeline();
        assertThat(pipeline.execute(
                        TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                .isEqualTo("fine");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pipeline.execute(
                        TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                .isExactlyInstanceOf(InterruptedOperationException.class);

        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        assertThat(server.requestCount()).isOne();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_interrupt_between_two_attempts_ends_the_operation(RetryClass retryClass) {
        server.answers(answer(429, "Retry-After", 5));
        OperationPipeline pipeline = pipeline(POLICY, builder -> {}, delay -> {
            throw new InterruptedException();
        });

        VideoException failure = failure(pipeline, TestOperation.of(retryClass), TestVendorCall.post(server.url()));

        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        assertThat(failure).isExactlyInstanceOf(InterruptedOperationException.class);
        assertThat(failure.attempts()).isOne();
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requestCount()).isOne();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void interrupting_a_thread_aborts_its_request(RetryClass retryClass) throws InterruptedException {
        server.answers(STALLS);
        BlockingQueue<VideoException> failures = new ArrayBlockingQueue<>(1);
        OperationPipeline pipeline = pipeline();
        Thread thread = new Thread(
                () -> failures.add(failure(pipeline, TestOperation.of(retryClass), TestVendorCall.post(server.url()))));
        thread.start();
        server.awaitRequest();

        thread.interrupt();

        VideoException failure = failures.poll(5, TimeUnit.SECONDS);
        assertThat(failure).isExactlyInstanceOf(InterruptedOperationException.class);
        assertThat(failure.outcomeUnknown()).isEqualTo(CHANGING.contains(retryClass));
        assertThat(server.requestCount()).isOne();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void cancelling_asynchronous_work_aborts_its_request(RetryClass retryClass) throws InterruptedException {
        server.answers(STALLS);
        BlockingQueue<VideoException> failures = new ArrayBlockingQueue<>(1);
        BlockingQueue<Boolean> interrupts = new ArrayBlockingQueue<>(1);
        OperationPipeline pipeline = pipeline();
        try (Async async = new Async("test")) {
            CompletableFuture<?> future = async.run(() -> {
                failures.add(failure(pipeline, TestOperation.of(retryClass), TestVendorCall.post(server.url())));
                return interrupts.add(Thread.currentThread().isInterrupted());
            });
            server.awaitRequest();

            assertThat(future.cancel(true)).isTrue();

            VideoException failure = failures.poll(5, TimeUnit.SECONDS);
            assertThat(failure).isExactlyInstanceOf(InterruptedOperationException.class);
            assertThat(failure.attempts()).isOne();
            assertThat(failure.retryable()).isFalse();
            assertThat(failure.outcomeUnknown()).isEqualTo(CHANGING.contains(retryClass));
            assertThat(interrupts.poll(5, TimeUnit.SECONDS)).isTrue();
            assertThat(server.requestCount()).isOne();
        }
    }

    // The circuit breaker

    @Test
    void the_breaker_opens_after_many_failures_and_closes_when_the_provider_is_back() {
        OperationPipeline pipeline = pipeline(POLICY.toBuilder().maxAttempts(1).build());
        TestVendorCall exchange = TestVendorCall.get(server.url());
        Operation operation = TestOperation.of(RetryClass.READ);
        server.answers(answer(503));
        for (int i = 0; i < 20; i++) {
            assertThat(failure(pipeline, operation, exchange).status()).isEqualTo(503);
        }

        VideoException refused = failure(pipeline, operation, exchange);
        assertThat(refused).isExactlyInstanceOf(UnavailableException.class).hasMessageContaining("circuit breaker");
        assertThat(refused.attempts()).isZero();
        assertThat(refused.retryable()).isTrue();
        assertThat(refused.outcomeUnknown()).isFalse();
        assertThat(refused.operation()).isEqualTo("DoIt");
        assertThat(server.requestCount()).isEqualTo(20);
        assertThat(outcomes.get(20).failure()).isSameAs(refused);
        assertThat(outcomes.get(20).attempts()).isZero();

        server.answers(OK);
        assertThat(failure(pipeline, operation, exchange).attempts())
                .as("it does not close too soon")
                .isZero();
        clock.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 10; i++) {
            assertThat(pipeline.execute(operation, RequestOptions.NONE, exchange))
                    .isEqualTo("fine");
        }
        server.answers(answer(503));
        assertThat(failure(pipeline, operation, exchange).status())
                .as("it is closed, not half open")
                .isEqualTo(503);
        server.answers(OK);
        assertThat(pipeline.execute(operation, RequestOptions.NONE, exchange)).isEqualTo("fine");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 418, 429})
    void the_breaker_does_not_count_answers_of_a_provider_that_is_up(int status) {
        OperationPipeline pipeline = pipeline(POLICY.toBuilder().maxAttempts(1).build());
        server.answers(answer(status));

        for (int i = 0; i < 60; i++) {
            assertThat(failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()))
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void interrupts_and_bugs_do_not_use_up_the_trials_of_a_half_open_breaker() {
        OperationPipeline pipeline = pipeline(POLICY.toBuilder().maxAttempts(1).build());
        TestVendorCall exchange = TestVendorCall.post(server.url());
        Operation operation = TestOperation.of(RetryClass.READ);
        server.answers(answer(503));
        for (int i = 0; i < 20; i++) {
            failure(pipeline, operation, exchange);
        }
        clock.advance(Duration.ofSeconds(6));
        server.answers(OK);

        for (int i = 0; i < 10; i++) {
            assertThat(failure(pipeline, operation, new FailingExchange(server.url())))
                    .isExactlyInstanceOf(ProviderException.class);
            Thread.currentThread().interrupt();
            assertThat(failure(pipeline, operation, exchange)).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(pipeline.execute(operation, RequestOptions.NONE, exchange)).isEqualTo("fine");
    }

    // The listener

    @Test
    void a_listener_that_throws_changes_nothing() {
        for (Throwable bug : List.of(new IllegalArgumentException("a bug"), new AssertionError("a bug"))) {
            listenerThatThrowsChangesNothing(bug);
        }
    }

    private void listenerThatThrowsChangesNothing(Throwable bug) {
        server.answers(OK);
        try (OperationPipeline pipeline = new OperationPipeline(
                new ProviderId("acme"),
                builder -> {},
                Resilience.builder()
                        .retry(POLICY.toBuilder().maxAttempts(1).build())
                        .build(),
                outcome -> {
                    throw unchecked(bug);
                },
                new Random(42))) {
            assertThat(pipeline.execute(
                            TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                    .isEqualTo("fine");
            server.answers(answer(404));
            assertThat(failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url())))
                    .isExactlyInstanceOf(NotFoundException.class);
        }
    }

    // The end

    @Test
    void close_aborts_requests_in_progress_and_rejects_later_ones() throws InterruptedException {
        server.answers(STALLS);
        OperationPipeline pipeline = pipeline();
        AtomicReference<VideoException> failure = new AtomicReference<>();
        Thread worker = new Thread(() -> failure.set(
                failure(pipeline, TestOperation.of(RetryClass.IDEMPOTENT), TestVendorCall.post(server.url()))));
        worker.start();
        server.awaitRequest();

        pipeline.close();

        worker.join(5_000);
        assertThat(worker.isAlive()).isFalse();
        assertThat(failure.get()).isExactlyInstanceOf(UnavailableException.class);
        assertThat(failure.get().outcomeUnknown()).isTrue();
        assertThat(server.requestCount()).as("no further attempt").isOne();
        VideoException closed = failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));
        assertThat(closed).isExactlyInstanceOf(ProviderClosedException.class).hasMessageContaining("closed");
        assertThat(closed.provider()).isEqualTo(new ProviderId("acme"));
        assertThat(closed.attempts()).isZero();
        assertThat(closed.retryable()).isFalse();
        pipeline.close();
    }

    @Test
    void close_between_two_attempts_ends_the_operation() {
        server.answers(answer(503), OK);
        OperationPipeline pipeline = pipeline(POLICY, builder -> {}, delay -> made.forEach(OperationPipeline::close));

        VideoException failure = failure(pipeline, TestOperation.of(RetryClass.READ), TestVendorCall.get(server.url()));

        assertThat(failure).isExactlyInstanceOf(UnavailableException.class);
        assertThat(server.requestCount()).as("requests, none after the end").isOne();
    }

    @Test
    void after_close_no_thread_is_left_that_keeps_the_jvm_alive() {
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
        try (OperationPipeline pipeline = pipeline()) {
            assertThat(pipeline.execute(
                            TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url())))
                    .isEqualTo("fine");
        }
        server.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread) && thread.isAlive() && !thread.isDaemon())
                .extracting(Thread::getName)
                .filteredOn(name -> !name.startsWith("MockWebServer"))
                .isEmpty();
    }

    @Test
    void an_interceptor_of_the_application_may_clone_the_call() {
        AtomicBoolean cloned = new AtomicBoolean();
        OperationPipeline pipeline = pipeline(
                POLICY.toBuilder().maxAttempts(1).build(),
                builder -> builder.addInterceptor(chain -> cloned.getAndSet(true)
                        ? chain.proceed(chain.request())
                        : chain.call().clone().execute()));
        server.answers(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());

        VideoException failure =
                failure(pipeline, TestOperation.of(RetryClass.NEVER), TestVendorCall.post(server.url()));

        assertThat(cloned).isTrue();
        assertThat(failure.outcomeUnknown()).isTrue();
    }

    @Test
    void exceptions_of_a_customizer_surface_from_build() {
        assertThatThrownBy(() -> new OperationPipeline(
                        new ProviderId("acme"),
                        builder -> {
                            throw new IllegalArgumentException("no such proxy");
                        },
                        Resilience.DEFAULT,
                        outcome -> {},
                        new Random(42)))
                .hasMessage("no such proxy");
    }
}
