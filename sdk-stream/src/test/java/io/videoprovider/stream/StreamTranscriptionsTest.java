package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;
import io.videoprovider.transcription.TranscriptLine;
import io.videoprovider.transcription.TranscriptReader;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.transcription.Transcriptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcriptions without ids, one at a time, and closed captions. */
class StreamTranscriptionsTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final TranscriptionRequest PLAIN =
            TranscriptionRequest.builder().build();
    private static final CaptionRequest CAPTIONS = CaptionRequest.builder().build();

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;
    private Transcriptions transcriptions;
    private Captions captions;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
        transcriptions = video.require(Transcriptions.class);
        captions = video.require(Captions.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private StreamParticipant join() {
        return emulator.join(video.tokens()
                .mint(TokenRequest.builder("alice", LOBBY).build())
                .token());
    }

    private boolean transcribing() {
        return client.calls().getCall(LOBBY).transcribing();
    }

    private Transcription ready(Transcription transcription) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Transcription now = transcriptions.get(transcription.id());
        while (now.status() != TranscriptionStatus.READY) {
            assertThat(System.nanoTime()).as("last state: %s", now).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
            now = transcriptions.get(transcription.id());
        }
        return now;
    }

    @Nested
    class Start {

        @Test
        void language_and_storage_are_in_the_request() {
            join();
            client.request(
                    "POST",
                    "external_storage",
                    json(
                            "{'name':'texts','bucket':'b','storage_type':'s3','aws_s3':{'s3_region':'eu','s3_api_key':'k','s3_secret':'s'}}"));

            Transcription started = transcriptions.start(
                    LOBBY,
                    TranscriptionRequest.builder()
                            .language("de")
                            .storage(Storage.named("texts"))
                            .build());

            assertThat(body(emulator, "StartTranscription"))
                    .isEqualTo(json("{'language':'de','transcription_external_storage':'texts'}"));
            assertThat(started.id().value()).isEqualTo("default:lobby~transcription~" + started.sessionId());
            assertThat(started.status()).isEqualTo(TranscriptionStatus.TRANSCRIBING);
        }

        @Test
        void language_that_the_server_does_not_support_is_an_invalid_request() {
            join();
            TranscriptionRequest klingon =
                    TranscriptionRequest.builder().language("tlh").build();

            assertThatThrownBy(() -> transcriptions.start(LOBBY, klingon))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("language");
        }

        @Test
        void call_without_participants_cannot_be_transcribed() {
            assertThatThrownBy(() -> transcriptions.start(LOBBY, PLAIN)).isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> captions.start(LOBBY, CAPTIONS)).isInstanceOf(ConflictException.class);
        }

        @Test
        void active_transcription_is_returned_without_a_second_request() {
            join();
            Transcription first = transcriptions.start(LOBBY, PLAIN);

            assertThat(transcriptions.start(LOBBY, PLAIN).id()).isEqualTo(first.id());
            assertThat(requests(emulator, "StartTranscription")).hasSize(1);
        }

        @Test
        void transcription_that_another_process_started_is_returned() {
            join();
            client.recordings().startTranscription(LOBBY, Json.EMPTY);

            Transcription found = transcriptions.start(LOBBY, PLAIN);

            assertThat(found.sessionId())
                    .isEqualTo(client.calls().getCall(LOBBY).currentSessionId());
        }

        @Test
        void lost_response_is_reconciled_by_a_look_up() {
            join();
            emulator.faults().inject("StartTranscription", 1, StreamFault.dropAfterProcessing());

            Transcription started = transcriptions.start(LOBBY, PLAIN);

            assertThat(started.status()).isEqualTo(TranscriptionStatus.TRANSCRIBING);
            assertThat(requests(emulator, "StartTranscription")).hasSize(1);
        }

        @Test
        void lost_request_fails_with_a_known_outcome_after_the_look_up_and_an_unanswered_one_does_not() {
            join();
            emulator.faults().inject("StartTranscription", 1, StreamFault.text(503, "sorry"));
            VideoException failure =
                    catchThrowableOfType(VideoException.class, () -> transcriptions.start(LOBBY, PLAIN));

            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(transcribing()).isFalse();
        }

        @Test
        void dead_transcription_of_an_earlier_session_is_not_returned() {
            StreamParticipant alice = join();
            Transcription dead = transcriptions.start(LOBBY, PLAIN);
            emulator.loseEgressWorker("default:lobby", "transcription");
            alice.close();
            join();

            Transcription started = transcriptions.start(LOBBY, PLAIN);

            assertThat(started.id()).isNotEqualTo(dead.id());
            assertThat(requests(emulator, "StartTranscription")).hasSize(2);
        }
    }

    @Nested
    class Files {

        @Test
        void spoken_lines_are_read_from_the_file() throws IOException {
            join();
            Transcription started = transcriptions.start(LOBBY, PLAIN);
            client.request(
                    "POST",
                    "video/call/default/lobby/closed_captions",
                    json("{'speaker_id':'alice','text':'Good morning','start_time':'2030-01-01T12:00:00Z',"
                            + "'end_time':'2030-01-01T12:00:01Z'}"));
            transcriptions.stop(started.id());
            RecordingFile file = ready(started).files().get(0);

            try (TranscriptReader lines = new TranscriptReader(
                    URI.create(String.valueOf(file.location())).toURL().openStream())) {
                TranscriptLine line = lines.next();
                assertThat(line.speakerId()).isEqualTo("alice");
                assertThat(line.text()).isEqualTo("Good morning");
                assertThat(line.startedAt()).isBefore(line.endedAt());
                assertThat(lines.hasNext()).isFalse();
            }
        }

        @Test
        void deletion_deletes_the_files_of_one_session_only_and_survives_a_lost_response() {
            StreamParticipant alice = join();
            Transcription first = transcriptions.start(LOBBY, PLAIN);
            transcriptions.stop(first.id());
            ready(first);
            alice.close();
            join();
            Transcription second = transcriptions.start(LOBBY, PLAIN);
            transcriptions.stop(second.id());
            ready(second);
            assertThat(transcriptions.list(LOBBY))
                    .extracting(Transcription::id)
                    .containsExactly(first.id(), second.id());
            emulator.faults().inject("DeleteTranscription", 1, StreamFault.dropAfterProcessing());

            transcriptions.delete(first.id());

            assertThat(transcriptions.list(LOBBY)).extracting(Transcription::id).containsExactly(second.id());
            assertThatThrownBy(() -> transcriptions.delete(first.id())).isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_file_in_a_storage_of_the_application_is_not_found() {
            client.request(
                    "POST",
                    "external_storage",
                    json(
                            "{'name':'texts','bucket':'b','storage_type':'s3','aws_s3':{'s3_region':'eu','s3_api_key':'k','s3_secret':'s'}}"));
            join();
            Transcription started = transcriptions.start(
                    LOBBY,
                    TranscriptionRequest.builder()
                            .storage(Storage.named("texts"))
                            .build());
            transcriptions.stop(started.id());
            ready(started);

            assertThatThrownBy(() -> transcriptions.delete(started.id())).isInstanceOf(NotFoundException.class);

            assertThat(client.recordings().listTranscriptions(LOBBY)).hasSize(1);
        }

        @Test
        void a_file_that_another_request_deletes_at_the_same_time_is_not_an_error() {
            join();
            Transcription started = transcriptions.start(LOBBY, PLAIN);
            transcriptions.stop(started.id());
            ready(started);
            // The first list has the file, the second one does not.
            emulator.faults()
                    .inject("ListTranscriptions", StreamFault.delay(Duration.ZERO))
                    .inject("DeleteTranscription", StreamFault.api(404, 16, "Can't find file"))
                    .inject("ListTranscriptions", StreamFault.body(200, "application/json", "{\"transcriptions\":[]}"));

            transcriptions.delete(started.id());

            assertThat(requests(emulator, "DeleteTranscription")).hasSize(1);
        }

        @Test
        void stop_that_another_request_did_before_is_the_intended_result() {
            join();
            Transcription started = transcriptions.start(LOBBY, PLAIN);
            emulator.faults().inject("StopTranscription", 1, StreamFault.api(400, 4, "call is not being transcribed"));

            assertThat(transcriptions.stop(started.id()).status()).isEqualTo(TranscriptionStatus.STOPPING);
        }
    }

    @Nested
    class ClosedCaptions {

        @Test
        void language_is_in_the_request_and_a_second_start_does_nothing() {
            join();
            captions.start(LOBBY, CaptionRequest.builder().language("fr").build());
            assertThat(body(emulator, "StartClosedCaptions")).isEqualTo(json("{'language':'fr'}"));

            captions.start(LOBBY, CAPTIONS);

            assertThat(captions.active(LOBBY)).isTrue();
        }

        @Test
        void lost_responses_are_reconciled() {
            join();
            emulator.faults().inject("StartClosedCaptions", 1, StreamFault.dropAfterProcessing());
            emulator.faults().inject("StopClosedCaptions", 1, StreamFault.dropAfterProcessing());

            captions.start(LOBBY, CAPTIONS);
            assertThat(captions.active(LOBBY)).isTrue();
            captions.stop(LOBBY);

            assertThat(captions.active(LOBBY)).isFalse();
            assertThat(requests(emulator, "StartClosedCaptions")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default:lobby",
                "default:lobby~composite~s",
                "default:lobby~transcription~!2",
                "default:lobby~transcription~a b",
                "~transcription~",
                ":~transcription~s",
            })
    void foreign_and_malformed_ids_are_rejected_before_any_request(String id) {
        int before = operations(emulator).size();
        TranscriptionId foreign = new TranscriptionId(id);

        for (Runnable operation : new Runnable[] {
            () -> transcriptions.get(foreign), () -> transcriptions.stop(foreign), () -> transcriptions.delete(foreign)
        }) {
            assertThatThrownBy(operation::run).isInstanceOfAny(NotFoundException.class, InvalidRequestException.class);
        }
        assertThat(operations(emulator)).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "..", "a?b", "a%2fb", " "})
    void hostile_calls_sessions_and_names_are_rejected_before_any_request(String hostile) {
        int before = operations(emulator).size();
        CallId call = CallId.unchecked("default", hostile);

        for (Runnable operation : new Runnable[] {
            () -> transcriptions.start(call, PLAIN),
            () -> transcriptions.list(call),
            () -> captions.start(call, CAPTIONS),
            () -> captions.active(call),
            () -> captions.stop(call),
            () -> client.recordings().startTranscription(call, Json.EMPTY),
            () -> client.recordings().stopTranscription(call, Json.EMPTY),
            () -> client.recordings().listTranscriptions(call),
            () -> client.recordings().deleteTranscription(LOBBY, hostile, "t.jsonl"),
            () -> client.recordings().deleteTranscription(LOBBY, "s", hostile),
            () -> client.recordings().startClosedCaptions(call, Json.EMPTY),
            () -> client.recordings().stopClosedCaptions(call, Json.EMPTY),
        }) {
            assertThatThrownBy(operation::run).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(operations(emulator)).hasSize(before);
    }
}
