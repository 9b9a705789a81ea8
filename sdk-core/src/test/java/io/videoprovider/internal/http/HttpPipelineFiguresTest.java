package io.videoprovider.internal.http;

import static io.videoprovider.internal.http.TestServer.OK;
import static io.videoprovider.internal.http.TestServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.UnavailableException;
import io.videoprovider.observe.HostFigures;
import io.videoprovider.observe.HostFigures.Circuit;
import io.videoprovider.observe.ProviderFigures;
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

/** What can be seen of breakers and budget from outside. */
class HttpPipelineFiguresTest {

    private static final CircuitBreakerPolicy BREAKER =
            new CircuitBreakerPolicy(2, 2, 50, Duration.ofSeconds(5), /* trialCalls */ 2);

    private final TestServer server = new TestServer();
    private final TestServer another = new TestServer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));

    @AfterEach
    void close() {
        server.close();
        another.close();
    }

    private HttpPipeline pipeline(Resilience resilience) {
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return new HttpPipeline("acme", client -> {}, resilience, outcome -> {}, new Random(1), delay -> {}, clock);
    }

    private static void execute(HttpPipeline pipeline, TestServer server) {
        pipeline.execute(TestOperation.of(RetryClass.READ), RequestOptions.NONE, TestExchange.get(server.url()));
    }

    private static HostFigures host(TestServer server, Circuit circuit) {
        return new HostFigures(server.url().host() + ':' + server.url().port(), circuit);
    }

    @Test
    void each_host_that_was_asked_has_the_state_of_its_breaker() {
        try (HttpPipeline pipeline = pipeline(Resilience.DEFAULT
                .withRetry(RetryPolicy.DEFAULT.withMaxAttempts(2))
                .withCircuitBreaker(BREAKER))) {
            assertThat(pipeline.figures().hosts()).isEmpty();
            execute(pipeline, another);
            assertThat(pipeline.figures().hosts()).containsExactly(host(another, Circuit.CLOSED));

            server.answers(answer(503), answer(503), OK);
            assertThatThrownBy(() -> execute(pipeline, server)).isInstanceOf(UnavailableException.class);
            assertThat(pipeline.figures().hosts())
                    .containsExactlyInAnyOrder(host(another, Circuit.CLOSED), host(server, Circuit.OPEN))
                    .isSortedAccordingTo((a, b) -> a.host().compareTo(b.host()));

            now.set(now.get().plusSeconds(6));
            execute(pipeline, server);
            assertThat(pipeline.figures().hosts()).contains(host(server, Circuit.HALF_OPEN));
            execute(pipeline, server);
            assertThat(pipeline.figures().hosts()).contains(host(server, Circuit.CLOSED));
        }
    }

    @Test
    void what_is_left_of_the_budget_is_seen() {
        try (HttpPipeline pipeline = pipeline(Resilience.DEFAULT.withRetryBudget(new RetryBudget(20, 5, 10)))) {
            assertThat(pipeline.figures().retryTokens()).isEqualTo(20);
            server.answers(answer(503));

            assertThatThrownBy(() -> execute(pipeline, server)).isInstanceOf(UnavailableException.class);

            assertThat(pipeline.figures().retryTokens()).isEqualTo(10);
        }
    }

    @Test
    void what_was_switched_off_has_no_figures() {
        HttpPipeline pipeline =
                pipeline(Resilience.DEFAULT.withRetryBudget(null).withCircuitBreaker(null));
        execute(pipeline, server);
        pipeline.close();

        ProviderFigures figures = pipeline.figures();
        assertThat(figures.retryTokens()).isNull();
        assertThat(figures.hosts())
                .singleElement()
                .satisfies(host -> assertThat(host.circuit()).isNull());
    }
}
