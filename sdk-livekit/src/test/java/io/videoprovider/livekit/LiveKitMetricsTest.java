package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.observe.HostMetrics;
import io.videoprovider.observe.HostMetrics.Circuit;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Metrics of a provider after real requests. */
class LiveKitMetricsTest {

    private static final CircuitBreakerPolicy BREAKER = CircuitBreakerPolicy.builder()
            .window(3)
            .minimumCalls(3)
            .failureRatePercent(50)
            .openFor(Duration.ofMinutes(10))
            .trialCalls(1)
            .build();

    @Test
    void the_host_whose_circuit_is_open_and_the_budget_left_are_seen_through_every_view() {
        try (LiveKitEmulator emulator =
                        LiveKitEmulator.builder().apiKey("devkey", Tests.SECRET).start();
                VideoProvider video = Tests.providerOf(emulator)
                        .resilience(Resilience.builder()
                                .retry(Tests.QUICK)
                                .circuitBreaker(BREAKER)
                                .build())
                        .build()) {
            String host = emulator.url().getHost() + ':' + emulator.url().getPort();
            VideoProvider view = video.with(RequestOptions.NONE);
            assertThat(video.metrics()).isEqualTo(new ProviderMetrics(List.of(), 500));
            emulator.faults().inject("ListRooms", 3, LiveKitFault.dropBeforeProcessing());

            assertThatThrownBy(() -> view.calls().list()).isInstanceOf(UnavailableException.class);

            // Two further attempts at five tokens each.
            ProviderMetrics open = new ProviderMetrics(List.of(new HostMetrics(host, Circuit.OPEN)), 490);
            assertThat(video.metrics()).isEqualTo(open);
            assertThat(view.metrics()).isEqualTo(open);
            assertThat(emulator.requests()).hasSize(3);
        }
    }
}
