package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.observe.HostFigures;
import io.videoprovider.observe.HostFigures.Circuit;
import io.videoprovider.observe.ProviderFigures;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.testing.livekit.LiveKitEmulator;
import io.videoprovider.testing.livekit.LiveKitFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a provider says it stands with its vendor, after real requests. */
class LiveKitFiguresTest {

    private static final CircuitBreakerPolicy BREAKER =
            new CircuitBreakerPolicy(3, 3, 50, Duration.ofMinutes(10), /* trialCalls */ 1);

    @Test
    void the_host_whose_circuit_is_open_and_the_budget_left_are_seen_through_every_view() {
        try (LiveKitEmulator emulator =
                        LiveKitEmulator.builder().apiKey("devkey", Tests.SECRET).start();
                VideoProvider video = Tests.providerOf(emulator)
                        .resilience(Resilience.DEFAULT.withRetry(Tests.QUICK).withCircuitBreaker(BREAKER))
                        .build()) {
            String host = emulator.url().getHost() + ':' + emulator.url().getPort();
            VideoProvider view = video.with(RequestOptions.NONE);
            assertThat(video.figures()).isEqualTo(new ProviderFigures(List.of(), 500));
            emulator.faults().inject("ListRooms", 3, LiveKitFault.dropBeforeProcessing());

            assertThatThrownBy(() -> view.calls().list()).isInstanceOf(UnavailableException.class);

            // Two further attempts at five tokens each.
            ProviderFigures open = new ProviderFigures(List.of(new HostFigures(host, Circuit.OPEN)), 490);
            assertThat(video.figures()).isEqualTo(open);
            assertThat(view.figures()).isEqualTo(open);
            assertThat(emulator.requests()).hasSize(3);
        }
    }
}
