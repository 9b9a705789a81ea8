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
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings without ids, one of each type at a time, in files of two hours. They move when a test pushes them. */
class StreamRecordingsTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final RecordingRequest COMPOSITE =
            RecordingRequest.composite().build();

    private WebhookReceiver receiver;
    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
        emulator =
                Tests.emulator().manualRecordings(true).webhook(receiver.url()).start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
        receiver.close();
    }

    private StreamParticipant join(String userId) {
        return emulator.join(
                video.tokens().mint(TokenRequest.builder(userId, LOBBY).build()).token());
    }

    private String session() {
        return client.calls().getCall(CallId.of("lobby")).currentSessionId();
    }

    private Recording started(RecordingRequest request) {
        Recording recording = video.recordings().start(LOBBY, request);
        emulator.advanceRecording("default:lobby", "composite");
        return recording;
    }

    /** Stopped, and its file listed. */
    private void finish(RecordingId id) {
        video.recordings().stop(id);
        emulator.advanceRecording("default:lobby", "composite");
    }

    @Nested
    class Start {

        @Test
        void a_bare_recording_reads_the_call_and_starts() {
            join("alice");
            int before = emulator.requests().size();

            Recording recording = video.recordings().start(LOBBY, COMPOSITE);

            assertThat(operations(emulator).subList(before, emulator.requests().size()))
                    .containsExactly("GetCall", "StartRecording");
            StreamRequest start = requests(emulator, "StartRecording").get(0);
            assertThat(start.method()).isEqualTo("POST");
            assertThat(start.path()).isEqualTo("/api/v2/video/call/default/lobby/recordings/composite/start");
            assertThat(start.body()).isEqualTo("{}");
            assertThat(recording.call()).isEqualTo(LOBBY);
            assertThat(recording.sessionId()).isEqualTo(session());
            assertThat(recording.kind()).isEqualTo(RecordingKind.COMPOSITE);
            assertThat(recording.status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(recording.files()).isEmpty();
        }

        @Test
        void how_it_looks_and_sounds_is_a_setting_of_the_call_made_before() {
            join("alice");

            video.recordings()
                    .start(
                            LOBBY,
                            RecordingRequest.composite()
                                    .layout(Layout.SPEAKER)
                                    .quality(Quality.HD_1080P)
                                    .build());

            assertThat(body(emulator, "UpdateCall"))
                    .isEqualTo(json("{'settings_override':{'recording':{'mode':'available','quality':'1080p',"
                            + "'layout':{'name':'spotlight'}}}}"));
            List<String> sent = operations(emulator);
            assertThat(sent.indexOf("UpdateCall")).isLessThan(sent.indexOf("StartRecording"));
        }

        @Test
        void audio_only_is_a_setting_of_the_call() {
            join("alice");

            video.recordings()
                    .start(LOBBY, RecordingRequest.composite().audioOnly().build());

            assertThat(body(emulator, "UpdateCall"))
                    .isEqualTo(json("{'settings_override':{'recording':{'mode':'available','audio_only':true}}}"));
        }

        @Test
        void a_recording_after_one_of_the_sound_only_has_a_picture() {
            join("alice");
            finish(started(RecordingRequest.composite().audioOnly().build()).id());
            assertThat(settings(LOBBY).bool("audio_only")).isTrue();

            video.recordings().start(LOBBY, COMPOSITE);

            assertThat(settings(LOBBY).bool("audio_only")).isFalse();
        }

        @Test
        void a_start_leaves_automatic_recording_on() {
            CallId call = CallId.of("automatic");
            RecordingRequest hd =
                    RecordingRequest.composite().quality(Quality.HD_720P).build();
            TokenRequest alice = TokenRequest.builder("alice", call).build();
            video.calls().getOrCreate(CallRequest.builder(call).record(hd).build());
            StreamParticipant first = emulator.join(video.tokens().mint(alice).token());

            Recording running = video.recordings().start(call, hd);
            first.leave();
            emulator.join(video.tokens().mint(alice).token());

            assertThat(settings(call).string("mode")).isEqualTo("auto-on");
            assertThat(video.recordings().list(call).items())
                    .anyMatch(one -> one.status().active()
                            && !String.valueOf(running.sessionId()).equals(one.sessionId()));
        }

        private Json settings(CallId call) {
            return client.calls().getCall(call).raw().object("settings").object("recording");
        }

        @ParameterizedTest
        @CsvSource({
            "SD_360P, 360p",
            "SD_480P, 480p",
            "HD_720P, 720p",
            "HD_1080P, 1080p",
            "QHD_1440P, 1440p",
            "PORTRAIT_720P, portrait-720x1280",
            "PORTRAIT_1080P, portrait-1080x1920"
        })
        void a_quality_is_sent_by_the_vendors_name(Quality quality, String name) {
            join("alice");

            video.recordings()
                    .start(LOBBY, RecordingRequest.composite().quality(quality).build());

            assertThat(body(emulator, "UpdateCall")
                            .object("settings_override")
                            .object("recording")
                            .string("quality"))
                    .isEqualTo(name);
        }

        @ParameterizedTest
        @CsvSource({"grid, grid", "speaker, spotlight", "single-speaker, single-participant", "mobile, mobile"})
        void a_layout_is_sent_by_the_vendors_name_or_its_own(String layout, String name) {
            join("alice");

            video.recordings()
                    .start(
                            LOBBY,
                            RecordingRequest.composite()
                                    .layout(new Layout(layout))
                                    .build());

            assertThat(body(emulator, "UpdateCall")
                            .object("settings_override")
                            .object("recording")
                            .object("layout"))
                    .isEqualTo(Json.builder().put("name", name).build());
        }

        @Test
        void a_template_and_options_are_settings_of_the_call() {
            join("alice");
            Layout layout = Layout.custom(URI.create("https://layouts.example/page?key=hush"))
                    .withOptions(Json.builder().put("grid.columns", 2).build());
            emulator.faults().inject("StartRecording", StreamFault.dropAfterProcessing());
            RecordingRequest request =
                    RecordingRequest.composite().layout(layout).build();

            Recording first = video.recordings().start(LOBBY, request);

            Json expected = Json.builder()
                    .put("name", "custom")
                    .put("external_app_url", "https://layouts.example/page?key=hush")
                    .put("options", Json.builder().put("grid.columns", 2).build())
                    .build();
            assertThat(body(emulator, "UpdateCall")
                            .object("settings_override")
                            .object("recording")
                            .object("layout"))
                    .isEqualTo(expected);
            Json settings = client.calls().getCall(LOBBY).raw().object("settings");
            assertThat(settings.object("recording").object("layout").string("external_app_url"))
                    .isEqualTo("https://layouts.example/page?key=hush");
            assertThat(video.recordings().start(LOBBY, request).id()).isEqualTo(first.id());
            assertThat(request + " " + first).doesNotContain("hush");
        }

        @Test
        void a_template_with_another_name_and_a_changed_layout_are_rejected_before_any_request() {
            int before = emulator.requests().size();
            Layout grid = new Layout("grid", URI.create("https://layouts.example/page"), Json.EMPTY);
            RecordingRequest request = RecordingRequest.composite().layout(grid).build();

            assertThatThrownBy(() -> video.recordings().start(LOBBY, request))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("layout");
            assertThatThrownBy(() -> video.calls()
                            .getOrCreate(CallRequest.builder(CallId.of("auto"))
                                    .record(request)
                                    .build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("layout");
            assertThatThrownBy(() ->
                            video.recordings().changeLayout(new RecordingId("default:lobby~composite~"), Layout.GRID))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("RECORDING_CHANGE_LAYOUT");
            assertThat(emulator.requests()).hasSize(before);
        }

        @Test
        void a_storage_is_sent_by_its_name() {
            client.request(
                    "POST",
                    "external_storage",
                    json("{'name':'archive','storage_type':'s3','bucket':'b','path':'',"
                            + "'aws_s3':{'s3_region':'eu-1'}}"));
            join("alice");

            RecordingId id = started(RecordingRequest.composite()
                            .storage(Storage.named("archive"))
                            .build())
                    .id();
            finish(id);

            assertThat(body(emulator, "StartRecording")).isEqualTo(json("{'recording_external_storage':'archive'}"));
            assertThat(video.recordings().get(id).files())
                    .extracting(RecordingFile::location)
                    .allSatisfy(location -> assertThat(location).contains("b"));
        }

        @Test
        void the_server_rejects_an_unknown_storage() {
            join("alice");

            assertThatThrownBy(() -> video.recordings()
                            .start(
                                    LOBBY,
                                    RecordingRequest.composite()
                                            .storage(Storage.named("absent"))
                                            .build()))
                    .isInstanceOf(VideoException.class)
                    .hasMessageContaining("absent");
        }

        @ParameterizedTest
        @CsvSource({"INDIVIDUAL, individual", "RAW, raw"})
        void the_other_kinds_are_types_of_their_own_beside_a_composite(RecordingKind kind, String type) {
            join("alice");
            Recording composite = video.recordings().start(LOBBY, COMPOSITE);

            Recording other = video.recordings()
                    .start(
                            LOBBY,
                            kind == RecordingKind.RAW
                                    ? RecordingRequest.raw().build()
                                    : RecordingRequest.individual().build());

            assertThat(requests(emulator, "StartRecording").get(1).path()).endsWith("/recordings/" + type + "/start");
            assertThat(other.kind()).isEqualTo(kind);
            assertThat(other.id()).isNotEqualTo(composite.id());
            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(Recording::id)
                    .containsExactlyInAnyOrder(composite.id(), other.id());
        }

        @Test
        void without_anybody_in_the_call_there_is_nothing_to_record() {
            ConflictException conflict = catchThrowableOfType(
                    ConflictException.class, () -> video.recordings().start(LOBBY, COMPOSITE));

            assertThat(conflict).hasMessageContaining("no active session");
            assertThat(conflict.code()).isEqualTo("4");
            assertThat(requests(emulator, "StartRecording")).hasSize(1);
        }

        @Test
        void a_missing_call_is_not_found() {
            assertThatThrownBy(() -> video.recordings().start(CallId.of("absent"), COMPOSITE))
                    .isInstanceOf(NotFoundException.class);
            assertThat(requests(emulator, "StartRecording")).isEmpty();
        }

        @Test
        void an_active_one_is_returned_without_any_change() {
            join("alice");
            Recording first = started(COMPOSITE);

            Recording second = video.recordings()
                    .start(
                            LOBBY,
                            RecordingRequest.composite().layout(Layout.GRID).build());

            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second.status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(requests(emulator, "StartRecording")).hasSize(1);
            assertThat(requests(emulator, "UpdateCall")).isEmpty();
        }

        @Test
        void a_start_that_loses_a_race_returns_the_other_recording() {
            join("alice");
            emulator.faults().inject("StartRecording", StreamFault.dropAfterProcessing());
            RecordingId other = video.recordings().start(LOBBY, COMPOSITE).id();
            // The call is read as it was before the other one started.
            emulator.faults()
                    .inject(
                            "GetCall",
                            StreamFault.body(200, "application/json", "{\"call\":{\"cid\":\"default:lobby\"}}"));

            Recording recording = video.recordings().start(LOBBY, COMPOSITE);

            assertThat(recording.id()).isEqualTo(other);
            assertThat(requests(emulator, "StartRecording")).hasSize(2);
        }

        @Test
        void an_answer_lost_after_the_start_is_looked_up_and_one_start_sent() {
            join("alice");
            emulator.faults().inject("StartRecording", StreamFault.dropAfterProcessing());

            Recording recording = video.recordings().start(LOBBY, COMPOSITE);

            assertThat(recording.status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(recording.sessionId()).isEqualTo(session());
            assertThat(requests(emulator, "StartRecording")).hasSize(1);
        }

        @Test
        void a_start_without_effect_fails_and_is_not_repeated() {
            join("alice");
            emulator.faults().inject("StartRecording", StreamFault.dropBeforeProcessing());

            VideoException lost = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(LOBBY, COMPOSITE));

            assertThat(lost).isInstanceOf(UnavailableException.class);
            assertThat(requests(emulator, "StartRecording")).hasSize(1);
            assertThat(video.calls().get(LOBBY).recording()).isFalse();
        }

        @Test
        void when_the_look_after_a_lost_answer_fails_too_the_error_is_that_of_the_start() {
            join("alice");
            emulator.faults().inject("StartRecording", StreamFault.dropAfterProcessing());
            emulator.faults()
                    .inject(
                            "GetCall",
                            StreamFault.body(200, "application/json", "{\"call\":{\"cid\":\"default:lobby\"}}"));
            emulator.faults()
                    .inject("GetCall", StreamFault.body(403, "application/json", "{\"code\":17,\"message\":\"no\"}"));

            VideoException lost = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(LOBBY, COMPOSITE));

            assertThat(lost.operation()).isEqualTo("StartRecording");
            assertThat(lost.outcomeUnknown()).isTrue();
            assertThat(lost.getSuppressed()).hasSize(1);
            assertThat(requests(emulator, "StartRecording")).hasSize(1);
        }

        @Test
        void keys_of_a_storage_are_refused_before_any_request() {
            int before = emulator.requests().size();
            for (Storage storage : List.of(
                    Storage.s3("b").region("r").credentials("AKIA", "hush"),
                    Storage.s3("b")
                            .region("r")
                            .credentials("AKIA", "hush")
                            .endpoint(URI.create("https://minio.test"))
                            .pathStyle(),
                    Storage.gcs("b", "{\"private_key\":\"hush\"}"),
                    Storage.azure("account", "hush", "container"))) {
                assertThatThrownBy(() -> video.recordings()
                                .start(
                                        LOBBY,
                                        RecordingRequest.composite()
                                                .storage(storage)
                                                .build()))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("under a name")
                        .hasMessageNotContaining("hush");
            }
            assertThat(emulator.requests()).hasSize(before);
        }

        static Stream<Arguments> refused() {
            return Stream.of(
                    Arguments.of(
                            "a path", RecordingRequest.composite().path("a.mp4").build()),
                    Arguments.of(
                            "a participant",
                            RecordingRequest.participant("alice").build()),
                    Arguments.of("a track", RecordingRequest.track("t-1").build()));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("refused")
        void unsupported_recordings_are_rejected_before_any_request(String what, RecordingRequest request) {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> video.recordings().start(LOBBY, request))
                    .isInstanceOf(UnsupportedFeatureException.class);

            assertThat(emulator.requests()).as(what).hasSize(before);
        }

        @Test
        void quality_requires_a_composite() {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> video.recordings()
                            .start(
                                    LOBBY,
                                    RecordingRequest.individual()
                                            .quality(Quality.HD_720P)
                                            .build()))
                    .isInstanceOf(InvalidRequestException.class);

            assertThat(emulator.requests()).hasSize(before);
        }
    }

    /** By the state of the call, which contains no session, a recording whose worker crashed runs forever. */
    @Nested
    class DeadWorkers {

        @Test
        void recording_of_an_earlier_session_is_not_returned_for_a_new_session() {
            StreamParticipant alice = join("alice");
            Recording old = started(COMPOSITE);
            emulator.loseEgressWorker("default:lobby", "composite");
            alice.leave();
            join("bob");
            assertThat(video.calls().get(LOBBY).recording()).isTrue();

            Recording started = video.recordings().start(LOBBY, COMPOSITE);

            assertThat(requests(emulator, "StartRecording")).hasSize(2);
            assertThat(started.id()).isNotEqualTo(old.id());
            assertThat(started.sessionId()).isEqualTo(session()).isNotEqualTo(old.sessionId());
            emulator.advanceRecording("default:lobby", "composite");
            finish(started.id());
            assertThat(video.recordings().get(started.id()).status()).isEqualTo(RecordingStatus.READY);
        }

        @Test
        void recording_of_an_earlier_session_is_not_returned_without_a_session() {
            StreamParticipant alice = join("alice");
            started(COMPOSITE);
            emulator.loseEgressWorker("default:lobby", "composite");
            alice.leave();

            assertThatThrownBy(() -> video.recordings().start(LOBBY, COMPOSITE))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("no active session");
            assertThat(video.recordings().list(LOBBY).items()).isEmpty();
        }

        @Test
        void recording_of_an_earlier_session_does_not_reconcile_a_lost_start() {
            StreamParticipant alice = join("alice");
            started(COMPOSITE);
            emulator.loseEgressWorker("default:lobby", "composite");
            alice.leave();
            join("bob");
            emulator.faults().inject("StartRecording", StreamFault.dropBeforeProcessing());

            VideoException failure = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(LOBBY, COMPOSITE));

            assertThat(failure.outcomeUnknown()).isTrue();
        }

        @Test
        void a_recording_that_another_process_started_is_returned_after_stream_refused_a_second_one() {
            join("alice");
            try (StreamVideoProvider other = Tests.providerOf(emulator).build()) {
                Recording first = other.recordings().start(LOBBY, COMPOSITE);

                assertThat(video.recordings().start(LOBBY, COMPOSITE).id()).isEqualTo(first.id());
                assertThat(video.recordings().start(LOBBY, COMPOSITE).id()).isEqualTo(first.id());
            }
            assertThat(requests(emulator, "StartRecording")).hasSize(2);
        }

        @Test
        void after_a_stop_that_failed_the_next_start_reaches_stream() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.loseEgressWorker("default:lobby", "composite");

            assertThatThrownBy(() -> video.with(
                                    RequestOptions.builder().attempts(1).build())
                            .recordings()
                            .stop(id))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            video.recordings().start(LOBBY, COMPOSITE);

            assertThat(requests(emulator, "StartRecording")).hasSize(2);
        }
    }

    @Nested
    class Stop {

        @Test
        void stopping_is_one_request_and_the_state_is_processing_afterwards() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();

            Recording stopped = video.recordings().stop(id);

            StreamRequest stop = requests(emulator, "StopRecording").get(0);
            assertThat(stop.path()).isEqualTo("/api/v2/video/call/default/lobby/recordings/composite/stop");
            assertThat(stop.body()).isEqualTo("{}");
            assertThat(stopped.id()).isEqualTo(id);
            assertThat(stopped.status()).isEqualTo(RecordingStatus.PROCESSING);
            emulator.advanceRecording("default:lobby", "composite");
            assertThat(video.recordings().get(id).status()).isEqualTo(RecordingStatus.READY);
        }

        @Test
        void an_inactive_recording_is_not_stopped() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            finish(id);

            Recording again = video.recordings().stop(id);

            assertThat(again.status()).isEqualTo(RecordingStatus.READY);
            assertThat(requests(emulator, "StopRecording")).hasSize(1);
        }

        @Test
        void a_lost_response_to_a_stop_is_not_an_error() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.faults().inject("StopRecording", StreamFault.dropAfterProcessing());

            Recording stopped = video.recordings().stop(id);

            assertThat(stopped.status()).isEqualTo(RecordingStatus.PROCESSING);
            assertThat(requests(emulator, "StopRecording")).hasSize(2);
        }

        @Test
        void a_stop_succeeds_although_the_state_cannot_be_read() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.faults()
                    .inject("GetCall", StreamFault.delay(Duration.ZERO))
                    .inject("GetCall", 3, StreamFault.text(503, "down"));

            Recording stopped = video.recordings().stop(id);

            assertThat(stopped.id()).isEqualTo(id);
            assertThat(stopped.status()).isEqualTo(RecordingStatus.STOPPING);
            assertThat(video.calls().get(LOBBY).recording()).isFalse();
        }

        @Test
        void the_recording_of_an_older_session_stops_no_younger_one() {
            StreamParticipant alice = join("alice");
            RecordingId old = started(COMPOSITE).id();
            finish(old);
            alice.leave();
            video.calls().end(LOBBY);
            join("bob");
            RecordingId young = started(COMPOSITE).id();
            assertThat(young).isNotEqualTo(old);

            Recording stopped = video.recordings().stop(old);

            assertThat(stopped.id()).isEqualTo(old);
            assertThat(stopped.status()).isEqualTo(RecordingStatus.READY);
            assertThat(requests(emulator, "StopRecording")).hasSize(1);
            assertThat(video.recordings().get(young).status()).isEqualTo(RecordingStatus.RECORDING);
        }
    }

    @Nested
    class Reading {

        @Test
        void files_that_were_split_are_one_recording() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.splitRecording("default:lobby", "composite");
            emulator.splitRecording("default:lobby", "composite");

            Recording between = video.recordings().get(id);
            assertThat(between.status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(between.files()).hasSize(2);
            assertThat(between.endedAt()).isNull();
            finish(id);

            Recording ready = video.recordings().get(id);
            assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ready.files()).hasSize(3).extracting(RecordingFile::name).doesNotHaveDuplicates();
            var listed = client.recordings().listRecordings(CallId.of("lobby"));
            assertThat(ready.startedAt()).isEqualTo(listed.get(0).startTime());
            assertThat(ready.endedAt()).isEqualTo(listed.get(2).endTime());
            assertThat(ready.files().get(0).location()).isEqualTo(listed.get(0).url());
            int before = emulator.requests().size();
            assertThat(video.recordings().list(LOBBY).items()).containsExactly(ready);
            assertThat(emulator.requests()).as("the call and its files").hasSize(before + 2);
        }

        @Test
        void each_session_has_its_own() {
            StreamParticipant alice = join("alice");
            RecordingId first = started(COMPOSITE).id();
            finish(first);
            alice.leave();
            video.calls().end(LOBBY);
            join("bob");
            RecordingId second = started(COMPOSITE).id();
            finish(second);

            List<Recording> all = video.recordings().list(LOBBY).items();

            assertThat(all).extracting(Recording::id).containsExactly(first, second);
            assertThat(all).extracting(Recording::sessionId).doesNotHaveDuplicates();
            assertThat(all).allSatisfy(each -> assertThat(each.files()).hasSize(1));
            assertThat(video.recordings().get(first).files())
                    .isNotEqualTo(video.recordings().get(second).files());
        }

        @Test
        void a_failed_recording_emits_an_event() throws Exception {
            join("alice");
            RecordingId id = started(COMPOSITE).id();

            emulator.failRecording("default:lobby", "composite");
            VideoEvent event = event("call.recording_failed");

            assertThat(event).isInstanceOf(RecordingFailed.class);
            Recording failed = ((RecordingFailed) event).recording();
            assertThat(failed.status()).isEqualTo(RecordingStatus.FAILED);
            assertThat(failed.call()).isEqualTo(LOBBY);
            assertThat(failed.kind()).isEqualTo(RecordingKind.COMPOSITE);
            assertThat(failed.files()).isEmpty();
            // The id contains the session, or means the latest one.
            assertThat(video.recordings().get(failed.id()).id()).isEqualTo(id);
        }

        @Test
        void the_event_of_a_file_leads_to_the_whole_recording() throws Exception {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.splitRecording("default:lobby", "composite");
            finish(id);

            Recording recording = ((RecordingReady) event("call.recording_ready")).recording();

            assertThat(recording.id()).isEqualTo(id);
            assertThat(recording.status()).isEqualTo(RecordingStatus.READY);
            assertThat(video.recordings().get(recording.id()).files())
                    .hasSize(2)
                    .containsAll(recording.files());
        }

        private VideoEvent event(String type) throws Exception {
            emulator.awaitWebhooks(
                    all -> all.stream().anyMatch(hook -> hook.event().equals(type)), Duration.ofSeconds(10));
            WebhookRequest delivered = receiver.received(LOBBY, video.webhooks()).stream()
                    .filter(request -> Json.parse(request.body()).string("type").equals(type))
                    .findFirst()
                    .orElseThrow();
            return video.webhooks().parse(delivered);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "EG_1",
                    "default:lobby",
                    "default:lobby~composite",
                    "default:lobby~track~s-1",
                    "default:lobby~composite~s-1~x",
                    "~~"
                })
        void an_id_that_is_none_of_streams_is_not_found_without_a_request(String id) {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> video.recordings().get(new RecordingId(id)))
                    .isInstanceOf(NotFoundException.class);

            assertThat(emulator.requests()).hasSize(before);
        }

        @ParameterizedTest
        @ValueSource(strings = {"default:../../app~composite~s", "default:a/b~composite~s", "..:x~raw~s"})
        void a_hostile_id_reaches_no_endpoint(String id) {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> video.recordings().get(new RecordingId(id)))
                    .isInstanceOf(VideoException.class);
            assertThatThrownBy(() -> video.recordings().stop(new RecordingId(id)))
                    .isInstanceOf(VideoException.class);
            assertThatThrownBy(() -> video.recordings().delete(new RecordingId(id)))
                    .isInstanceOf(VideoException.class);

            assertThat(emulator.requests()).hasSize(before);
        }

        @Test
        void a_call_without_recordings_or_no_call_lists_none() {
            assertThat(video.recordings().list(LOBBY).items()).isEmpty();
            assertThat(video.recordings().list(CallId.of("absent")).items()).isEmpty();
        }
    }

    @Nested
    class Delete {

        private List<String> filenames() {
            return client.recordings().listRecordings(LOBBY).stream()
                    .map(CallRecording::filename)
                    .toList();
        }

        @Test
        void all_files_of_one_recording_are_deleted() {
            join("alice");
            video.recordings().start(LOBBY, RecordingRequest.raw().build());
            emulator.advanceRecording("default:lobby", "raw");
            RecordingId id = started(COMPOSITE).id();
            emulator.splitRecording("default:lobby", "composite");
            finish(id);
            emulator.splitRecording("default:lobby", "raw");
            String session = session();
            List<RecordingFile> files = video.recordings().get(id).files();
            assertThat(files).hasSize(2);

            video.recordings().delete(id);

            assertThat(requests(emulator, "DeleteRecording"))
                    .extracting(request -> request.method() + " " + request.path())
                    .containsExactlyElementsOf(files.stream()
                            .map(file ->
                                    "DELETE /api/v2/video/call/default/lobby/" + session + "/recordings/" + file.name())
                            .toList());
            assertThat(filenames()).singleElement().asString().endsWith(".tar.gz");
            assertThat(video.recordings().get(id).status()).isEqualTo(RecordingStatus.PROCESSING);
            assertThatThrownBy(() -> video.recordings().delete(id)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_recording_of_an_earlier_session_is_deleted_by_its_id() {
            StreamParticipant alice = join("alice");
            RecordingId first = started(COMPOSITE).id();
            finish(first);
            alice.close();
            join("bob");
            RecordingId second = started(COMPOSITE).id();
            finish(second);

            video.recordings().delete(first);

            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(Recording::id)
                    .containsExactly(second);
        }

        @Test
        void an_active_recording_is_a_conflict() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.splitRecording("default:lobby", "composite");

            assertThatThrownBy(() -> video.recordings().delete(id))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("stop");

            assertThat(filenames()).hasSize(1);
        }

        @Test
        void a_lost_response_is_repeated() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            finish(id);
            emulator.faults().inject("DeleteRecording", StreamFault.dropAfterProcessing());

            video.recordings().delete(id);

            assertThat(filenames()).isEmpty();
        }

        @Test
        void a_file_that_another_request_deleted_is_not_an_error() {
            join("alice");
            RecordingId id = started(COMPOSITE).id();
            emulator.splitRecording("default:lobby", "composite");
            finish(id);
            emulator.faults().inject("DeleteRecording", StreamFault.api(404, 16, "Can't find file"));

            // The first file remains listed.
            assertThatThrownBy(() -> video.recordings().delete(id)).isInstanceOf(NotFoundException.class);
            assertThat(filenames()).hasSize(1);

            video.recordings().delete(id);
            assertThat(filenames()).isEmpty();
        }

        @Test
        void a_file_in_a_storage_of_the_application_is_not_found() {
            client.request(
                    "POST",
                    "external_storage",
                    json("{'name':'archive','storage_type':'s3','bucket':'b','aws_s3':{'s3_region':'eu'}}"));
            join("alice");
            RecordingId id = started(RecordingRequest.composite()
                            .storage(Storage.named("archive"))
                            .build())
                    .id();
            finish(id);

            assertThatThrownBy(() -> video.recordings().delete(id)).isInstanceOf(NotFoundException.class);

            assertThat(filenames()).hasSize(1);
        }
    }
}
