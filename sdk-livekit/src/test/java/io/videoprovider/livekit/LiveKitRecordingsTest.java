package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFormat;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings as egresses. By default, the emulated worker changes its state only when a test requests it. */
class LiveKitRecordingsTest {

    private static final CallId STUDIO = CallId.of("studio");
    private static final RecordingRequest PLAIN = RecordingRequest.composite().build();

    private LiveKitEmulator emulator = start(builder -> builder.manualRecordings(true));
    private LiveKitVideoProvider video = provider();

    private static LiveKitEmulator start(UnaryOperator<LiveKitEmulator.Builder> options) {
        return options.apply(LiveKitEmulator.builder().apiKey("devkey", SECRET).delays(Delays.SHORT))
                .start();
    }

    private LiveKitVideoProvider provider() {
        LiveKitVideoProvider made = Tests.providerOf(emulator).build();
        made.calls().getOrCreate(CallRequest.of(STUDIO));
        return made;
    }

    /** Another server than the usual one. */
    private void server(UnaryOperator<LiveKitEmulator.Builder> options) {
        stop();
        emulator = start(options);
        video = provider();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private Recording started(RecordingRequest.Builder request) {
        return video.recordings().start(STUDIO, request.build());
    }

    private List<String> starts() {
        return emulator.requests().stream()
                .map(LiveKitRequest::rpc)
                .filter(rpc -> rpc.startsWith("Egress/Start"))
                .toList();
    }

    private RecordingStatus status(Recording recording) {
        return video.recordings().get(recording.id()).status();
    }

    private static void same(Json actual, String expected) {
        assertThat(actual.asMap())
                .isEqualTo(Json.parse(expected.replace('\'', '"')).asMap());
    }

    @Nested
    class Unified {

        @Test
        void a_composite_is_a_template() {
            started(RecordingRequest.composite()
                    .layout(Layout.GRID)
                    .quality(Quality.HD_1080P)
                    .path("rec/{time}.mp4"));

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{'layout':'grid','audio_only':false},'preset':'H264_1080P_30',
                     'outputs':[{'file':{'file_type':'MP4','filepath':'rec/{time}.mp4'}}]}""");
        }

        @Test
        void a_plain_composite_leaves_everything_to_the_worker() {
            started(RecordingRequest.composite());

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{'audio_only':false},
                     'outputs':[{'file':{'file_type':'MP4','filepath':'{room_name}-{time}.mp4'}}]}""");
        }

