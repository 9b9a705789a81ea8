package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts as egresses. The emulated worker moves only when a test pushes it. */
class LiveKitBroadcastsTest {

    private static final CallId STUDIO = CallId.of("studio");
    private static final BroadcastRequest PUSH =
            BroadcastRequest.push(rtmp("abcd-hush-wxyz")).build();
    private static final BroadcastRequest HLS = BroadcastRequest.hls()
            .storage(Storage.s3("videos").region("eu-west-1").credentials("AKIA-hush", "hush-hush"))
            .build();

    private LiveKitEmulator emulator = start(builder -> builder);
    private LiveKitVideoProvider video = provider();
    private Broadcasts broadcasts = video.require(Broadcasts.class);

    private static BroadcastDestination rtmp(String key) {
        return BroadcastDestination.rtmp("rtmps://live.example.com/app", key);
    }

    private static LiveKitEmulator start(UnaryOperator<LiveKitEmulator.Builder> options) {
        return options.apply(LiveKitEmulator.builder()
                        .apiKey("devkey", SECRET)
                        .manualRecordings(true)
                        .delays(Delays.SHORT))
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
        broadcasts = video.require(Broadcasts.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private List<String> starts() {
        return emulator.requests().stream()
                .map(LiveKitRequest::rpc)
                .filter(rpc -> rpc.startsWith("Egress/Start"))
                .toList();
    }

    private static void same(Json actual, String expected) {
        assertThat(actual.asMap())
                .isEqualTo(Json.parse(expected.replace('\'', '"')).asMap());
    }

    @Nested
    class Requests {

        @Test
        void a_pushed_broadcast_is_a_stream_of_a_template() {
            Broadcast broadcast = broadcasts.start(
                    STUDIO,
                    BroadcastRequest.push(rtmp("key-1"))
                            .destination(BroadcastDestination.rtmp("rtmp://other.example.com/app/key-2"))
                            .layout(Layout.SPEAKER)
                            .quality(Quality.HD_1080P)
                            .build());

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{'layout':'speaker'},'preset':'H264_1080P_30',
                     'outputs':[{'stream':{'protocol':'RTMP','urls':
                       ['rtmps://live.example.com/app/key-1','rtmp://other.example.com/app/key-2']}}]}""");
            assertThat(broadcast.kind()).isEqualTo(BroadcastKind.PUSH);
            assertThat(broadcast.call()).isEqualTo(STUDIO);
            assertThat(broadcast.sessionId()).startsWith("RM_");
            assertThat(broadcast.status()).isEqualTo(BroadcastStatus.STARTING);
        }

        @Test
        void srt_needs_only_its_address() {
            broadcasts.start(
                    STUDIO,
                    BroadcastRequest.push(BroadcastDestination.srt("srt://live.example.com:9000?streamid=key"))
                            .build());

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{},
                     'outputs':[{'stream':{'protocol':'SRT','urls':['srt://live.example.com:9000?streamid=key']}}]}""");
        }

        @Test
        void hls_is_segments_in_a_folder_of_the_storage() {
            Broadcast broadcast = broadcasts.start(STUDIO, HLS);

            same(body(emulator, "StartEgress"), """
                    {'room_name':'studio','template':{},
                     'outputs':[{'segments':{'protocol':'HLS_PROTOCOL','filename_prefix':'{room_name}-{time}/segment',
                       'playlist_name':'{room_name}-{time}/playlist.m3u8',
                       'live_playlist_name':'{room_name}-{time}/live.m3u8'}}],
                     'storage':{'s3':{'access_key':'AKIA-hush','secret':'hush-hush','region':'eu-west-1',
                       'bucket':'videos','force_path_style':false}}}""");
            assertThat(broadcast.kind()).isEqualTo(BroadcastKind.HLS);
            assertThat(broadcast.playlistUrl()).isNull();
        }

        @Test
        void an_older_server_receives_older_starts_after_one_unified_start() {
            server(builder -> builder.unifiedEgress(false));
            BroadcastRequest small = BroadcastRequest.push(rtmp("key"))
                    .layout(Layout.GRID)
                    .quality(Quality.SD_480P)
                    .build();

            BroadcastId pushed = broadcasts.start(STUDIO, small).id();
            BroadcastId hls = broadcasts.start(STUDIO, HLS).id();

            assertThat(starts())
                    .containsExactly(
                            "Egress/StartEgress", "Egress/StartRoomCompositeEgress", "Egress/StartRoomCompositeEgress");
            List<LiveKitRequest> composites = requests(emulator, "StartRoomCompositeEgress");
            same(Json.parse(composites.get(0).body()), """
                    {'room_name':'studio','layout':'grid','advanced':{'width':854,'height':480},
                     'stream_outputs':[{'protocol':'RTMP','urls':['rtmps://live.example.com/app/key']}]}""");
            same(Json.parse(composites.get(1).body()), """
                    {'room_name':'studio','segment_outputs':[{'protocol':'HLS_PROTOCOL',
                     'filename_prefix':'{room_name}-{time}/segment','playlist_name':'{room_name}-{time}/playlist.m3u8',
                     'live_playlist_name':'{room_name}-{time}/live.m3u8',
                     's3':{'access_key':'AKIA-hush','secret':'hush-hush','region':'eu-west-1','bucket':'videos',
                       'force_path_style':false}}]}""");
            // The other instance recognizes the active recording, too.
            assertThat(broadcasts.start(STUDIO, small).id()).isEqualTo(pushed);
            assertThat(broadcasts.start(STUDIO, HLS).id()).isEqualTo(hls);
        }

        @Test
        void unsupported_options_are_rejected_before_any_request() {
            emulator.reset();

            assertThatThrownBy(() ->
                            broadcasts.start(STUDIO, BroadcastRequest.hls().build()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("name a storage");
            assertThatThrownBy(() -> broadcasts.start(
                            STUDIO,
                            BroadcastRequest.hls()
                                    .storage(Storage.named("archive"))
                                    .build()))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void no_secret_is_in_a_response_an_error_or_their_texts() {
            Broadcast pushed = broadcasts.start(STUDIO, PUSH);
            Broadcast hls = broadcasts.start(STUDIO, HLS);
            emulator.faults()
                    .inject(
                            "StartEgress",
                            LiveKitFault.twirp(
                                    400, "invalid_argument", "invalid url rtmps://live.example.com/app/hush: no host"));
            VideoException failure = catchThrowableOfType(
                    InvalidRequestException.class,
                    () -> broadcasts.start(
                            STUDIO, BroadcastRequest.push(rtmp("other")).build()));

            assertThat(failure).hasMessageContaining("invalid url rtmps://██");
            assertThat(PUSH + " " + HLS + " " + pushed + hls + pushed.raw().write()
                            + hls.raw().write() + failure)
                    .doesNotContain("hush");
        }
    }

    @Nested
    class SameAgain {

        @Test
        void the_same_request_is_the_same_broadcast() {
            BroadcastId first = broadcasts.start(STUDIO, PUSH).id();
            BroadcastId again = broadcasts.start(STUDIO, PUSH).id();

            assertThat(again).isEqualTo(first);
            assertThat(starts()).hasSize(1);
        }

        @ParameterizedTest
        @EnumSource
        void for_any_size(Quality quality) {
            BroadcastRequest request =
                    BroadcastRequest.push(rtmp("key")).quality(quality).build();

            assertThat(broadcasts.start(STUDIO, request).id())
                    .isEqualTo(broadcasts.start(STUDIO, request).id());
        }

        @ParameterizedTest
        @ValueSource(strings = {"k", "ke", "key", "sixsix", "nine-nine", "a-longer-one/with?more=of-it"})
        void for_keys_of_any_length(String key) {
            BroadcastRequest request = BroadcastRequest.push(rtmp(key)).build();

            assertThat(broadcasts.start(STUDIO, request).id())
                    .isEqualTo(broadcasts.start(STUDIO, request).id());
        }

        @Test
        void in_any_order_of_the_servers() {
            BroadcastDestination one = rtmp("key-1");
            BroadcastDestination two = BroadcastDestination.rtmp("rtmp://two.example.com/app/", "key-2");

            assertThat(broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.push(one).destination(two).build())
                            .id())
                    .isEqualTo(broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.push(two).destination(one).build())
                            .id());
        }

        @Test
        void another_key_server_layout_bucket_or_a_recording_is_another() {
            List<BroadcastId> ids = List.of(
                    broadcasts.start(STUDIO, PUSH).id(),
                    broadcasts
                            .start(STUDIO, BroadcastRequest.push(rtmp("other")).build())
                            .id(),
                    broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.push(BroadcastDestination.rtmp(
                                                    "rtmps://two.example.com/app", "abcd-hush-wxyz"))
                                            .build())
                            .id(),
                    broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.push(rtmp("abcd-hush-wxyz"))
                                            .layout(Layout.GRID)
                                            .build())
                            .id(),
                    broadcasts.start(STUDIO, HLS).id(),
                    broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.hls()
                                            .storage(Storage.gcs("others", "{}"))
                                            .build())
                            .id());
            Recording recording = video.recordings()
                    .start(STUDIO, RecordingRequest.composite().build());

