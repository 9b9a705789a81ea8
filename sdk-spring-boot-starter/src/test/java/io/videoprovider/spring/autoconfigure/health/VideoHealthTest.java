package io.videoprovider.spring.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.endpoint.VideoEndpointAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.observation.VideoObservationAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Health of the providers. */
class VideoHealthTest {

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitEmulatorAutoConfiguration.class,
                    StreamEmulatorAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    StreamAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    VideoHealthAutoConfiguration.class,
                    VideoObservationAutoConfiguration.class,
                    VideoEndpointAutoConfiguration.class))
            .withPropertyValues("videoprovider.emulator=true");

    @Test
    void each_provider_has_a_health_indicator() {
        app.run(context -> {
            CompositeHealthContributor health = (CompositeHealthContributor)
                    context.getBean("videoProviderHealthContributor", HealthContributor.class);
            for (String name : List.of("liveKitVideoProvider", "streamVideoProvider")) {
                assertThat(health.getContributor(name))
                        .isInstanceOfSatisfying(
                                HealthIndicator.class,
                                indicator -> assertThat(indicator.health())
                                        .satisfies(result ->
                                                assertThat(result.getStatus()).isEqualTo(Status.UP)));
            }
        });
    }

    @Test
    void result_is_cached_for_30_seconds_and_contains_no_secret() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        try (LiveKitEmulator emulator = LiveKitEmulator.builder().start();
                LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                        .url(emulator.url().toString())
                        .apiKey("devkey")
                        .apiSecret("a-wrong-secret")
                        .build()) {
            VideoProviderHealthIndicator indicator = new VideoProviderHealthIndicator(video, clock);

            Health first = indicator.health();
            now.set(now.get().plusSeconds(29));
            indicator.health();
            assertThat(emulator.requests()).hasSize(1);
            now.set(now.get().plusSeconds(2));
            indicator.health();

            assertThat(emulator.requests()).hasSize(2);
            assertThat(first.getStatus()).isEqualTo(Status.DOWN);
            assertThat(first.getDetails()).containsEntry("error", "AuthenticationException");
            assertThat(first.toString()).doesNotContain("a-wrong-secret").doesNotContain("eyJ");
        }
    }

    @Test
    void health_can_be_disabled_and_requires_boots_health_module() {
        app.withPropertyValues("management.health.videoprovider.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthContributor.class));
        app.withClassLoader(new FilteredClassLoader(HealthContributor.class))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
