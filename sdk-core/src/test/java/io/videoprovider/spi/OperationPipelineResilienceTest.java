package io.videoprovider.spi;

import static io.videoprovider.spi.TestServer.OK;
import static io.videoprovider.spi.TestServer.STALLS;
import static io.videoprovider.spi.TestServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.videoprovider.common.Json;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.observe.OperationStart;
import io.videoprovider.resilience.Bulkhead;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RateLimit;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryBudget;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.resilience.RetryDecision.Reason;
import io.videoprovider.resilience.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retry budget, limits, circuit breakers of several hosts, options of one call, observation. */
@Timeout(30)
class OperationPipelineResilienceTest {

    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;
    private static final Operation READ = TestOperation.of(RetryClass.READ);

    private final TestServer server = new TestServer();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final Observed observed = new Observed();
    private final List<OperationPipeline> made = new ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(OperationPipeline::close);
        server.close();
        assertThat(Thread.interrupted()).as("a forgotten interrupt").isFalse();
    }

    private static final class Observed implements OperationListener {
        private final List<OperationStart> starts = new CopyOnWriteArrayList<>();
        private final List<AttemptOutcome> attempts = new CopyOnWriteArrayList<>();
        private final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(OperationStart start) {
            starts.add(start);
        }

        @Override
        public void onAttempt(AttemptOutcome attempt) {
            attempts.add(attempt);
        }

        @Override
        public void onOutcome(OperationOutcome outcome) {
            outcomes.add(outcome);
        }

        private List<Reason> reasons() {
            return attempts.stream()
                    .map(attempt -> Objects.requireNonNull(attempt.decision()).reason())
                    .toList();
        }
    }

    private OperationPipeline pipeline(Resilience resilience) {
        return pipeline(resilience, waits::add, builder -> {});
    }

    private OperationPipeline pipeline(
            Resilience resilience, OperationPipeline.Sleeper sleeper, Consumer<OkHttpClient.Builder> customizer) {
        OperationPipeline pipeline = new OperationPipeline(
                new ProviderId("acme"), customizer, resilience, observed, new Random(42), sleeper, Clock.systemUTC());
        made.add(pipeline);
        return pipeline;
    }

    private String execute(OperationPipeline pipeline) {
        return pipeline.execute(READ, RequestOptions.NONE, TestVendorCall.get(server.url()));
    }

    private VideoException failure(OperationPipeline pipeline) {
        return failure(pipeline, READ, RequestOptions.NONE, TestVendorCall.get(server.url()));
    }

    private static VideoException failure(
            OperationPipeline pipeline, Operation operation, RequestOptions options, VendorCall<?> exchange) {
        VideoException failure =
                catchThrowableOfType(VideoException.class, () -> pipeline.execute(operation, options, exchange));
        assertThat(failure).as("the operation fails").isNotNull();
        return failure;
    }

    // The retry budget

    @Test
    void retries_end_when_the_budget_is_empty_and_come_back_with_successes() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(null)
                .retryBudget(new RetryBudget(20, 5, 10))
                .build());
        server.answers(answer(503));
        for (int i = 0; i < 2; i++) {
            assertThat(failure(pipeline).attempts()).isEqualTo(3);
        }

        assertThat(failure(pipeline).attempts()).as("four retries at 5 are 20").isOne();
        assertThat(observed.reasons()).last().isEqualTo(Reason.BUDGET_EMPTY);

        server.answers(OK);
        for (int i = 0; i < 5; i++) {
            execute(pipeline);
        }
        server.answers(answer(503), OK);
        assertThat(execute(pipeline)).as("five successes gave five back").isEqualTo("fine");
        server.answers(answer(503), OK);
        assertThat(execute(pipeline)).as("a retry that helped cost nothing").isEqualTo("fine");
        server.answers(answer(503));
        assertThat(failure(pipeline).attempts())
                .as("one that did not help cost 5")
                .isEqualTo(2);
    }

    @Test
    void a_retry_after_a_timeout_costs_more() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(null)
                .retryBudget(new RetryBudget(20, 5, 10))
                .build());
        server.answers(answer(408));

        assertThat(failure(pipeline).attempts()).isEqualTo(3);
        assertThat(failure(pipeline).attempts()).as("two retries at 10 are 20").isOne();
    }

    @Test
    void a_full_budget_holds_no_more_than_its_capacity() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(null)
                .retryBudget(new RetryBudget(10, 5, 10))
                .build());
        for (int i = 0; i < 50; i++) {
            execute(pipeline);
        }
        server.answers(answer(503));

        assertThat(failure(pipeline).attempts()).isEqualTo(3);
        assertThat(failure(pipeline).attempts()).isOne();
    }

    @Test
    void without_a_budget_every_operation_has_all_its_attempts() {
        OperationPipeline pipeline = pipeline(
                Resilience.builder().circuitBreaker(null).retryBudget(null).build());
        server.answers(answer(503));
        for (int i = 0; i < 150; i++) {
            assertThat(failure(pipeline).attempts()).isEqualTo(3);
        }
    }

    // The rate limit

    @Test
    void requests_over_the_rate_wait_for_their_turn() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .rateLimit(new RateLimit(2, Duration.ofMinutes(2), Duration.ofHours(1)))
                .retry(POLICY.toBuilder().deadline(Duration.ofHours(1)).build())
                .build());
        execute(pipeline);
        execute(pipeline);
        assertThat(waits).isEmpty();

        execute(pipeline);

        assertThat(waits)
                .singleElement()
                .satisfies(wait -> assertThat(wait).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2)));
        assertThat(server.requestCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void a_permit_after_the_deadline_is_a_typed_error_and_nothing_is_sent(RetryClass retryClass) {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .rateLimit(new RateLimit(1, Duration.ofHours(1), Duration.ofMillis(1)))
                .build());
        execute(pipeline);

        VideoException failure =
                failure(pipeline, TestOperation.of(retryClass), RequestOptions.NONE, TestVendorCall.post(server.url()));

        assertThat(failure).isExactlyInstanceOf(RateLimitedException.class);
        assertThat(failure.status()).isNull();
        assertThat(failure.attempts()).isZero();
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requestCount()).isOne();
    }

    @Test
    void a_turn_after_the_deadline_is_not_waited_for() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .rateLimit(new RateLimit(1, Duration.ofHours(1), Duration.ofHours(1)))
                .build());
        execute(pipeline);

        assertThat(failure(pipeline)).isExactlyInstanceOf(RateLimitedException.class);
        assertThat(waits).isEmpty();
    }

    @Test
    void an_operation_that_does_not_wait_for_its_turn_takes_no_permit_of_others() throws Exception {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(POLICY.toBuilder().deadline(Duration.ofMillis(500)).build())
                .rateLimit(new RateLimit(1, Duration.ofSeconds(5), Duration.ofHours(1)))
                .build());
        execute(pipeline);
        // Within 4.5 seconds; after that, the next permit is near enough to wait for it.
        for (int i = 0; i < 20; i++) {
            assertThat(failure(pipeline)).isExactlyInstanceOf(RateLimitedException.class);
        }

        // With twenty reserved permits, none would be free for a hundred seconds.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (catchThrowable(() -> execute(pipeline)) != null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void a_retry_that_may_not_be_sent_leaves_the_first_error() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .rateLimit(new RateLimit(1, Duration.ofHours(1), Duration.ofMillis(1)))
                .build());
        server.answers(answer(503));

        VideoException failure = failure(pipeline);

        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.attempts()).isOne();
        assertThat(server.requestCount()).isOne();
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_turn() {
        OperationPipeline pipeline = pipeline(
                Resilience.builder()
                        .rateLimit(new RateLimit(1, Duration.ofSeconds(40), Duration.ofHours(1)))
                        .build(),
                delay -> {
                    throw new InterruptedException();
                },
                builder -> {});
        execute(pipeline);

        VideoException failure = failure(pipeline);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isExactlyInstanceOf(InterruptedOperationException.class);
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requestCount()).isOne();
    }

    @Test
    void an_interrupt_of_a_waiting_retry_keeps_the_unknown_outcome() {
        OperationPipeline pipeline = pipeline(
                Resilience.builder()
                        .rateLimit(new RateLimit(1, Duration.ofSeconds(30), Duration.ofHours(1)))
                        .retry(POLICY.toBuilder()
                                .delays(Duration.ZERO, Duration.ZERO)
                                .build())
                        .build(),
                delay -> {
                    if (!delay.isZero()) {
                        throw new InterruptedException();
                    }
                },
                builder -> {});
        server.answers(answer(503));

        VideoException failure = failure(
                pipeline,
                TestOperation.of(RetryClass.IDEMPOTENT),
                RequestOptions.NONE,
                TestVendorCall.post(server.url()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isExactlyInstanceOf(InterruptedOperationException.class);
        assertThat(failure.attempts()).isOne();
        assertThat(failure.outcomeUnknown()).isTrue();
    }

    // The bulkhead

    @Test
    void no_more_operations_run_at_once_than_the_bulkhead_allows() throws Exception {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(POLICY.toBuilder().maxAttempts(1).build())
                .bulkhead(new Bulkhead(1, Duration.ofMillis(1)))
                .build());
        server.answers(STALLS);
        CompletableFuture<VideoException> stalled = new CompletableFuture<>();
        Thread thread = new Thread(() -> stalled.complete(failure(pipeline)));
        thread.start();
        server.awaitRequest();

        VideoException refused = failure(pipeline);

        assertThat(refused).isExactlyInstanceOf(RateLimitedException.class).hasMessageContaining("bulkhead");
        assertThat(refused.attempts()).isZero();
        assertThat(refused.outcomeUnknown()).isFalse();
        thread.interrupt();
        stalled.get(10, TimeUnit.SECONDS);
        thread.join(10_000);
        server.answers(OK);
        for (int i = 0; i < 3; i++) {
            assertThat(execute(pipeline)).as("each gives its place back").isEqualTo("fine");
        }
    }

    @Test
    void the_deadline_ends_the_wait_at_the_bulkhead() throws Exception {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(POLICY.toBuilder().maxAttempts(1).build())
                .bulkhead(new Bulkhead(1, Duration.ofHours(1)))
                .build());
        server.answers(STALLS);
        Thread stalled = new Thread(() -> failure(pipeline));
        stalled.start();
        server.awaitRequest();
        RequestOptions within =
                RequestOptions.builder().deadline(Duration.ofMillis(200)).build();

        assertThatThrownBy(() -> pipeline.execute(READ, within, TestVendorCall.get(server.url())))
                .isExactlyInstanceOf(RateLimitedException.class)
                .hasMessageContaining("bulkhead");

        pipeline.close();
        stalled.join(10_000);
    }

    @Test
    void a_deadline_that_is_over_before_the_first_attempt_is_no_rate_limit() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(CircuitBreakerPolicy.builder()
                        .window(1)
                        .minimumCalls(1)
                        .openFor(Duration.ofMinutes(10))
                        .build())
                .build());
        server.answers(answer(503));
        failure(pipeline);
        RequestOptions within =
                RequestOptions.builder().deadline(Duration.ofMillis(20)).build();

        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> pipeline.execute(READ, within, new TestVendorCall(server.url(), false) {
                    @Override
                    public boolean failOver(VideoException open, Attempt attempt) {
                        // A look-up of another host that takes as long as the deadline.
                        LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
                        return true;
                    }
                }));

        assertThat(failure).isExactlyInstanceOf(DeadlineExceededException.class);
        assertThat(failure.attempts()).isZero();
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void an_interrupt_ends_the_wait_at_the_bulkhead() throws Exception {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(POLICY.toBuilder().maxAttempts(1).build())
                .bulkhead(new Bulkhead(1, Duration.ofHours(1)))
                .build());
        server.answers(STALLS);
        Thread stalled = new Thread(() -> failure(pipeline));
        stalled.start();
        server.awaitRequest();
        Thread.currentThread().interrupt();

        assertThat(failure(pipeline)).isExactlyInstanceOf(InterruptedOperationException.class);

        assertThat(Thread.interrupted()).isTrue();
        pipeline.close();
        stalled.join(10_000);
    }

    @Test
    void a_listener_is_notified_of_attempts_without_holding_a_permit() {
        Resilience one = Resilience.builder()
                .bulkhead(new Bulkhead(1, Duration.ofMillis(1)))
                .build();
        AtomicReference<OperationPipeline> pipeline = new AtomicReference<>();
        List<String> order = new ArrayList<>();
        OperationListener using = new OperationListener() {
            @Override
            public void onAttempt(AttemptOutcome attempt) {
                if (order.isEmpty()) {
                    order.add("first attempt " + attempt.attempt());
                    order.add("from the listener: " + execute(pipeline.get()));
                } else {
                    order.add("attempt " + attempt.attempt());
                }
            }

            @Override
            public void onOutcome(OperationOutcome outcome) {
                order.add("outcome after " + outcome.attempts());
            }
        };
        pipeline.set(new OperationPipeline(
                new ProviderId("acme"), null, one, using, new Random(42), waits::add, Clock.systemUTC()));
        made.add(pipeline.get());
        server.answers(answer(503), OK);

        assertThat(execute(pipeline.get())).isEqualTo("fine");

        assertThat(order)
                .containsExactly(
                        "first attempt 1",
                        "attempt 1",
                        "outcome after 1",
                        "from the listener: fine",
                        "attempt 2",
                        "outcome after 2");
    }

    // Circuit breakers of several hosts

    /** Uses the next of several hosts whenever that is permitted. */
    private static final class Roaming extends TestVendorCall {

        private final List<HttpUrl> hosts;
        private int at;

        Roaming(HttpUrl... hosts) {
            super(hosts[0], true);
            this.hosts = List.of(hosts);
        }

        @Override
        public Request request(Attempt attempt) {
            return super.request(attempt).newBuilder().url(hosts.get(at)).build();
        }

        @Override
        public boolean failOver(VideoException failure, Attempt attempt) {
            boolean more = at + 1 < hosts.size();
            at = Math.min(at + 1, hosts.size() - 1);
            return more;
        }
    }

    @Test
    void each_host_has_a_breaker_of_its_own_and_one_that_is_open_is_passed_by() {
        try (TestServer other = new TestServer()) {
            OperationPipeline pipeline = pipeline(Resilience.builder()
                    .circuitBreaker(CircuitBreakerPolicy.builder()
                            .window(10)
                            .minimumCalls(10)
                            .failureRatePercent(50)
                            .openFor(Duration.ofMinutes(10))
                            .trialCalls(1)
                            .build())
                    .build());
            server.answers(answer(503));
            for (int i = 0; i < 10; i++) {
                assertThat(pipeline.execute(READ, RequestOptions.NONE, new Roaming(server.url(), other.url())))
                        .isEqualTo("fine");
            }
            assertThat(server.requestCount()).isEqualTo(10);
            waits.clear();

            assertThat(pipeline.execute(READ, RequestOptions.NONE, new Roaming(server.url(), other.url())))
                    .isEqualTo("fine");

            assertThat(server.requestCount()).as("it is not asked again").isEqualTo(10);
            assertThat(other.requestCount()).isEqualTo(11);
            assertThat(waits).as("passing by takes no time").isEmpty();
            assertThat(observed.outcomes)
                    .last()
                    .extracting(OperationOutcome::attempts)
                    .isEqualTo(1);
            assertThat(failure(pipeline)).hasMessageContaining("circuit breaker");
        }
    }

    @Test
    void a_breaker_that_opens_between_two_attempts_leaves_the_first_error() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(CircuitBreakerPolicy.builder()
                        .window(1)
                        .minimumCalls(1)
                        .failureRatePercent(50)
                        .openFor(Duration.ofMinutes(10))
                        .trialCalls(1)
                        .build())
                .build());
        server.answers(answer(503));

        VideoException failure = failure(pipeline);

        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.attempts()).isOne();
        assertThat(server.requestCount()).isOne();
    }

    @Test
    void without_a_circuit_breaker_requests_are_always_sent() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .circuitBreaker(null)
                .retryBudget(null)
                .retry(POLICY.toBuilder().maxAttempts(1).build())
                .build());
        server.answers(answer(503));
        for (int i = 0; i < 100; i++) {
            assertThat(failure(pipeline).status()).isEqualTo(503);
        }
        assertThat(server.requestCount()).isEqualTo(100);
    }

    // Options of one call

    @Test
    void options_change_attempts_and_deadline() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        server.answers(answer(503));

        assertThat(failure(
                                pipeline,
                                READ,
                                RequestOptions.builder().attempts(1).build(),
                                TestVendorCall.get(server.url()))
                        .attempts())
                .isOne();
        assertThat(failure(
                                pipeline,
                                READ,
                                RequestOptions.builder().attempts(5).build(),
                                TestVendorCall.get(server.url()))
                        .attempts())
                .isEqualTo(5);
        server.answers(STALLS);
        VideoException late = failure(
                pipeline,
                READ,
                RequestOptions.builder().deadline(Duration.ofSeconds(1)).build(),
                TestVendorCall.get(server.url()));
        assertThat(late).isExactlyInstanceOf(DeadlineExceededException.class);
        assertThat(late.attempts()).isOne();
    }

    @Test
    void an_attempts_time_may_be_set_for_all_operations() {
        OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(POLICY.toBuilder()
                        .attemptTimeout(Duration.ofSeconds(2))
                        .maxAttempts(2)
                        .build())
                .build());
        server.answers(STALLS, OK);

        assertThat(execute(pipeline)).isEqualTo("fine");

        assertThat(observed.attempts).extracting(AttemptOutcome::attempt).containsExactly(1, 2);
        assertThat(observed.attempts.get(0).failure()).isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void headers_go_with_every_attempt() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        server.answers(answer(503), OK);

        pipeline.execute(
                READ, RequestOptions.builder().header("traceparent", "00-1").build(), TestVendorCall.get(server.url()));

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(request.getHeaders().values("Traceparent")).containsExactly("00-1"));
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_idempotency_key_makes_the_request_id_the_same_another_time(RetryClass retryClass) {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        Operation operation = TestOperation.of(retryClass);
        Set<String> ids = new HashSet<>();
        for (String key : List.of("order-1", "order-1", "order-2")) {
            pipeline.execute(
                    operation, RequestOptions.builder().idempotencyKey(key).build(), TestVendorCall.post(server.url()));
        }
        server.requests().forEach(request -> ids.add(request.getHeaders().get("X-Request-Id")));

        assertThat(ids)
                .as("the id of a read is not derived from the idempotency key")
                .hasSize(retryClass == RetryClass.READ ? 3 : 2);
    }

    @Test
    void the_request_id_of_an_idempotency_key_covers_operation_target_and_payload() {
        RequestOptions options =
                RequestOptions.builder().idempotencyKey("order-1").build();
        HttpUrl url = server.url();
        Json payload = Json.builder().put("a", 1).put("b", 2).build();
        List<Request> different = List.of(
                new Request.Builder().url(url).post(new JsonBody(payload)).build(),
                new Request.Builder().url(url).put(new JsonBody(payload)).build(),
                new Request.Builder()
                        .url(url)
                        .post(new JsonBody(Json.builder().put("a", 1).build()))
                        .build(),
                new Request.Builder()
                        .url(url.newBuilder().addPathSegment("x").build())
                        .post(new JsonBody(payload))
                        .build(),
                new Request.Builder()
                        .url(url.newBuilder().addQueryParameter("x", "y").build())
                        .post(new JsonBody(payload))
                        .build(),
                new Request.Builder().url(url).delete().build());
        Set<String> ids = new HashSet<>();
        for (Request request : different) {
            ids.add(sentId(pipeline(Resilience.DEFAULT), options, request));
        }
        Request sameInAnotherOrder = new Request.Builder()
                .url(url)
                .post(new JsonBody(Json.builder().put("b", 2).put("a", 1).build()))
                .build();
        Set<String> all = new HashSet<>(ids);
        all.add(sentId(pipeline(Resilience.DEFAULT), options, sameInAnotherOrder));

        assertThat(ids).hasSameSizeAs(different);
        assertThat(all).as("with the repetition in another process").isEqualTo(ids);
    }

    private String sentId(OperationPipeline pipeline, RequestOptions options, Request request) {
        pipeline.execute(TestOperation.of(RetryClass.KEYED), options, new TestVendorCall(server.url(), true) {
            @Override
            public Request request(Attempt attempt) {
                return request.newBuilder()
                        .header("X-Request-Id", attempt.requestId())
                        .build();
            }
        });
        return String.valueOf(server.awaitRequest().getHeaders().get("X-Request-Id"));
    }

    // Observation

    @Test
    void the_listener_receives_the_start_each_attempt_and_the_outcome() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        server.answers(answer(429), answer(408), OK);

        execute(pipeline);

        String requestId = observed.starts.get(0).requestId();
        assertThat(observed.starts).containsExactly(new OperationStart(new ProviderId("acme"), "DoIt", requestId));
        assertThat(observed.attempts)
                .extracting(AttemptOutcome::requestId, AttemptOutcome::attempt, AttemptOutcome::host)
                .containsExactly(
                        tuple(requestId, 1, server.url().host()),
                        tuple(requestId, 2, server.url().host()),
                        tuple(requestId, 3, server.url().host()));
        assertThat(observed.attempts.stream()
                        .map(AttemptOutcome::decision)
                        .map(decision -> decision == null ? null : decision.reason()))
                .containsExactly(Reason.RATE_LIMITED, Reason.TIMEOUT, null);
        assertThat(observed.attempts.get(2).failure()).isNull();
        assertThat(observed.outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.requestId()).isEqualTo(requestId);
            assertThat(outcome.attempts()).isEqualTo(3);
            assertThat(outcome.outcome()).isEqualTo("success");
        });
    }

    @Test
    void bugs_are_reported_to_the_listener() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);

        assertThatThrownBy(() -> pipeline.execute(READ, RequestOptions.NONE, new TestVendorCall(server.url(), false) {
                    @Override
                    public Request request(Attempt attempt) {
                        throw new UnsupportedOperationException("a bug");
                    }
                }))
                .isInstanceOf(UnsupportedOperationException.class);

        assertThat(observed.outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.failure()).isInstanceOf(UnsupportedOperationException.class);
            assertThat(outcome.outcome()).isEqualTo("UnsupportedOperation");
        });
    }

    // Requests that never left

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void a_request_that_http2_reports_as_unprocessed_is_retried_in_every_class(RetryClass retryClass)
            throws IOException {
        try (MockWebServer http2 = new MockWebServer()) {
            http2.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
            http2.setDispatcher(new RefusingFirst());
            http2.start();
            OperationPipeline pipeline = pipeline(
                    Resilience.DEFAULT, waits::add, builder -> builder.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)));

            // Without a body: data on a rejected stream is a protocol error for this server.
            assertThat(pipeline.execute(
                            TestOperation.of(retryClass), RequestOptions.NONE, TestVendorCall.get(http2.url("/"))))
                    .isEqualTo("fine");

            assertThat(observed.attempts.get(0).failure())
                    .isExactlyInstanceOf(UnavailableException.class)
                    .extracting(VideoException::outcomeUnknown)
                    .isEqualTo(false);
        }
    }

    /**
     * Rejects the stream of a first attempt. A queue of responses may give one response to two streams, because it
     * peeks before it polls.
     */
    private final class RefusingFirst extends mockwebserver3.Dispatcher {

        @Override
        public MockResponse peek() {
            return observed.attempts.isEmpty()
                    ? new MockResponse.Builder()
                            .onRequestStart(new SocketEffect.CloseStream(/* REFUSED_STREAM */ 7))
                            .build()
                    : OK;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            return OK;
        }
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_unreachable_host_is_retried_in_every_class(RetryClass retryClass) throws IOException {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);

        // Keeps a port on which nothing listens, so that no other process listens there either.
        try (Socket reserved = new Socket()) {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            VideoException failure = failure(
                    pipeline,
                    TestOperation.of(retryClass),
                    RequestOptions.NONE,
                    TestVendorCall.post(HttpUrl.get("http://127.0.0.1:" + reserved.getLocalPort())));

            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.outcomeUnknown()).isFalse();
        }
    }

    // Code of the application

    @Test
    void a_dispatcher_and_a_pool_that_the_customizer_brought_stay_open() throws Exception {
        Dispatcher dispatcher = new Dispatcher();
        ConnectionPool pool = new ConnectionPool();
        OperationPipeline pipeline = pipeline(
                Resilience.DEFAULT,
                waits::add,
                builder -> builder.dispatcher(dispatcher).connectionPool(pool));
        execute(pipeline);

        pipeline.close();

        assertThat(dispatcher.executorService().isShutdown()).isFalse();
        assertThat(pool.connectionCount()).isOne();
        dispatcher.executorService().shutdown();
        pool.evictAll();
    }

    @Test
    void looking_for_another_host_has_no_more_time_than_the_operation() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        List<Duration> left = new ArrayList<>();
        server.answers(
                new MockResponse.Builder()
                        .code(503)
                        .headersDelay(300, TimeUnit.MILLISECONDS)
                        .build(),
                OK);

        pipeline.execute(
                READ,
                RequestOptions.builder().deadline(Duration.ofSeconds(2)).build(),
                new TestVendorCall(server.url(), false) {
                    @Override
                    public boolean failOver(VideoException failure, Attempt attempt) {
                        left.add(attempt.timeout());
                        return false;
                    }
                });

        assertThat(left).singleElement().satisfies(time -> assertThat(time).isLessThan(Duration.ofMillis(1701)));
    }

    @Test
    void a_request_beside_an_operation_is_sent_once() {
        OperationPipeline pipeline = pipeline(Resilience.DEFAULT);
        AtomicInteger asked = new AtomicInteger();
        server.answers(answer(503), answer(500), OK);

        String answer = pipeline.execute(READ, RequestOptions.NONE, new TestVendorCall(server.url(), false) {
            @Override
            public boolean failOver(VideoException failure, @Nullable Attempt attempt) {
                HttpResponse beside =
                        pipeline.send(new Request.Builder().url(server.url()).build(), Objects.requireNonNull(attempt));
                asked.set(beside.status());
                return false;
            }
        });

        assertThat(answer).isEqualTo("fine");
        assertThat(asked).hasValue(500);
        assertThat(server.requestCount()).isEqualTo(3);
    }
}