            assertThat(ids).doesNotHaveDuplicates();
            assertThat(broadcasts.list(STUDIO).items())
                    .extracting(Broadcast::id)
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(video.recordings().list(STUDIO).items())
                    .extracting(Recording::id)
                    .containsExactly(recording.id());
        }

        @Test
        void a_stream_of_one_participant_by_other_software_is_not_taken_for_it() {
            video.unwrap(LiveKitClient.class)
                    .egress()
                    .startParticipantEgress(Json.parse("{\"room_name\":\"studio\",\"identity\":\"alice\","
                            + "\"stream_outputs\":[{\"protocol\":\"RTMP\","
                            + "\"urls\":[\"rtmps://live.example.com/app/abcd-hush-wxyz\"]}]}"));

            broadcasts.start(STUDIO, PUSH);

            assertThat(broadcasts.list(STUDIO).items()).hasSize(2);
        }

        @Test
        void one_that_is_ending_does_not_count_as_going_on() {
            Broadcast first = broadcasts.start(STUDIO, PUSH);
            emulator.advanceRecording(first.id().value());
            broadcasts.stop(first.id());

            assertThat(broadcasts.start(STUDIO, PUSH).id()).isNotEqualTo(first.id());
        }
    }

    /** After a crash of the worker, its egress stays active at the server forever. */
    @Nested
    class DeadWorkers {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void broadcast_of_a_deleted_room_is_not_returned_for_a_new_room_of_the_same_name(boolean hls) {
            BroadcastRequest request = hls ? HLS : PUSH;
            Broadcast old = broadcasts.start(STUDIO, request);
            emulator.advanceRecording(old.id().value());
            video.calls().delete(STUDIO);
            video.calls().getOrCreate(CallRequest.of(STUDIO));

            Broadcast started = broadcasts.start(STUDIO, request);

            assertThat(broadcasts.get(old.id()).status()).isEqualTo(BroadcastStatus.LIVE);
            assertThat(started.id()).isNotEqualTo(old.id());
            assertThat(started.sessionId()).isEqualTo(video.calls().get(STUDIO).sessionId());
            assertThat(broadcasts.start(STUDIO, request).id()).isEqualTo(started.id());
        }

        @Test
        void a_stop_that_times_out_lets_a_new_broadcast_start() {
            Broadcast dead = broadcasts.start(STUDIO, PUSH);
            emulator.advanceRecording(dead.id().value());
            emulator.loseEgressWorker(dead.id().value());

            assertThatThrownBy(() -> broadcasts.stop(dead.id())).isInstanceOf(DeadlineExceededException.class);

            assertThat(broadcasts.start(STUDIO, PUSH).id()).isNotEqualTo(dead.id());
        }
    }

    @Nested
    class WithoutEgressService {

        @Test
        void without_a_worker_the_error_names_the_cause_after_one_start() {
            server(builder -> builder.egressWorker(false));

            UnavailableException failure =
                    catchThrowableOfType(UnavailableException.class, () -> broadcasts.start(STUDIO, PUSH));

            assertThat(failure)
                    .isNotInstanceOf(RecordingUnavailableException.class)
                    .hasMessageContaining("no egress worker took the broadcast");
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(starts()).containsExactly("Egress/StartEgress");
        }

        @Test
        void a_start_is_given_the_time_that_the_server_takes_to_find_no_worker() {
            broadcasts.start(STUDIO, PUSH);

            assertThat(requests(emulator, "StartEgress").get(0).headers().get("x-twirp-timeout-ms"))
                    .containsExactly("30000");
        }

        @Test
        void without_redis_start_and_list_fail_at_once() {
            server(builder -> builder.redis(false));

            assertThatThrownBy(() -> broadcasts.start(STUDIO, PUSH))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("needs Redis");
            assertThatThrownBy(() -> broadcasts.list(STUDIO)).isInstanceOf(UnavailableException.class);
            assertThat(starts()).isEmpty();
        }
    }

    /** A second broadcast would be billed, and would disturb the first. */
    @Nested
    class LostAnswers {

        @Test
        void a_start_whose_answer_was_lost_gives_the_broadcast_that_runs() {
            emulator.faults().inject("StartEgress", LiveKitFault.dropAfterProcessing());

            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);

            assertThat(broadcast.status()).isEqualTo(BroadcastStatus.STARTING);
            assertThat(starts()).hasSize(1);
            assertThat(broadcasts.list(STUDIO).items())
                    .extracting(Broadcast::id)
                    .containsExactly(broadcast.id());
        }

        @Test
        void one_of_hls_too() {
            emulator.faults().inject("StartEgress", LiveKitFault.dropAfterProcessing());

            assertThat(broadcasts.start(STUDIO, HLS).kind()).isEqualTo(BroadcastKind.HLS);
            assertThat(starts()).hasSize(1);
        }

        @Test
        void a_503_although_it_started_gives_the_broadcast_that_runs() {
            BroadcastId running = broadcasts.start(STUDIO, PUSH).id();
            emulator.faults()
                    // The look before the start, as if it had not been there yet.
                    .inject("ListEgress", LiveKitFault.body(200, "application/json", "{\"items\":[]}"))
                    .inject("StartEgress", LiveKitFault.twirp(503, "unavailable", "no response from servers"));

            assertThat(broadcasts.start(STUDIO, PUSH).id()).isEqualTo(running);
        }

        @Test
        void a_start_that_was_lost_itself_is_not_repeated_blindly() {
            broadcasts.start(STUDIO, BroadcastRequest.push(rtmp("another")).build());
            emulator.faults().inject("StartEgress", LiveKitFault.dropBeforeProcessing());

            UnavailableException failure =
                    catchThrowableOfType(UnavailableException.class, () -> broadcasts.start(STUDIO, PUSH));

            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(failure.operation()).isEqualTo("StartEgress");
            assertThat(starts()).hasSize(2);
        }

        @Test
        void when_even_the_look_fails_the_error_is_that_of_the_start() {
            emulator.faults()
                    .inject("StartEgress", LiveKitFault.dropAfterProcessing())
                    // The look before the start, then those after it.
                    .inject("ListEgress", LiveKitFault.delay(Duration.ZERO))
                    .inject("ListEgress", Integer.MAX_VALUE, LiveKitFault.text(502, "Bad Gateway"));

            VideoException failure = catchThrowableOfType(VideoException.class, () -> broadcasts.start(STUDIO, PUSH));

            assertThat(failure.operation()).isEqualTo("StartEgress");
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(((VideoException) failure.getSuppressed()[0]).operation())
                    .isEqualTo("ListEgress");
            assertThat(starts()).hasSize(1);
        }

        @Test
        void a_stop_whose_answer_was_lost_is_a_success() {
            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);
            emulator.advanceRecording(broadcast.id().value());
            emulator.faults().inject("StopEgress", LiveKitFault.dropAfterProcessing());

            assertThat(broadcasts.stop(broadcast.id()).status()).isEqualTo(BroadcastStatus.STOPPING);
        }
    }

    @Nested
    class Life {

        @Test
        void a_broadcast_runs_from_starting_to_ended_with_a_playlist() {
            Broadcast broadcast = broadcasts.start(STUDIO, HLS);
            String id = broadcast.id().value();
            assertThat(broadcast.startedAt()).isNull();

            emulator.advanceRecording(id);
            assertThat(broadcasts.get(broadcast.id()).status()).isEqualTo(BroadcastStatus.LIVE);
            assertThat(broadcasts.get(broadcast.id()).startedAt()).isNotNull();
            assertThat(broadcasts.stop(broadcast.id()).status()).isEqualTo(BroadcastStatus.STOPPING);
            emulator.advanceRecording(id);

            Broadcast ended = broadcasts.get(broadcast.id());
            assertThat(ended.status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(ended.endedAt()).isNotNull();
            assertThat(ended.failure()).isNull();
            assertThat(ended.playlistUrl()).startsWith("studio-").endsWith("/live.m3u8");
        }

        @Test
        void a_failed_egress_has_a_reason_and_need_not_be_stopped() {
            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);
            emulator.failRecording(broadcast.id().value(), "rtmps://live.example.com/app/hush hung up");

            Broadcast failed = broadcasts.stop(broadcast.id());

            assertThat(failed.status()).isEqualTo(BroadcastStatus.FAILED);
            assertThat(failed.failure()).endsWith("hung up");
            assertThat(failed.toString()).doesNotContain("hush");
            assertThat(requests(emulator, "StopEgress")).isEmpty();
        }

        @Test
        void one_that_reached_a_limit_is_over() {
            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);
            emulator.endRecordingAtLimit(broadcast.id().value());

            assertThat(broadcasts.get(broadcast.id()).status()).isEqualTo(BroadcastStatus.ENDED);
        }

        @Test
        void recordings_and_broadcasts_are_distinguished() {
            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);
            Recording recording = video.recordings()
                    .start(STUDIO, RecordingRequest.composite().build());

            assertThatThrownBy(
                            () -> broadcasts.stop(new BroadcastId(recording.id().value())))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> video.recordings()
                            .stop(new RecordingId(broadcast.id().value())))
                    .isInstanceOf(NotFoundException.class);
            assertThat(requests(emulator, "StopEgress")).isEmpty();
        }
    }

    @Nested
    class Destinations {

        private final BroadcastDestination second =
                BroadcastDestination.rtmp("rtmp://two.example.com/app", "second-hush-key");

        private Broadcast live() {
            Broadcast broadcast = broadcasts.start(STUDIO, PUSH);
            emulator.advanceRecording(broadcast.id().value());
            return broadcast;
        }

        private List<String> streams(BroadcastId id) {
            return video.unwrap(LiveKitClient.class).egress().getEgress(id.value()).streams().stream()
                    .map(stream -> stream.url() + " " + stream.status())
                    .toList();
        }

        @Test
        void a_server_is_added_and_removed() {
            BroadcastId id = live().id();

            Broadcast added = broadcasts.add(id, second);
            assertThat(added.id()).isEqualTo(id);
            assertThat(streams(id))
                    .containsExactly(
                            "rtmps://live.example.com/app/{abc...xyz} ACTIVE",
                            "rtmp://two.example.com/app/{sec...key} ACTIVE");
            same(
                    body(emulator, "UpdateStream"),
                    "{'egress_id':'" + id + "','add_output_urls':['rtmp://two.example.com/app/second-hush-key']}");

            broadcasts.remove(id, rtmp("abcd-hush-wxyz"));
            assertThat(streams(id))
                    .containsExactly(
                            "rtmps://live.example.com/app/{abc...xyz} FINISHED",
                            "rtmp://two.example.com/app/{sec...key} ACTIVE");
            assertThat(added.toString() + second).doesNotContain("hush");
        }

        @Test
        void repeating_a_change_sends_nothing() {
            BroadcastId id = live().id();
            broadcasts.add(id, second);

            broadcasts.add(id, second);
            broadcasts.remove(id, rtmp("not-a-server-of-it"));

            assertThat(requests(emulator, "UpdateStream")).hasSize(1);
        }

        @Test
        void the_last_server_is_not_removed() {
            BroadcastId id = live().id();

            assertThatThrownBy(() -> broadcasts.remove(id, rtmp("abcd-hush-wxyz")))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("stop it");

            assertThat(streams(id)).singleElement().asString().endsWith(" ACTIVE");
        }

        @Test
        void a_lost_response_is_reconciled_by_a_lookup() {
            BroadcastId id = live().id();
            emulator.faults().inject("UpdateStream", LiveKitFault.dropAfterProcessing());

            broadcasts.add(id, second);

            assertThat(requests(emulator, "UpdateStream")).hasSize(1);
            assertThat(streams(id)).hasSize(2);
        }

        @Test
        void a_lost_request_is_an_error_with_an_unknown_outcome() {
            BroadcastId id = live().id();
            emulator.faults().inject("UpdateStream", LiveKitFault.dropBeforeProcessing());

            VideoException failure = catchThrowableOfType(VideoException.class, () -> broadcasts.add(id, second));

            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(streams(id)).hasSize(1);
        }

        @Test
        void other_broadcasts_and_protocols_are_rejected() {
            BroadcastId pushed = live().id();
            BroadcastId hls = broadcasts.start(STUDIO, HLS).id();
            Recording recording = video.recordings()
                    .start(STUDIO, RecordingRequest.composite().build());

            assertThatThrownBy(() -> broadcasts.add(hls, second)).isInstanceOf(ConflictException.class);
            assertThatThrownBy(
                            () -> broadcasts.add(new BroadcastId(recording.id().value()), second))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> broadcasts.add(
                            pushed, BroadcastDestination.srt("srt://live.example.com:9000?streamid=hush")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("destination");
            assertThatThrownBy(() -> broadcasts.add(new BroadcastId("EG_absent"), second))
                    .isInstanceOf(NotFoundException.class);
            emulator.advanceRecording(pushed.value());
            emulator.advanceRecording(pushed.value());
            assertThatThrownBy(() -> broadcasts.add(pushed, second)).isInstanceOf(ConflictException.class);
            assertThat(requests(emulator, "UpdateStream")).isEmpty();
        }
    }

    @Nested
    class Encoding {

        @Test
        void bitrate_and_frame_rate_are_sent_with_a_size() {
            BroadcastRequest request = BroadcastRequest.push(rtmp("key"))
                    .videoBitrate(6_000)
                    .frameRate(60)
                    .build();

            BroadcastId id = broadcasts.start(STUDIO, request).id();

            same(body(emulator, "StartEgress").object("advanced"), """
                    {'width':1280,'height':720,'framerate':60,'video_bitrate':6000}""");
            assertThat(broadcasts.start(STUDIO, request).id()).isEqualTo(id);
            assertThat(broadcasts
                            .start(
                                    STUDIO,
                                    BroadcastRequest.push(rtmp("key"))
                                            .quality(Quality.HD_720P)
                                            .frameRate(30)
                                            .build())
                            .id())
                    .isNotEqualTo(id);
        }
    }
}
