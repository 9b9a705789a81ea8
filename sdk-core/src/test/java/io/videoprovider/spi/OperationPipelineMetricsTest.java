package io.videoprovider.spi;

import static io.videoprovider.spi.TestServer.OK;
import static io.videoprovider.spi.TestServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.observe.HostMetrics;
import io.videoprovider.observe.HostMetrics.Circuit;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryBudget;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.resilience.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Metrics of circuit breakers and retry budget. */
class OperationPipelineMetricsTest {

    private static final CircuitBreakerPolicy BREAKER = CircuitBreakerPolicy.builder()
            .window(2)
            .minimumCalls(2)
            .failureRatePercent(50)
            .openFor(Duration.ofSeconds(5))
            .trialCalls(2)
            .build();

    private final TestServer server = new TestServer();
    private final TestServer another = new TestServer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));

    @AfterEach
    void close() {
        server.close();
        another.close();
    }

    private OperationPipeline pipeline(Resilience resilience) {
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return new OperationPipeline(
                new ProviderId("acme"), client -> {}, resilience, outcome -> {}, new Random(1), delay -> {}, clock);
    }

    private static void execute(OperationPipeline pipeline, TestServer server) {
        pipeline.execute(TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestVendorCall.get(server.url()));
    }

    private static HostMetrics host(TestServer server, Circuit circuit) {
        return new HostMetrics(server.url().host() + ':' + server.url().port(), circuit);
    }

    @Test
    void each_used_host_has_the_state_of_its_circuit_breaker() {
        try (OperationPipeline pipeline = pipeline(Resilience.builder()
                .retry(RetryPolicy.builder().maxAttempts(2).build())
                .circuitBreaker(BREAKER)
                .build())) {
            assertThat(pipeline.metrics().hosts()).isEmpty();
            execute(pipeline, another);
            assertThat(pipeline.metrics().hosts()).containsExactly(host(another, Circuit.CLOSED));

            server.answers(answer(503), answer(503), OK);
            assertThatThrownBy(() -> execute(pipeline, server)).isInstanceOf(UnavailableException.class);
            assertThat(pipeline.metrics().hosts())
                    .containsExactlyInAnyOrder(host(another, Circuit.CLOSED), host(server, Circuit.OPEN))
                    .isSortedAccordingTo((a, b) -> a.host().compareTo(b.host()));

            now.set(now.get().plusSeconds(6));
            execute(pipeline, server);
            assertThat(pipeline.metrics().hosts()).contains(host(server, Circuit.HALF_OPEN));
            execute(pipeline, server);
            assertThat(pipeline.metrics().hosts()).contains(host(server, Circuit.CLOSED));
        }
    }

    @Test
    void the_remaining_budget_is_in_the_metrics() {
        try (OperationPipeline pipeline = pipeline(
                Resilience.builder().retryBudget(new RetryBudget(20, 5, 10)).build())) {
            assertThat(pipeline.metrics().retryTokens()).isEqualTo(20);
            server.answers(answer(503));

            assertThatThrownBy(() -> execute(pipeline, server)).isInstanceOf(UnavailableException.class);

            assertThat(pipeline.metrics().retryTokens()).isEqualTo(10);
        }
    }

    @Test
    void disabled_parts_have_no_metrics() {
        OperationPipeline pipeline = pipeline(
                Resilience.builder().retryBudget(null).circuitBreaker(null).build());
        execute(pipeline, server);
        pipeline.close();

        ProviderMetrics metrics = pipeline.metrics();
        assertThat(metrics.retryTokens()).isNull();
        assertThat(metrics.hosts())
                .singleElement()
                .satisfies(host -> assertThat(host.circuit()).isNull());
    }
}
