package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.Role;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.transcription.Transcriptions;
import org.junit.jupiter.api.Test;

abstract class TranscriptionsContract extends ServiceContract {

    private final TranscriptionRequest english =
            TranscriptionRequest.builder().language("en").build();

    TranscriptionsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    private Transcription awaitTranscription(Transcription transcription, TranscriptionStatus status) {
        return eventually(
                "the transcription is " + status,
                () -> provider().require(Transcriptions.class).get(transcription.id()),
                now -> now.status() == status);
    }

    @Test
    void transcription_reaches_ready_after_stop_and_its_files_can_be_deleted() {
        Transcriptions transcriptions = assumeFeature(Transcriptions.class);
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();
            Transcription started = transcriptions.start(id, english);
            assertThat(started.call()).isEqualTo(id);
            assertThat(started.status().active()).isTrue();
            assertThat(transcriptions.start(id, english).id()).isEqualTo(started.id());
            awaitTranscription(started, TranscriptionStatus.TRANSCRIBING);
            assertThat(transcriptions.list(id)).extracting(Transcription::id).containsExactly(started.id());

            assertThat(transcriptions.stop(started.id()).status().active()).isFalse();

            Transcription ready = awaitTranscription(started, TranscriptionStatus.READY);
            assertThat(ready.failure()).isNull();
            assertThat(ready.startedAt()).isNotNull().isBeforeOrEqualTo(ready.endedAt());
            assertThat(ready.files())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.location()).isNotEmpty());
            assertThat(transcriptions.stop(started.id()).status()).isEqualTo(TranscriptionStatus.READY);
            transcriptions.delete(started.id());
            assertThat(transcriptions.list(id))
                    .flatExtracting(Transcription::files)
                    .isEmpty();
            notFound(() -> transcriptions.delete(started.id()));
        }
    }

    @Test
    void events_name_the_transcription_and_its_files() {
        Transcriptions transcriptions = assumeFeature(Transcriptions.class);
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();
            Transcription started = transcriptions.start(id, english);
            TranscriptionStarted event = awaitEvent(id, TranscriptionStarted.class);
            assertThat(transcriptions.get(event.transcription().id()).id()).isEqualTo(started.id());
            transcriptions.stop(started.id());

            Transcription ready = awaitEvent(id, TranscriptionReady.class).transcription();

            assertThat(ready.id()).isEqualTo(started.id());
            assertThat(ready.files())
                    .extracting(RecordingFile::name)
                    .isEqualTo(transcriptions.get(ready.id()).files().stream()
                            .map(RecordingFile::name)
                            .toList());
        }
    }

    @Test
    void files_are_written_to_a_named_storage() {
        Transcriptions transcriptions = assumeFeature(Transcriptions.class);
        TranscriptionRequest request = TranscriptionRequest.builder()
                .storage(Storage.named(namedStorage()))
                .build();
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();
            assumeSupported(Capability.STORAGE_NAMED, () -> transcriptions.start(id, request));
            Transcription started = transcriptions.start(id, request);
            transcriptions.stop(started.id());

            assertThat(awaitTranscription(started, TranscriptionStatus.READY).files())
                    .hasSize(1);
        }
    }

    @Test
    void an_unsupported_storage_is_refused() {
        Transcriptions transcriptions = assumeFeature(Transcriptions.class);
        CallId id = newCall().id();

        if (!has(Capability.STORAGE_S3)) {
            refused(() -> transcriptions.start(
                    id,
                    TranscriptionRequest.builder()
                            .storage(Storage.s3("videos").region("eu-west-1").credentials("AKIAEXAMPLE", "secret"))
                            .build()));
        }
    }

    @Test
    void an_unknown_call_or_transcription_is_not_found() {
        Transcriptions transcriptions = assumeFeature(Transcriptions.class);
        CallId call = CallId.random("unknown");
        TranscriptionId unknown = new TranscriptionId("unknown");

        notFound(() -> transcriptions.start(call, english));
        notFound(() -> transcriptions.get(unknown));
        notFound(() -> transcriptions.stop(unknown));
        notFound(() -> transcriptions.delete(unknown));
        assertThat(transcriptions.list(call)).isEmpty();
    }
}