        @Test
        void audio_only_in_another_format() {
            RecordingRequest.Builder mp3 = RecordingRequest.composite()
                    .audioOnly()
                    .format(RecordingFormat.MP3)
                    .path("a");
            RecordingId id = started(mp3).id();

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{'audio_only':true},
                     'outputs':[{'file':{'file_type':'MP3','filepath':'a'}}]}""");
            assertThat(started(mp3).id()).isEqualTo(id);
            assertThat(started(RecordingRequest.composite().audioOnly().path("a"))
                            .id())
                    .as("another format is another recording")
                    .isNotEqualTo(id);
        }

        @Test
        void audio_only_is_an_ogg() {
            started(RecordingRequest.composite().audioOnly());

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{'audio_only':true},
                     'outputs':[{'file':{'file_type':'OGG','filepath':'{room_name}-{time}.ogg'}}]}""");
        }

        @Test
        void a_participant_is_their_video_and_their_sound() {
            started(RecordingRequest.participant("alice").quality(Quality.HD_720P));

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','preset':'H264_720P_30',
                     'media':{'participant_video':{'identity':'alice'},
                       'audio':{'routes':[{'participant_identity':'alice'}]}},
                     'outputs':[{'file':{'file_type':'MP4',
                       'filepath':'{room_name}-{publisher_identity}-{time}.mp4'}}]}""");
        }

        @Test
        void recording_a_participants_audio_requests_only_audio() {
            Recording recording = started(RecordingRequest.participant("alice").audioOnly());

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','media':{'audio':{'routes':[{'participant_identity':'alice'}]}},
                     'outputs':[{'file':{'file_type':'OGG',
                       'filepath':'{room_name}-{publisher_identity}-{time}.ogg'}}]}""");
            assertThat(recording.kind()).isEqualTo(RecordingKind.PARTICIPANT);
        }

        @Test
        void a_track_is_recorded_with_the_older_request() {
            Recording recording = started(RecordingRequest.track("TR_1").storage(s3()));

            same(body(emulator, "StartTrackEgress"), """
                    {'room_name':'studio','track_id':'TR_1','file':{'filepath':'{room_name}-{track_id}-{time}',
                     's3':{'access_key':'AKIA-hush','secret':'hush-hush','region':'eu-west-1','bucket':'videos',
                       'force_path_style':false}}}""");
            assertThat(recording.kind()).isEqualTo(RecordingKind.TRACK);
        }

        @ParameterizedTest
        @CsvSource({
            "HD_720P,          H264_720P_30",
            "HD_1080P,         H264_1080P_30",
            "PORTRAIT_720P,    PORTRAIT_H264_720P_30",
            "PORTRAIT_1080P,   PORTRAIT_H264_1080P_30"
        })
        void a_size_that_livekit_has_is_its_preset(Quality quality, String preset) {
            started(RecordingRequest.composite().quality(quality));

            assertThat(body(emulator, "StartEgress").string("preset")).isEqualTo(preset);
            assertThat(body(emulator, "StartEgress").has("advanced")).isFalse();
        }

        @ParameterizedTest
        @EnumSource(names = {"SD_360P", "SD_480P", "QHD_1440P"})
        void any_other_size_is_spelled_out(Quality quality) {
            started(RecordingRequest.composite().quality(quality));

            assertThat(body(emulator, "StartEgress").object("advanced").asMap())
                    .isEqualTo(Json.builder()
                            .put("width", quality.width())
                            .put("height", quality.height())
                            .build()
                            .asMap());
            assertThat(body(emulator, "StartEgress").has("preset")).isFalse();
        }

        @ParameterizedTest
        @EnumSource
        void every_size_is_recognized_in_a_second_request(Quality quality) {
            Recording first = started(RecordingRequest.composite().quality(quality));
            Recording second = started(RecordingRequest.composite().quality(quality));

            assertThat(second.id()).isEqualTo(first.id());
            assertThat(starts()).hasSize(1);
        }
    }

    private static Storage s3() {
        return Storage.s3("videos").region("eu-west-1").credentials("AKIA-hush", "hush-hush");
    }

    @Nested
    class Storages {

        @Test
        void s3_with_everything() {
            started(RecordingRequest.composite()
                    .storage(Storage.s3("videos")
                            .credentials("AKIA-hush", "hush-hush")
                            .sessionToken("session-hush")
                            .endpoint(URI.create("https://minio.example.com"))
                            .pathStyle()));

            same(body(emulator, "StartEgress").object("storage"), """
                    {'s3':{'access_key':'AKIA-hush','secret':'hush-hush','session_token':'session-hush',
                     'endpoint':'https://minio.example.com','bucket':'videos','force_path_style':true}}""");
        }

        @Test
        void google_and_azure() {
            started(RecordingRequest.composite().storage(Storage.gcs("g-bucket", "{\"hush\":1}")));
            assertThat(body(emulator, "StartEgress").object("storage"))
                    .isEqualTo(Json.builder()
                            .put(
                                    "gcp",
                                    Json.builder()
                                            .put("credentials", "{\"hush\":1}")
                                            .put("bucket", "g-bucket")
                                            .build())
                            .build());
            emulator.reset();
            video.calls().getOrCreate(CallRequest.of(STUDIO));
            started(RecordingRequest.composite().storage(Storage.azure("account", "key-hush", "container")));
            same(
                    body(emulator, "StartEgress").object("storage"),
                    "{'azure':{'account_name':'account','account_key':'key-hush','container_name':'container'}}");
        }

        @Test
        void the_same_request_to_another_bucket_is_another_recording() {
            Recording first = started(RecordingRequest.composite().storage(s3()));
            Recording again = started(RecordingRequest.composite().storage(s3()));
            Recording other = started(RecordingRequest.composite()
                    .storage(Storage.s3("others").region("eu-west-1").credentials("AKIA-hush", "hush-hush")));

            assertThat(again.id()).isEqualTo(first.id());
            assertThat(other.id()).isNotEqualTo(first.id());
        }

        @Test
        void a_storage_by_its_name_is_refused_before_any_request() {
            emulator.reset();

            assertThatThrownBy(() -> started(RecordingRequest.composite().storage(Storage.named("archive"))))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> started(RecordingRequest.individual()))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> started(RecordingRequest.raw())).isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> video.recordings().delete(new RecordingId("EG_1")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("storage");
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void no_secret_is_in_a_response_an_error_or_their_texts() {
            RecordingRequest request =
                    RecordingRequest.composite().storage(s3()).build();
            Recording recording = video.recordings().start(STUDIO, request);
            emulator.faults()
                    .inject("StartEgress", LiveKitFault.twirp(400, "invalid_argument", "request has invalid field"));
            VideoException failure = catchThrowableOfType(
                    VideoException.class,
                    () -> video.recordings()
                            .start(
                                    STUDIO,
                                    RecordingRequest.composite()
                                            .storage(s3())
                                            .path("other")
                                            .build()));

            assertThat(request + " " + recording + " " + recording.raw().write() + " " + failure)
                    .doesNotContain("hush");
        }
    }

    @Nested
    class OlderServers {

        @Test
        void a_server_without_the_unified_start_receives_it_once() {
            server(builder -> builder.manualRecordings(true).unifiedEgress(false));

            started(RecordingRequest.composite()
                    .layout(Layout.SPEAKER)
                    .quality(Quality.SD_480P)
                    .storage(s3()));
            started(RecordingRequest.participant("alice"));
            started(RecordingRequest.composite().audioOnly());

            assertThat(starts())
                    .containsExactly(
                            "Egress/StartEgress",
                            "Egress/StartRoomCompositeEgress",
                            "Egress/StartParticipantEgress",
                            "Egress/StartRoomCompositeEgress");
            List<LiveKitRequest> composites = requests(emulator, "StartRoomCompositeEgress");
            same(Json.parse(composites.get(0).body()), """
                    {'room_name':'studio','layout':'speaker','audio_only':false,'advanced':{'width':854,'height':480},
                     'file_outputs':[{'file_type':'MP4','filepath':'{room_name}-{time}.mp4',
                       's3':{'access_key':'AKIA-hush','secret':'hush-hush','region':'eu-west-1','bucket':'videos',
                         'force_path_style':false}}]}""");
            same(Json.parse(composites.get(1).body()), """
                    {'room_name':'studio','audio_only':true,
                     'file_outputs':[{'file_type':'OGG','filepath':'{room_name}-{time}.ogg'}]}""");
            same(body(emulator, "StartParticipantEgress"), """
                    {'room_name':'studio','identity':'alice',
                     'file_outputs':[{'file_type':'MP4','filepath':'{room_name}-{publisher_identity}-{time}.mp4'}]}""");
        }

        @Test
        void an_active_egress_is_recognized_there_too() {
            server(builder -> builder.manualRecordings(true).unifiedEgress(false));

            Recording first = started(RecordingRequest.participant("alice").quality(Quality.HD_1080P));
            Recording second = started(RecordingRequest.participant("alice").quality(Quality.HD_1080P));

            assertThat(second.id()).isEqualTo(first.id());
            assertThat(starts()).hasSize(2);
        }

        @Test
        void the_sound_of_one_participant_is_more_than_it_can() {
            server(builder -> builder.manualRecordings(true).unifiedEgress(false));

            assertThatThrownBy(
                            () -> started(RecordingRequest.participant("alice").audioOnly()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("1.13.2");
            assertThat(starts()).containsExactly("Egress/StartEgress");
        }
    }

    @Nested
    class WithoutEgressService {

        @Test
        void without_a_worker_the_error_names_the_cause_after_one_start() {
            server(builder -> builder.egressWorker(false));

            RecordingUnavailableException failure = catchThrowableOfType(
                    RecordingUnavailableException.class,
                    () -> video.recordings().start(STUDIO, PLAIN));

            assertThat(failure).hasMessageContaining("no egress worker").hasMessageContaining("Redis");
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(failure).hasCauseInstanceOf(UnavailableException.class);
            assertThat(starts()).containsExactly("Egress/StartEgress");
        }

        @Test
        void a_start_is_given_the_time_that_the_server_takes_to_find_no_worker() {
            started(RecordingRequest.composite());

            assertThat(requests(emulator, "StartEgress").get(0).headers().get("x-twirp-timeout-ms"))
                    .containsExactly("30000");
        }

        @Test
        void without_redis_start_and_list_fail_at_once() {
            server(builder -> builder.redis(false));

            assertThatThrownBy(() -> video.recordings().start(STUDIO, PLAIN))
                    .isInstanceOf(RecordingUnavailableException.class)
                    .hasMessageContaining("needs Redis");
            assertThatThrownBy(() -> video.recordings().list(STUDIO)).isInstanceOf(RecordingUnavailableException.class);
            assertThatThrownBy(() -> video.recordings().stop(new RecordingId("EG_1")))
                    .isInstanceOf(RecordingUnavailableException.class);
            assertThat(starts()).isEmpty();
        }

        @Test
        void a_missing_call_cannot_be_recorded() {
            assertThatThrownBy(() -> video.recordings().start(CallId.of("nowhere"), PLAIN))
                    .isInstanceOf(NotFoundException.class);
            assertThat(starts()).hasSize(1);
        }
    }

    @Nested
    class Templates {

        private final Layout custom = Layout.custom(URI.create("https://layouts.example/page?key=hush"));

        @Test
        void a_template_is_sent_and_is_part_of_the_recordings_identity() {
            Recording first = started(RecordingRequest.composite().layout(custom));

            assertThat(body(emulator, "StartEgress").object("template").asMap())
                    .isEqualTo(Json.parse("{\"layout\":\"custom\",\"audio_only\":false,"
                                    + "\"custom_base_url\":\"https://layouts.example/page?key=hush\"}")
                            .asMap());
            assertThat(started(RecordingRequest.composite().layout(custom)).id())
                    .isEqualTo(first.id());
            assertThat(started(RecordingRequest.composite().layout(new Layout("custom")))
                            .id())
                    .isNotEqualTo(first.id());
            assertThat(started(RecordingRequest.composite()
                                    .layout(Layout.custom(URI.create("https://layouts.example/other"))))
                            .id())
                    .isNotEqualTo(first.id());
            assertThat(first.toString()).doesNotContain("hush");
        }

        @Test
        void it_is_recognized_after_a_lost_response() {
            emulator.faults().inject("StartEgress", LiveKitFault.dropAfterProcessing());

            Recording recording = started(RecordingRequest.composite().layout(custom));

            assertThat(starts()).hasSize(1);
            assertThat(video.recordings().list(STUDIO).items())
                    .extracting(Recording::id)
                    .containsExactly(recording.id());
        }

        @Test
        void an_older_server_receives_it_too() {
            server(builder -> builder.manualRecordings(true).unifiedEgress(false));

            Recording first = started(RecordingRequest.composite().layout(custom));

            assertThat(body(emulator, "StartRoomCompositeEgress").string("custom_base_url"))
                    .isEqualTo("https://layouts.example/page?key=hush");
            assertThat(started(RecordingRequest.composite().layout(custom)).id())
                    .isEqualTo(first.id());
        }

        @Test
        void options_are_refused_before_any_request() {
            emulator.reset();
            Json options = Json.builder().put("grid.rows", 2).build();

            assertThatThrownBy(() -> started(RecordingRequest.composite().layout(Layout.GRID.withOptions(options))))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("LAYOUT_OPTIONS");
            assertThatThrownBy(() -> video.recordings().changeLayout(new RecordingId("EG_1"), custom))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("layout");
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void the_recorder_receives_a_changed_layout() {
            Recording recording = started(RecordingRequest.composite().layout(custom));
            LiveKitParticipant recorder = emulator.join(video.unwrap(LiveKitClient.class)
                    .mint(AccessToken.builder()
                            .identity(recording.id().value())
                            .video(VideoGrant.builder().roomJoin("studio").build())
                            .build()));

            Recording changed = video.recordings().changeLayout(recording.id(), Layout.SPEAKER);

            assertThat(changed.id()).isEqualTo(recording.id());
            assertThat(recorder.metadata()).isEqualTo("{\"layout\":\"speaker\"}");
            assertThat(started(RecordingRequest.composite().layout(custom)).id())
                    .isEqualTo(recording.id());
        }

        @Test
        void a_recording_without_recorder_is_not_found_and_others_have_no_layout() {
            Recording recording = started(RecordingRequest.composite().layout(custom));
            Recording alice = started(RecordingRequest.participant("alice"));

            assertThatThrownBy(() -> video.recordings().changeLayout(recording.id(), Layout.SPEAKER))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> video.recordings().changeLayout(alice.id(), Layout.SPEAKER))
                    .isInstanceOf(ConflictException.class);
            emulator.failRecording(recording.id().value(), "no disk");
            assertThatThrownBy(() -> video.recordings().changeLayout(recording.id(), Layout.SPEAKER))
                    .isInstanceOf(ConflictException.class);
            assertThat(requests(emulator, "UpdateLayout")).hasSize(1);
        }
    }

    /** A second recording would be billed. */
    @Nested
    class LostAnswers {

        @Test
        void a_start_whose_answer_was_lost_gives_the_recording_that_runs() {
            emulator.faults().inject("StartEgress", LiveKitFault.dropAfterProcessing());

            Recording recording = video.recordings().start(STUDIO, PLAIN);

            assertThat(recording.status()).isEqualTo(RecordingStatus.STARTING);
            assertThat(starts()).hasSize(1);
            assertThat(video.recordings().list(STUDIO).items())
                    .extracting(Recording::id)
                    .containsExactly(recording.id());
        }

        @Test
        void another_recording_that_runs_is_not_taken_for_it() {
            started(RecordingRequest.composite().path("another.mp4"));
            emulator.faults().inject("StartEgress", LiveKitFault.dropBeforeProcessing());

            VideoException failure = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(STUDIO, PLAIN));

            assertThat(failure.outcomeUnknown()).isTrue();
        }

        @Test
        void a_start_that_was_lost_itself_is_not_repeated_blindly() {
            emulator.faults().inject("StartEgress", LiveKitFault.dropBeforeProcessing());

            UnavailableException failure = catchThrowableOfType(
                    UnavailableException.class, () -> video.recordings().start(STUDIO, PLAIN));

            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(failure.operation()).isEqualTo("StartEgress");
            assertThat(starts()).hasSize(1);
        }

        @Test
        void when_even_the_look_fails_the_error_is_that_of_the_start() {
            emulator.faults()
                    .inject("StartEgress", LiveKitFault.dropAfterProcessing())
                    // The look before the start, then those after it.
                    .inject("ListEgress", LiveKitFault.delay(Duration.ZERO))
                    .inject("ListEgress", Integer.MAX_VALUE, LiveKitFault.text(502, "Bad Gateway"));

            VideoException failure = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(STUDIO, PLAIN));

            assertThat(failure.operation()).isEqualTo("StartEgress");
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(((VideoException) failure.getSuppressed()[0]).operation())
                    .isEqualTo("ListEgress");
            assertThat(starts()).hasSize(1);
        }

        @Test
        void a_rejected_start_is_retried() {
            emulator.faults().inject("StartEgress", LiveKitFault.text(429, "").header("Retry-After", "0"));

            assertThat(video.recordings().start(STUDIO, PLAIN).status()).isEqualTo(RecordingStatus.STARTING);
            assertThat(starts()).hasSize(2);
            assertThat(video.recordings().list(STUDIO).items()).hasSize(1);
        }

        @Test
        void a_stop_whose_answer_was_lost_is_a_success() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(recording.id().value());
            emulator.faults().inject("StopEgress", LiveKitFault.dropAfterProcessing());

            assertThat(video.recordings().stop(recording.id()).status()).isEqualTo(RecordingStatus.STOPPING);
        }
    }

    /** After a crash of the worker, its egress stays active at the server forever. */
    @Nested
    class DeadWorkers {

        private void recreateRoom() {
            video.calls().delete(STUDIO);
            video.calls().getOrCreate(CallRequest.of(STUDIO));
        }

        @Test
        void recording_of_a_deleted_room_is_not_returned_for_a_new_room_of_the_same_name() {
            Recording old = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(old.id().value());
            recreateRoom();

            Recording started = video.recordings().start(STUDIO, PLAIN);

            assertThat(status(old)).isEqualTo(RecordingStatus.RECORDING);
            assertThat(started.id()).isNotEqualTo(old.id());
            assertThat(started.sessionId())
                    .isNotEqualTo(old.sessionId())
                    .isEqualTo(video.calls().get(STUDIO).sessionId());
            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isEqualTo(started.id());
            assertThat(starts()).hasSize(2);
        }

        @Test
        void recording_of_a_deleted_room_is_not_returned_for_a_missing_room() {
            video.recordings().start(STUDIO, PLAIN);
            video.calls().delete(STUDIO);

            assertThatThrownBy(() -> video.recordings().start(STUDIO, PLAIN)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void recording_of_a_deleted_room_does_not_reconcile_a_lost_start() {
            video.recordings().start(STUDIO, PLAIN);
            recreateRoom();
            emulator.faults().inject("StartEgress", LiveKitFault.dropBeforeProcessing());

            VideoException failure = catchThrowableOfType(
                    VideoException.class, () -> video.recordings().start(STUDIO, PLAIN));

            assertThat(failure.outcomeUnknown()).isTrue();
        }

        @Test
        void a_stop_that_times_out_lets_a_new_recording_start() {
            Recording dead = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(dead.id().value());
            emulator.loseEgressWorker(dead.id().value());
            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isEqualTo(dead.id());

            assertThatThrownBy(() -> video.with(
                                    RequestOptions.builder().attempts(1).build())
                            .recordings()
                            .stop(dead.id()))
                    .isInstanceOfSatisfying(
                            DeadlineExceededException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());
            Recording started = video.recordings().start(STUDIO, PLAIN);

            assertThat(started.id()).isNotEqualTo(dead.id());
            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isEqualTo(started.id());
            assertThat(status(dead)).isEqualTo(RecordingStatus.RECORDING);
        }

        @Test
        void a_stop_that_exceeds_the_callers_deadline_lets_a_new_recording_start() {
            Recording first = video.recordings().start(STUDIO, PLAIN);
            emulator.faults().inject("StopEgress", LiveKitFault.twirp(503, "unavailable", "no response from servers"));
            emulator.faults().inject("StopEgress", LiveKitFault.delay(Duration.ofSeconds(5)));

            assertThatThrownBy(() -> video.with(RequestOptions.builder()
                                    .deadline(Duration.ofSeconds(1))
                                    .build())
                            .recordings()
                            .stop(first.id()))
                    .isInstanceOf(VideoException.class);

            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isNotEqualTo(first.id());
        }

        @Test
        void a_recording_whose_stop_succeeds_at_last_counts_again() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.faults()
                    .inject("StopEgress", 3, LiveKitFault.twirp(503, "unavailable", "no response from servers"));
            assertThatThrownBy(() -> video.recordings().stop(recording.id())).isInstanceOf(UnavailableException.class);

            assertThat(video.recordings().stop(recording.id()).status()).isEqualTo(RecordingStatus.STOPPING);
        }

        @Test
        void a_stop_that_the_server_rejects_permits_no_second_recording() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.faults().inject("StopEgress", LiveKitFault.twirp(412, "failed_precondition", "not now"));
            assertThatThrownBy(() -> video.recordings().stop(recording.id())).isInstanceOf(ConflictException.class);

            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isEqualTo(recording.id());
        }
    }

    @Nested
    class Life {

        @Test
        void a_recording_runs_from_starting_to_ready() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            String id = recording.id().value();
            assertThat(recording.startedAt()).isNull();
            assertThat(recording.call()).isEqualTo(STUDIO);
            assertThat(recording.sessionId()).startsWith("RM_");

            emulator.advanceRecording(id);
            assertThat(status(recording)).isEqualTo(RecordingStatus.RECORDING);
            assertThat(video.recordings().get(recording.id()).startedAt()).isNotNull();
            assertThat(video.recordings().stop(recording.id()).status()).isEqualTo(RecordingStatus.STOPPING);
            emulator.advanceRecording(id);

            Recording ready = video.recordings().get(recording.id());
            assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ready.truncated()).isFalse();
            assertThat(ready.endedAt()).isNotNull();
            assertThat(ready.failure()).isNull();
            assertThat(ready.files()).hasSize(1);
            assertThat(ready.files().get(0).location()).startsWith("studio-").endsWith(".mp4");
            assertThat(ready.files().get(0).bytes()).isPositive();
        }

        @Test
        void stopping_an_ended_recording_succeeds_without_a_slow_request() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.failRecording(recording.id().value(), "pipeline failed");

            assertThat(video.recordings().stop(recording.id()).status()).isEqualTo(RecordingStatus.FAILED);
            assertThat(requests(emulator, "StopEgress")).isEmpty();
        }

        @Test
        void stopping_an_ending_recording_succeeds() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(recording.id().value());
            video.recordings().stop(recording.id());

            assertThat(video.recordings().stop(recording.id()).status()).isEqualTo(RecordingStatus.STOPPING);
        }

        @Test
        void an_end_between_look_up_and_stop_is_not_an_error() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(recording.id().value());
            // The last moment before the stop is sent.
            video.close();
            video = Tests.providerOf(emulator)
                    .http(http -> http.addInterceptor(chain -> {
                        if (chain.request().url().encodedPath().endsWith("/StopEgress")) {
                            emulator.endRecordingAtLimit(recording.id().value());
                        }
                        return chain.proceed(chain.request());
                    }))
                    .build();

            Recording over = video.recordings().stop(recording.id());

            assertThat(requests(emulator, "StopEgress")).hasSize(1);
            assertThat(over.status()).isEqualTo(RecordingStatus.READY);
            assertThat(over.truncated()).isTrue();
        }

        @Test
        void when_the_look_after_a_refused_stop_fails_too_the_error_is_that_of_the_stop() {
            Recording recording = started(RecordingRequest.composite());
            emulator.faults()
                    .inject("StopEgress", LiveKitFault.dropAfterProcessing())
                    .inject("StopEgress", LiveKitFault.twirp(412, "failed_precondition", "cannot be stopped"))
                    .inject("ListEgress", LiveKitFault.delay(Duration.ZERO))
                    .inject("ListEgress", 3, LiveKitFault.text(503, "down"));

            assertThatThrownBy(() -> video.recordings().stop(recording.id()))
                    .isInstanceOfSatisfying(ConflictException.class, e -> {
                        assertThat(e.outcomeUnknown()).isTrue();
                        assertThat(e.getSuppressed()).hasSize(1);
                    });

            assertThat(status(recording)).isEqualTo(RecordingStatus.STOPPING);
        }

        @Test
        void a_rejected_stop_of_an_active_recording_is_an_error() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.faults().inject("StopEgress", LiveKitFault.twirp(412, "failed_precondition", "not now"));

            assertThatThrownBy(() -> video.recordings().stop(recording.id())).isInstanceOf(ConflictException.class);
        }

        @Test
        void a_recording_at_a_limit_has_a_valid_file() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(recording.id().value());
            emulator.endRecordingAtLimit(recording.id().value());

            Recording ready = video.recordings().get(recording.id());
            assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ready.truncated()).isTrue();
            assertThat(ready.files().get(0).location()).isNotNull();
        }

        @Test
        void an_unknown_id_is_not_found() {
            assertThatThrownBy(() -> video.recordings().get(new RecordingId("EG_nothing")))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> video.recordings().stop(new RecordingId("EG_nothing")))
                    .isInstanceOf(NotFoundException.class);
            assertThat(requests(emulator, "StopEgress")).isEmpty();
        }

        @Test
        void one_that_is_ending_does_not_count_as_going_on() {
            Recording first = video.recordings().start(STUDIO, PLAIN);
            emulator.advanceRecording(first.id().value());
            video.recordings().stop(first.id());

            assertThat(video.recordings().start(STUDIO, PLAIN).id()).isNotEqualTo(first.id());
        }

        @Test
        void streams_are_not_recordings() {
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            video.unwrap(LiveKitClient.class)
                    .egress()
                    .startRoomCompositeEgress(Json.parse("{\"room_name\":\"studio\",\"stream_outputs\":"
                            + "[{\"protocol\":\"RTMP\",\"urls\":[\"rtmp://a/live/stream-key\"]}]}"));

            assertThat(video.recordings().list(STUDIO).items())
                    .extracting(Recording::id)
                    .containsExactly(recording.id());
        }

        @Test
        void they_are_listed_oldest_first_and_a_call_without_any_has_none() {
            Recording first = started(RecordingRequest.composite().path("z"));
            Recording second = started(RecordingRequest.composite().path("a"));

            assertThat(video.recordings().list(STUDIO).items())
                    .extracting(Recording::id)
                    .containsExactly(first.id(), second.id());
            assertThat(video.recordings().list(CallId.of("nowhere")).items()).isEmpty();
        }
    }

    /** A worker that moves by itself, and paths that make it fail. */
    @Nested
    class Workers {

        private Recording until(Recording recording, RecordingStatus status) {
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (status(recording) != status) {
                assertThat(System.nanoTime()).as("still not " + status).isLessThan(deadline);
                // The server has no call that waits: poll without using a whole core.
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            return video.recordings().get(recording.id());
        }

        @Test
        void a_request_that_workers_reject_is_invalid() {
            server(builder -> builder);

            assertThatThrownBy(() -> started(RecordingRequest.composite().path("fail-start.mp4")))
                    .isInstanceOf(InvalidRequestException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"fail-active.mp4", "fail-upload.mp4", "never-active.mp4"})
        void a_failed_recording_has_a_reason(String path) {
            server(builder -> builder);
            Recording recording = started(RecordingRequest.composite().path(path));

            if (path.startsWith("fail-upload")) {
                until(recording, RecordingStatus.RECORDING);
            }
            if (!path.startsWith("fail-active")) {
                video.recordings().stop(recording.id());
            }

            Recording failed = until(recording, RecordingStatus.FAILED);
            assertThat(failed.failure())
                    .isEqualTo(
                            switch (path) {
                                case "fail-active.mp4" -> "pipeline failed";
                                case "fail-upload.mp4" -> "upload failed";
                                default -> "Start signal not received";
                            });
            assertThat(failed.files())
                    .allSatisfy(file -> assertThat(file.location()).isNull());
        }

        @Test
        void one_ends_with_its_call() {
            server(builder -> builder);
            emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", STUDIO).build())
                    .token());
            Recording recording = video.recordings().start(STUDIO, PLAIN);
            until(recording, RecordingStatus.RECORDING);

            video.calls().end(STUDIO);

            assertThat(until(recording, RecordingStatus.READY).files()).hasSize(1);
        }
    }
}
