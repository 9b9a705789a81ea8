package io.videoprovider.spring.autoconfigure.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.retention.LinkRequest;
import io.videoprovider.retention.RecordingAccess;
import io.videoprovider.retention.RecordingStore;
import io.videoprovider.retention.RecordingStores;
import io.videoprovider.retention.Retention;
import io.videoprovider.retention.StoredFile;
import io.videoprovider.retention.Viewer;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Retention of recordings in an application, with files at the emulator of Stream. */
@Timeout(60)
class RetentionAutoConfigurationTest {

    private final ApplicationContextRunner both = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitEmulatorAutoConfiguration.class,
                    StreamEmulatorAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    StreamAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    HistoryAutoConfiguration.class,
                    HistoryMetricsAutoConfiguration.class,
                    RetentionAutoConfiguration.class))
            .withPropertyValues("videoprovider.emulator=true", "videoprovider.history.enabled=true");
    private final ApplicationContextRunner app =
            both.withClassLoader(new FilteredClassLoader("io.videoprovider.livekit"));
    private final ApplicationContextRunner retained = app.withPropertyValues(
            "videoprovider.history.retention.enabled=true", "videoprovider.history.retention.interval=1s");

    /** A bucket of the application. */
    private static final class Bucket implements RecordingStore {

        private final Queue<String> deleted = new ConcurrentLinkedQueue<>();

        @Override
        public boolean accepts(String location) {
            return true;
        }

        @Override
        public Optional<StoredFile> head(String location) {
            return Optional.empty();
        }

        @Override
        public void delete(String location) {
            deleted.add(location);
        }

        @Override
        public URI link(String location, LinkRequest request) {
            return URI.create("https://bucket.example/" + location);
        }
    }

    /** Records a call at the emulator, and reports to the history that the recording ended some time ago. */
    private static RecordingId record(ApplicationContext context, CallId call, Duration ago) {
        StreamVideoProvider video = context.getBean(StreamVideoProvider.class);
        video.calls().getOrCreate(CallRequest.of(call));
        String token =
                video.tokens().mint(TokenRequest.builder("alice", call).build()).token();
        StreamEmulator emulator = context.getBean(StreamEmulator.class);
        String cid = call.type() + ":" + call.id();
        RecordingId id;
        try (SimulatedParticipant alice = emulator.join(token, cid)) {
            alice.publish("camera");
            id = video.recordings()
                    .start(call, RecordingRequest.composite().build())
                    .id();
            await().until(() -> video.recordings().get(id).status() == RecordingStatus.RECORDING);
            video.recordings().stop(id);
            // The emulator needs ten seconds for a file.
            emulator.advanceRecording(cid, "composite");
        }
        Recording ready = video.recordings().get(id);
        assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
        report(context, call, ready.id(), ready.files(), ago);
        return id;
    }

    /** Reports to the history that a recording ended some time ago. */
    private static void report(
            ApplicationContext context, CallId call, RecordingId id, List<RecordingFile> files, Duration ago) {
        Instant end = Instant.now().minus(ago);
        Recording recording = new Recording(
                id,
                call,
                "session",
                RecordingKind.COMPOSITE,
                RecordingStatus.READY,
                false,
                end.minusSeconds(60),
                end,
                files,
                null,
                Json.EMPTY);
        EventInfo info = EventInfo.builder(
                        context.getBean(StreamVideoProvider.class).id(), Json.EMPTY)
                .call(call)
                .sessionId("session")
                .occurredAt(end)
                .build();
        context.getBean(CallHistory.class).projection().apply(List.of(new RecordingReady(info, recording)));
    }

    private static RecordingEntry entry(ApplicationContext context, RecordingId recording) {
        return context.getBean(CallHistory.class)
                .recording(context.getBean(StreamVideoProvider.class).id(), recording)
                .orElseThrow();
    }

    private static boolean listed(ApplicationContext context, CallId call) {
        return !context.getBean(StreamVideoProvider.class)
                .recordings()
                .list(call)
                .items()
                .isEmpty();
    }

    @Test
    void files_are_deleted_only_if_it_is_enabled() {
        app.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(RecordingAccess.class)
                .doesNotHaveBean(Retention.class)
                .doesNotHaveBean("videoRetentionBackground"));
        retained.withPropertyValues("videoprovider.history.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RecordingAccess.class)
                        .doesNotHaveBean(Retention.class));
    }

    @Test
    void files_at_the_provider_are_deleted_after_their_period() {
        retained.withPropertyValues("videoprovider.history.retention.per-call-type.development=7d")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    CallId old = CallId.random("old");
                    CallId room = CallId.of("development", "room");
                    CallId recent = CallId.random("recent");
                    RecordingId kept = record(context, recent, Duration.ofDays(10));
                    RecordingId expired = record(context, old, Duration.ofDays(31));
                    RecordingId shorter = record(context, room, Duration.ofDays(10));

                    await().until(() -> entry(context, expired).status() == RecordingStatus.DELETED
                            && entry(context, shorter).status() == RecordingStatus.DELETED
                            && entry(context, kept).expiresAt() != null);

                    assertThat(listed(context, old)).isFalse();
                    assertThat(listed(context, room)).isFalse();
                    assertThat(listed(context, recent)).isTrue();
                    assertThat(entry(context, kept).status()).isEqualTo(RecordingStatus.READY);
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    context.getBean(RetentionMeters.class).bindTo(meters);
                    assertThat(meters.get("videoprovider.retention.deleted")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(2);
                    assertThat(meters.get("videoprovider.retention.failed")
                                    .functionCounter()
                                    .count())
                            .isZero();
                });
    }

    @Test
    void a_dry_run_deletes_nothing() {
        retained.withPropertyValues("videoprovider.history.retention.dry-run=true")
                .run(context -> {
                    CallId call = CallId.random("dry");
                    RecordingId recording = record(context, call, Duration.ofDays(31));

                    assertThat(context.getBean(Retention.class).runOnce().deleted())
                            .isEqualTo(1);

                    assertThat(entry(context, recording).status()).isEqualTo(RecordingStatus.READY);
                    assertThat(listed(context, call)).isTrue();
                });
    }

    @Test
    void the_job_stops_with_the_application() {
        retained.run(context -> {
            Background background = context.getBean("videoRetentionBackground", Background.class);
            assertThat(background.isRunning()).isTrue();
            context.getSourceApplicationContext().close();
            assertThat(background.isRunning()).isFalse();
        });
    }

    @Test
    void links_are_created_with_the_signature_of_the_provider() {
        app.run(context -> {
            RecordingId recording = record(context, CallId.random("link"), Duration.ofDays(1));
            RecordingAccess access = context.getBean(RecordingAccess.class);

            assertThat(access.link(
                                    context.getBean(StreamVideoProvider.class).id(),
                                    recording,
                                    Viewer.application(),
                                    LinkRequest.standard())
                            .url())
                    .hasParameter("Signature");
        });
    }

    @Test
    void a_store_of_the_application_belongs_to_its_only_provider() {
        Bucket bucket = new Bucket();
        retained.withPropertyValues("videoprovider.history.retention.per-call-type[audio_room]=7d")
                .withBean(RecordingStore.class, () -> bucket)
                .run(context -> {
                    RecordingId kept = new RecordingId("kept");
                    RecordingId expired = new RecordingId("expired");
                    report(context, CallId.of("kept"), kept, List.of(file("kept.mp4")), Duration.ofDays(10));
                    report(
                            context,
                            CallId.of("audio_room", "room"),
                            expired,
                            List.of(file("room.mp4")),
                            Duration.ofDays(10));

                    await().until(() -> entry(context, expired).status() == RecordingStatus.DELETED
                            && entry(context, kept).expiresAt() != null);

                    assertThat(bucket.deleted).containsExactly("room.mp4");
                });
    }

    private static RecordingFile file(String name) {
        return new RecordingFile(name, name, 5L, null);
    }

    @Test
    void stores_must_be_assigned_if_there_are_several_providers() {
        ApplicationContextRunner stored =
                both.withPropertyValues("videoprovider.primary=stream").withBean(RecordingStore.class, Bucket::new);
        stored.run(context -> {
            FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("RecordingStore bean and several providers");
            assertThat(analysis.getAction()).contains("RecordingStores bean");
        });
        stored.withBean(RecordingStores.class, () -> RecordingStores.builder().build())
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(RecordingAccess.class));
    }

    @Test
    void beans_of_the_application_are_used() {
        CallHistory history = CallHistory.inMemory();
        RecordingStores stores = RecordingStores.builder().build();
        Retention retention = Retention.builder(history, stores).build();
        RecordingAccess access = RecordingAccess.builder(history, stores).build();
        retained.withBean(CallHistory.class, () -> history)
                .withBean(RecordingStores.class, () -> stores)
                .withBean(Retention.class, () -> retention)
                .withBean(RecordingAccess.class, () -> access)
                .run(context -> {
                    assertThat(context.getBean(Retention.class)).isSameAs(retention);
                    assertThat(context.getBean(RecordingAccess.class)).isSameAs(access);
                    assertThat(context.getBean(RecordingStores.class)).isSameAs(stores);
                    await().until(() -> retention.metrics().lastRunAt() != null);
                });
    }

    @Test
    void a_period_that_is_too_short_stops_the_start() {
        retained.withPropertyValues("videoprovider.history.retention.period=1s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("duration must be between"));
    }
}
