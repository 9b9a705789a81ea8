package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ActuatorTest {

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
    void each_provider_has_its_health() {
        app.run(context -> {
            CompositeHealthContributor health = (CompositeHealthContributor)
                    context.getBean("videoProviderHealthContributor", HealthContributor.class);
            for (String name : List.of("liveKitVideoProvider", "streamVideoProvider")) {
                assertThat(health.getContributor(name))
                        .isInstanceOfSatisfying(
                                HealthIndicator.class,
                                indicator -> assertThat(indicator.health())
                                        .satisfies(found ->
                                                assertThat(found.getStatus()).isEqualTo(Status.UP)));
            }
        });
    }

    @Test
    void health_is_asked_once_in_half_a_minute_and_says_why_without_a_secret() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        try (LiveKitEmulator emulator = LiveKitEmulator.builder().start();
                LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                        .url(emulator.url().toString())
                        .apiKey("devkey")
                        .apiSecret("a wrong secret")
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
            assertThat(first.toString()).doesNotContain("a wrong secret").doesNotContain("eyJ");
        }
    }

    @Test
    void health_can_be_switched_off_and_is_not_there_without_boots() {
        app.withPropertyValues("management.health.videoprovider.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthContributor.class));
        app.withClassLoader(new FilteredClassLoader(HealthContributor.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void operations_are_observed() {
        ObservationRegistry registry = ObservationRegistry.create();
        List<Observation.Context> stopped = new CopyOnWriteArrayList<>();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        app.withBean(ObservationRegistry.class, () -> registry).run(context -> {
            LiveKitVideoProvider video = context.getBean(LiveKitVideoProvider.class);
            video.calls().getOrCreate(CallRequest.builder(CallId.of("consult")).build());
            Assertions.assertThatThrownBy(() -> video.calls().end(CallId.of("nobody")))
                    .isInstanceOf(NotFoundException.class);

            assertThat(stopped).extracting(Observation.Context::getName).containsOnly("videoprovider.operation");
            assertThat(stopped)
                    .extracting(observed -> tag(observed, "provider") + " " + tag(observed, "operation") + " "
                            + tag(observed, "outcome"))
                    .contains("livekit CreateRoom success", "livekit DeleteRoom NotFound");
        });
    }

    @Test
    void the_endpoint_tells_capabilities_and_metrics_where_it_is_exposed() {
        app.run(context -> assertThat(context).doesNotHaveBean(VideoProviderEndpoint.class));
        app.withPropertyValues("management.endpoints.web.exposure.include=videoprovider")
                .run(context -> {
                    VideoProviderEndpoint.Report report =
                            context.getBean(VideoProviderEndpoint.class).report();

                    assertThat(report.providers()).containsOnlyKeys("liveKitVideoProvider", "streamVideoProvider");
                    assertThat(report.providers())
                            .hasEntrySatisfying(
                                    "liveKitVideoProvider",
                                    provider -> assertThat(provider.features()).contains("Messages"));
                    assertThat(report.inbox()).isNotNull();
                    assertThat(report.handlers())
                            .singleElement()
                            .satisfies(handler -> assertThat(handler.open()).isFalse());
                });
    }

    @Test
    void without_micrometer_everything_else_is_there() {
        app.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(StreamEmulator.class));
    }

    private static @Nullable String tag(Observation.Context observed, String key) {
        KeyValue value = observed.getLowCardinalityKeyValue(key);
        return value == null ? null : value.getValue();
    }
}
