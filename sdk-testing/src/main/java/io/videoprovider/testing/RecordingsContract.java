package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingControl;
import io.videoprovider.recording.RecordingFormat;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.Role;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class RecordingsContract extends ServiceContract {

    private static final String SECRET = "very-secret-value";

    RecordingsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    /** Records with a request that needs a capability, from start to {@code READY}. */
    private Recording record(Capability capability, Function<String, RecordingRequest> requestForTrack) {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            RecordingRequest request = requestForTrack.apply(alice.publish("camera"));
            assumeSupported(capability, () -> provider().recordings().start(id, request));

            Recording started = provider().recordings().start(id, request);
            assertThat(started.kind()).isEqualTo(request.kind());
            assertThat(provider().recordings().start(id, request).id()).isEqualTo(started.id());
            awaitStatus(started.id(), RecordingStatus.RECORDING);
            provider().recordings().stop(started.id());
            return awaitStatus(started.id(), RecordingStatus.READY);
        }
    }

    @Nested
    @DisplayName("lifecycle")
    class Lifecycle {

        @Test
        void recording_reaches_ready_after_stop() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");

                Recording started = provider()
                        .recordings()
                        .start(
                                id,
                                RecordingRequest.composite()
                                        .layout(Layout.GRID)
                                        .quality(Quality.HD_1080P)
                                        .build());
                assertThat(started.call()).isEqualTo(id);
                assertThat(started.status()).isIn(RecordingStatus.STARTING, RecordingStatus.RECORDING);
                assertThat(started.endedAt()).isNull();

                awaitStatus(started.id(), RecordingStatus.RECORDING);
                assertThat(provider().recordings().list(id))
                        .extracting(Recording::id)
                        .containsExactly(started.id());

                assertThat(provider().recordings().stop(started.id()).status())
                        .isNotIn(RecordingStatus.STARTING, RecordingStatus.RECORDING, RecordingStatus.FAILED);

                Recording ready = awaitStatus(started.id(), RecordingStatus.READY);
                assertThat(ready.truncated()).isFalse();
                assertThat(ready.failure()).isNull();
                assertThat(ready.startedAt()).isNotNull().isBeforeOrEqualTo(ready.endedAt());
                assertThat(ready.files()).isNotEmpty().allSatisfy(file -> {
                    assertThat(file.location()).isNotEmpty();
                });
                assertThat(provider().recordings().stop(started.id()).status()).isEqualTo(RecordingStatus.READY);
            }
        }

        @Test
        void starting_the_same_recording_twice_returns_the_active_one() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");
                RecordingRequest request =
                        RecordingRequest.composite().layout(Layout.SPEAKER).build();

                Recording first = provider().recordings().start(id, request);
                Recording second = provider().recordings().start(id, request);

                assertThat(second.id()).isEqualTo(first.id());
                assertThat(provider().recordings().list(id)).hasSize(1);
                provider().recordings().stop(first.id());
            }
        }

        @Test
        void recording_of_a_deleted_call_is_not_returned_for_a_new_call_of_the_same_id() {
            RecordingRequest request = RecordingRequest.composite().build();
            CallId id = newCall().id();
            SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
            alice.publish("camera");
            Recording old = provider().recordings().start(id, request);
            awaitStatus(old.id(), RecordingStatus.RECORDING);
            provider().calls().delete(id);
            provider().calls().getOrCreate(CallRequest.of(id));

            try (SimulatedParticipant bob = join(token(id, "bob", Role.HOST))) {
                bob.publish("camera");
                Recording started = provider().recordings().start(id, request);

                assertThat(started.id()).isNotEqualTo(old.id());
                assertThat(started.status()).isIn(RecordingStatus.STARTING, RecordingStatus.RECORDING);
                awaitStatus(started.id(), RecordingStatus.RECORDING);
                provider().recordings().stop(started.id());
            }
        }

        @Test
        void ending_the_call_ends_its_recording() {
            CallId id = newCall().id();
            SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
            alice.publish("camera");
            Recording started = provider()
                    .recordings()
                    .start(id, RecordingRequest.composite().build());
            awaitStatus(started.id(), RecordingStatus.RECORDING);

            provider().calls().end(id);

            eventually(
                    "the recording has ended",
                    () -> provider().recordings().get(started.id()).status().terminal());
        }
    }

    @Nested
    @DisplayName("deletion")
    class Deletion {

        @Test
        void files_of_a_recording_are_deleted() {
            assumeSupported(
                    Capability.RECORDING_DELETE, () -> provider().recordings().delete(new RecordingId("unknown")));
            Recording ready = record(
                    Capability.RECORD_COMPOSITE,
                    track -> RecordingRequest.composite().build());
            Recording other = record(
                    Capability.RECORD_COMPOSITE,
                    track -> RecordingRequest.composite().build());

            provider().recordings().delete(ready.id());

            assertThat(provider().recordings().list(ready.call())).isEmpty();
            assertThat(provider().recordings().list(other.call())).hasSize(1);
            notFound(() -> provider().recordings().delete(ready.id()));
        }

        @Test
        void an_active_recording_is_not_deleted() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");
                assumeSupported(
                        Capability.RECORDING_DELETE,
                        () -> provider().recordings().delete(new RecordingId("unknown")));
                Recording started = provider()
                        .recordings()
                        .start(id, RecordingRequest.composite().build());
                awaitStatus(started.id(), RecordingStatus.RECORDING);

                assertThatThrownBy(() -> provider().recordings().delete(started.id()))
                        .isInstanceOf(ConflictException.class);
                assertThat(provider().recordings().get(started.id()).status()).isEqualTo(RecordingStatus.RECORDING);
                provider().recordings().stop(started.id());
            }
        }

        @Test
        void an_unknown_recording_is_not_found() {
            RecordingId unknown = new RecordingId("unknown");
            assumeSupported(
                    Capability.RECORDING_DELETE, () -> provider().recordings().delete(unknown));

            notFound(() -> provider().recordings().delete(unknown));
        }
    }

    @Nested
    @DisplayName("kinds and options")
    class Kinds {

        @Test
        void one_participant_is_recorded() {
            record(
                    Capability.RECORD_PARTICIPANT,
                    track -> RecordingRequest.participant("alice")
                            .quality(Quality.HD_720P)
                            .build());
        }

        @Test
        void one_track_is_recorded() {
            record(
                    Capability.RECORD_TRACK,
                    track -> RecordingRequest.track(track).build());
        }

        @Test
        void all_participants_are_recorded_individually() {
            record(
                    Capability.RECORD_INDIVIDUAL,
                    track -> RecordingRequest.individual().build());
        }

        @Test
        void raw_media_is_recorded() {
            record(Capability.RECORD_RAW, track -> RecordingRequest.raw().build());
        }

        @Test
        void audio_only_is_recorded() {
            record(
                    Capability.RECORD_AUDIO_ONLY,
                    track -> RecordingRequest.composite().audioOnly().build());
        }

        @Test
        void the_format_of_the_file_is_chosen() {
            record(
                    Capability.RECORDING_FORMAT,
                    track -> RecordingRequest.composite()
                            .audioOnly()
                            .format(RecordingFormat.MP3)
                            .build());
        }

        @Test
        void a_template_of_its_own_draws_the_layout() {
            record(
                    Capability.LAYOUT_TEMPLATE,
                    track -> RecordingRequest.composite()
                            .layout(Layout.custom(URI.create("https://layouts.example.com/page")))
                            .build());
        }

        @Test
        void a_layout_has_options() {
            Json options = Json.builder().put("grid.columns", 2).build();
            record(
                    Capability.LAYOUT_OPTIONS,
                    track -> RecordingRequest.composite()
                            .layout(Layout.GRID.withOptions(options))
                            .build());
        }

        @Test
        void the_layout_of_an_unknown_recording_is_not_changed() {
            RecordingId unknown = new RecordingId("unknown");
            assumeSupported(
                    Capability.RECORDING_CHANGE_LAYOUT,
                    () -> provider().recordings().changeLayout(unknown, Layout.SPEAKER));

            notFound(() -> provider().recordings().changeLayout(unknown, Layout.SPEAKER));
            Json options = Json.builder().put("grid.columns", 2).build();
            assertThatThrownBy(() -> provider().recordings().changeLayout(unknown, Layout.GRID.withOptions(options)))
                    .isInstanceOf(InvalidRequestException.class);
        }

        @Test
        void a_recording_has_2160_lines() {
            record(
                    Capability.QUALITY_2160P,
                    track -> RecordingRequest.composite()
                            .quality(Quality.UHD_2160P)
                            .build());
        }

        @Test
        void the_path_of_the_file_is_chosen() {
            record(
                    Capability.RECORDING_PATH,
                    track -> RecordingRequest.composite()
                            .path("contract/recording.mp4")
                            .build());
        }
    }

    @Nested
    @DisplayName("storage")
    class Storages {

        @Test
        void files_are_written_to_a_named_storage() {
            recordTo(Capability.STORAGE_NAMED, Storage.named(namedStorage()));
        }

        @Test
        void files_are_written_to_S3() {
            recordTo(
                    Capability.STORAGE_S3,
                    Storage.s3("videos").region("eu-west-1").credentials("AKIAEXAMPLE", SECRET));
        }

        @Test
        void files_are_written_to_Google_Cloud_Storage() {
            recordTo(Capability.STORAGE_GCS, Storage.gcs("videos", "{\"private_key\":\"" + SECRET + "\"}"));
        }

        @Test
        void files_are_written_to_Azure() {
            recordTo(Capability.STORAGE_AZURE, Storage.azure("account", SECRET, "videos"));
        }

        private void recordTo(Capability capability, Storage storage) {
            assertThat(storage.toString()).doesNotContain(SECRET);

            Recording recording = record(
                    capability,
                    track -> RecordingRequest.composite().storage(storage).build());

            assertThat(recording.raw().write()).doesNotContain(SECRET);
        }
    }

    @Nested
    @DisplayName("control by participants")
    class Control {

        private RecordingControl control(CallId call, Role role) {
            return new RecordingControl(
                    provider().recordings(),
                    provider().tokens().verify(token(call, "alice", role).token()));
        }

        @Test
        void a_host_starts_and_stops_recordings_of_the_own_call() {
            CallId id = newCall().id();
            RecordingControl control = control(id, Role.HOST);
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");

                Recording started =
                        control.start(id, RecordingRequest.composite().build());
                awaitStatus(started.id(), RecordingStatus.RECORDING);
                assertThat(control.list(id)).extracting(Recording::id).containsExactly(started.id());
                assertThat(control.get(id, started.id()).id()).isEqualTo(started.id());

                assertThat(control.stop(id, started.id()).status().active()).isFalse();
            }
        }

        @Test
        void others_and_hosts_of_other_calls_are_denied_and_nothing_is_recorded() {
            CallId id = newCall().id();
            CallId other = newCall().id();
            RecordingRequest request = RecordingRequest.composite().build();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");

                for (RecordingControl control :
                        List.of(control(id, Role.SPEAKER), control(id, Role.VIEWER), control(other, Role.HOST))) {
                    denied(() -> control.start(id, request));
                    denied(() -> control.list(id));
                }
                assertThat(provider().recordings().list(id)).isEmpty();

                Recording started = provider().recordings().start(id, request);
                awaitStatus(started.id(), RecordingStatus.RECORDING);
                denied(() -> control(id, Role.SPEAKER).stop(id, started.id()));
                denied(() -> control(id, Role.SPEAKER).changeLayout(id, started.id(), Layout.GRID));
                notFound(() -> control(other, Role.HOST).changeLayout(other, started.id(), Layout.GRID));
                notFound(() -> control(other, Role.HOST).stop(other, started.id()));
                assertThat(provider().recordings().get(started.id()).status()).isEqualTo(RecordingStatus.RECORDING);
                provider().recordings().stop(started.id());
            }
        }

        private void denied(Runnable operation) {
            assertThatThrownBy(operation::run)
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessageContaining("token");
        }
    }

    @Nested
    @DisplayName("validation")
    class Validation {

        @Test
        void an_unknown_call_or_recording_is_not_found() {
            CallId call = CallId.random("unknown");
            RecordingId recording = new RecordingId("unknown");

            notFound(() -> provider()
                    .recordings()
                    .start(call, RecordingRequest.composite().build()));
            notFound(() -> provider().recordings().get(recording));
            notFound(() -> provider().recordings().stop(recording));
            assertThat(provider().recordings().list(call)).isEmpty();
        }

        @Test
        void an_inconsistent_request_is_rejected() {
            assertThatThrownBy(() -> RecordingRequest.participant("").build())
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() ->
                            RecordingRequest.track("track").layout(Layout.GRID).build())
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> RecordingRequest.composite()
                            .audioOnly()
                            .quality(Quality.HD_720P)
                            .build())
                    .isInstanceOf(InvalidRequestException.class);
        }
    }
}
