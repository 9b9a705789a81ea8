package io.videoprovider.spring.autoconfigure.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.endpoint.VideoEndpointAutoConfiguration;
import io.videoprovider.spring.autoconfigure.health.VideoHealthAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Observations of remote operations. */
class OperationObservationsTest {

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
            assertThatThrownBy(() -> video.calls().end(CallId.of("unknown"))).isInstanceOf(NotFoundException.class);

            assertThat(stopped).extracting(Observation.Context::getName).containsOnly("videoprovider.operation");
            assertThat(stopped)
                    .extracting(observed -> tag(observed, "provider") + " " + tag(observed, "operation") + " "
                            + tag(observed, "outcome"))
                    .contains("livekit CreateRoom success", "livekit DeleteRoom NotFound");
        });
    }

    @Test
    void asynchronous_operations_have_the_parent_and_the_MDC_of_the_caller() {
        ObservationRegistry registry = ObservationRegistry.create();
        List<String> parents = new CopyOnWriteArrayList<>();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ObservationView parent = context.getParentObservation();
                parents.add(context.getName() + " in "
                        + (parent == null ? "none" : parent.getContextView().getName()));
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        app.withBean("other", OperationListener.class, () -> outcome -> {})
                .withBean(ObservationRegistry.class, () -> registry)
                .run(context -> {
                    LiveKitVideoProvider video = context.getBean(LiveKitVideoProvider.class);
                    Function<VideoProvider, String> work = view -> {
                        view.calls().list();
                        return MDC.get("user");
                    };
                    ExecutorService executor = Executors.newSingleThreadExecutor();
                    MDC.put("user", "alice");
                    try {
                        Observation.createNotStarted("booking", registry).observe(() -> {
                            assertThat(video.async(work).join()).isEqualTo("alice");
                            assertThat(video.async(work, executor).join()).isEqualTo("alice");
                        });
                    } finally {
                        MDC.clear();
                    }
                    assertThat(parents)
                            .containsExactly(
                                    "videoprovider.operation in booking",
                                    "videoprovider.operation in booking",
                                    "booking in none");
                    assertThat(video.async(work, executor).join()).isNull();
                    assertThat(parents).last().isEqualTo("videoprovider.operation in none");
                    assertThat(executor.submit(() -> MDC.get("user")).get()).isNull();
                    executor.shutdown();
                });
    }

    @Test
    void application_starts_without_micrometer() {
        app.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(StreamEmulator.class));
    }

    private static @Nullable String tag(Observation.Context observed, String key) {
        KeyValue value = observed.getLowCardinalityKeyValue(key);
        return value == null ? null : value.getValue();
    }
}
