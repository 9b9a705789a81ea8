package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
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
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.CallResponse.RtmpBroadcast;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts of a call with a participant. */
class StreamBroadcastsTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final BroadcastRequest HLS = BroadcastRequest.hls().build();
    private static final BroadcastRequest PUSH = push("abcd-hush-wxyz").build();
    private static final String AS_IF_NOTHING_RAN = "{\"call\":{\"cid\":\"default:lobby\"}}";

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;
    private Broadcasts broadcasts;
    private StreamParticipant alice;

    private static BroadcastRequest.Builder push(String key) {
        return BroadcastRequest.push(BroadcastDestination.rtmp("rtmps://live.example.com/app", key));
    }

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
        broadcasts = video.require(Broadcasts.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        alice = emulator.join(video.tokens()
                .mint(TokenRequest.builder("alice", LOBBY).build())
                .token());
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private int starts(String operation) {
        return requests(emulator, operation).size();
    }

    private void nothingSeenOnce() {
        emulator.faults().inject("GetCall", StreamFault.body(200, "application/json", AS_IF_NOTHING_RAN));
    }

    @Nested
    class Hls {

        @Test
        void a_bare_one_reads_the_call_and_starts() {
            int before = emulator.requests().size();

            Broadcast broadcast = broadcasts.start(LOBBY, HLS);

            assertThat(operations(emulator).subList(before, emulator.requests().size()))
                    .containsExactly("GetCall", "StartHLSBroadcasting");
            assertThat(requests(emulator, "StartHLSBroadcasting").get(0).path())
                    .isEqualTo("/api/v2/video/call/default/lobby/start_broadcasting");
            assertThat(broadcast.kind()).isEqualTo(BroadcastKind.HLS);
            assertThat(broadcast.status()).isEqualTo(BroadcastStatus.STARTING);
            assertThat(broadcast.sessionId())
                    .isEqualTo(client.calls().getCall(CallId.of("lobby")).currentSessionId());
            assertThat(broadcast.playlistUrl())
                    .endsWith(".m3u8")
                    .isEqualTo(broadcasts.get(broadcast.id()).playlistUrl());
        }

        @Test
        void how_it_looks_is_a_setting_of_the_call_made_before() {
            broadcasts.start(
                    LOBBY,
                    BroadcastRequest.hls()
                            .layout(Layout.SPEAKER)
                            .quality(Quality.HD_1080P)
                            .build());

            assertThat(body(emulator, "UpdateCall"))
                    .isEqualTo(json("{'settings_override':{'broadcasting':{'enabled':true,'hls':{'enabled':true,"
                            + "'quality_tracks':['1080p'],'layout':{'name':'spotlight'}}}}}"));
            List<String> sent = operations(emulator);
            assertThat(sent.indexOf("UpdateCall")).isLessThan(sent.indexOf("StartHLSBroadcasting"));
        }

        @Test
        void a_layout_without_quality_is_sent_with_streams_required_quality() {
            broadcasts.start(LOBBY, BroadcastRequest.hls().layout(Layout.GRID).build());

            assertThat(body(emulator, "UpdateCall"))
                    .isEqualTo(json("{'settings_override':{'broadcasting':{'enabled':true,'hls':{'enabled':true,"
                            + "'quality_tracks':['720p'],'layout':{'name':'grid'}}}}}"));
        }

        @Test
        void an_active_one_is_returned_without_any_change() {
            Broadcast first = broadcasts.start(LOBBY, HLS);

            Broadcast second = broadcasts.start(
                    LOBBY, BroadcastRequest.hls().layout(Layout.GRID).build());

            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second.playlistUrl()).isEqualTo(first.playlistUrl());
            assertThat(starts("StartHLSBroadcasting")).isEqualTo(1);
            assertThat(starts("UpdateCall")).isZero();
        }

        @Test
        void one_of_a_session_that_is_over_is_over() {
            BroadcastId id = broadcasts.start(LOBBY, HLS).id();
            alice.leave();
            alice = emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).build())
                    .token());
            BroadcastId next = broadcasts.start(LOBBY, HLS).id();

            assertThat(next).isNotEqualTo(id);
            assertThat(broadcasts.get(id).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.stop(id).playlistUrl()).isNull();
            assertThat(broadcasts.get(next).status().active()).isTrue();
            assertThat(requests(emulator, "StopHLSBroadcasting")).isEmpty();
        }
    }

    @Nested
    class Push {

        @Test
        void it_is_one_broadcast_with_a_name_that_reveals_no_key() {
            Broadcast broadcast = broadcasts.start(
                    LOBBY,
                    push("hush").layout(Layout.GRID).quality(Quality.SD_480P).build());

            Json sent =
                    body(emulator, "StartRTMPBroadcasts").objects("broadcasts").get(0);
            assertThat(sent.string("name")).matches("push-[0-9a-f]{24}");
            assertThat(sent.toBuilder().remove("name").build())
                    .isEqualTo(json("{'stream_url':'rtmps://live.example.com/app','stream_key':'hush',"
                            + "'quality':'480p','layout':{'name':'grid'}}"));
            assertThat(broadcast.kind()).isEqualTo(BroadcastKind.PUSH);
            assertThat(broadcast.playlistUrl()).isNull();
            assertThat(requests(emulator, "UpdateCall")).isEmpty();
        }

        @Test
        void an_address_with_its_key_is_sent_unchanged() {
            broadcasts.start(
                    LOBBY,
                    BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://live.example.com/app/key"))
                            .build());

            Json sent =
                    body(emulator, "StartRTMPBroadcasts").objects("broadcasts").get(0);
            assertThat(sent.toBuilder().remove("name").build())
                    .isEqualTo(json("{'stream_url':'rtmp://live.example.com/app/key'}"));
        }

        @Test
        void the_same_again_is_one_and_everything_else_another() {
            BroadcastId first = broadcasts.start(LOBBY, PUSH).id();

            assertThat(broadcasts.start(LOBBY, PUSH).id()).isEqualTo(first);
            assertThat(starts("StartRTMPBroadcasts")).isEqualTo(1);
            assertThat(List.of(
                            first,
                            broadcasts
                                    .start(LOBBY, push("abcd-hash-wxyz").build())
                                    .id(),
                            broadcasts
                                    .start(
                                            LOBBY,
                                            push("abcd-hush-wxyz")
                                                    .layout(Layout.GRID)
                                                    .build())
                                    .id(),
                            broadcasts
                                    .start(
                                            LOBBY,
                                            push("abcd-hush-wxyz")
                                                    .layout(Layout.GRID.withOptions(json("{'grid.rows':2}")))
                                                    .build())
                                    .id(),
                            broadcasts
                                    .start(
                                            LOBBY,
                                            push("abcd-hush-wxyz")
                                                    .layout(Layout.custom(URI.create("https://layouts.example/")))
                                                    .build())
                                    .id(),
                            broadcasts
                                    .start(
                                            LOBBY,
                                            push("abcd-hush-wxyz")
                                                    .quality(Quality.HD_720P)
                                                    .build())
                                    .id(),
                            broadcasts.start(LOBBY, HLS).id()))
                    .doesNotHaveDuplicates()
                    .hasSize(broadcasts.list(LOBBY).items().size());
        }

        @Test
        void another_application_with_another_secret_gives_other_names() {
            broadcasts.start(LOBBY, PUSH);
            try (StreamEmulator other = StreamEmulator.builder()
                            .apiKey("key", "another-secret")
                            .start();
                    StreamVideoProvider there =
                            Tests.providerOf(other).apiSecret("another-secret").build()) {
                there.calls().getOrCreate(CallRequest.of(LOBBY));
                other.join(there.tokens()
                        .mint(TokenRequest.builder("alice", LOBBY).build())
                        .token());
                there.require(Broadcasts.class).start(LOBBY, PUSH);

                assertThat(name(other)).isNotEqualTo(name(emulator));
            }
        }

        private static String name(StreamEmulator emulator) {
            return body(emulator, "StartRTMPBroadcasts")
                    .objects("broadcasts")
                    .get(0)
                    .string("name");
        }

        @ParameterizedTest
        @ValueSource(strings = {"youtube", "a name ✓", "a/b~c?d#e%f", "..", "~"})
        void rooms_of_other_software_are_listed_with_any_name(String name) {
            client.broadcasts()
                    .startRtmpBroadcast(
                            CallId.of("lobby"),
                            Json.builder()
                                    .put("name", name)
                                    .put("stream_url", "rtmp://x/y")
                                    .build());

            Broadcast listed = broadcasts.list(LOBBY).items().get(0);

            assertThat(listed.status()).isEqualTo(BroadcastStatus.LIVE);
            assertThat(listed.startedAt()).isNotNull();
            assertThat(broadcasts.get(listed.id())).isEqualTo(listed);
            assertThat(client.calls().getCall(CallId.of("lobby")).rtmpBroadcasts())
                    .extracting(RtmpBroadcast::name)
                    .containsExactly(name);
        }

        @Test
        void those_of_other_software_are_stopped_too() {
            client.broadcasts()
                    .startRtmpBroadcast(CallId.of("lobby"), json("{'name':'a b','stream_url':'rtmp://x/y'}"));

            assertThat(broadcasts
                            .stop(broadcasts.list(LOBBY).items().get(0).id())
                            .status())
                    .isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.list(LOBBY)).isEmpty();
        }

        @Test
        void an_address_longer_than_stream_takes_is_refused_before_any_request() {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> broadcasts.start(
                            LOBBY,
                            BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://host/" + "a".repeat(250), "k"))
                                    .build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("255");

            assertThat(emulator.requests()).hasSize(before);
        }
    }

    @Test
    void unsupported_options_are_rejected_before_any_request() {
        int before = emulator.requests().size();

        for (BroadcastRequest request : List.of(
                BroadcastRequest.hls().storage(Storage.named("archive")).build(),
                BroadcastRequest.hls()
                        .storage(Storage.s3("b").region("r").credentials("AKIA", "hush"))
                        .build(),
                push("one")
                        .destination(BroadcastDestination.rtmp("rtmp://other/app", "two"))
                        .build(),
                BroadcastRequest.push(BroadcastDestination.srt("srt://host:9000"))
                        .build())) {
            assertThatThrownBy(() -> broadcasts.start(LOBBY, request))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageNotContaining("hush");
        }

        assertThat(emulator.requests()).hasSize(before);
    }

    @Test
    void without_anybody_in_the_call_there_is_nothing_to_broadcast() {
        alice.leave();

        for (BroadcastRequest request : List.of(HLS, PUSH)) {
            ConflictException conflict =
                    catchThrowableOfType(ConflictException.class, () -> broadcasts.start(LOBBY, request));
            assertThat(conflict).hasMessageContaining("no active session");
            assertThat(conflict.outcomeUnknown()).isFalse();
        }
    }

    @Test
    void a_missing_call_is_not_found_and_nothing_is_started() {
        assertThatThrownBy(() -> broadcasts.start(CallId.of("absent"), PUSH)).isInstanceOf(NotFoundException.class);
        assertThat(starts("StartRTMPBroadcasts")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EG_1", "default:lobby~rtmp~***", "default:lobby~composite~s", "default:absent~hls~s"})
    void another_egress_is_not_found_as_a_broadcast(String id) {
        assertThatThrownBy(() -> broadcasts.get(new BroadcastId(id))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> broadcasts.stop(new BroadcastId(id))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_address_in_a_servers_error_is_not_quoted() {
        emulator.faults()
                .inject("StartRTMPBroadcasts", StreamFault.api(400, 4, "cannot reach rtmps://live.example.com/hush"));

        assertThatThrownBy(() -> broadcasts.start(LOBBY, PUSH))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot reach rtmps://██")
                .hasMessageNotContaining("hush");
    }

    /** A broadcast whose worker died is live forever by the state of the call. */
    @Nested
    class DeadWorkers {

        private void rejoin() {
            alice.leave();
            alice = emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).build())
                    .token());
        }

        private String lose(boolean hls) {
            String broadcast = hls
                    ? "hls"
                    : client.calls().getCall(LOBBY).rtmpBroadcasts().get(0).name();
            emulator.loseEgressWorker("default:lobby", broadcast);
            return hls ? "StartHLSBroadcasting" : "StartRTMPBroadcasts";
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void broadcast_of_an_earlier_session_is_not_returned_for_a_new_session(boolean hls) {
            BroadcastRequest request = hls ? HLS : PUSH;
            broadcasts.start(LOBBY, request);
            String operation = lose(hls);
            rejoin();
            assertThat(broadcasts.list(LOBBY).items()).hasSize(1);

            Broadcast started = broadcasts.start(LOBBY, request);

            assertThat(starts(operation)).isEqualTo(2);
            assertThat(started.status().active()).isTrue();
            assertThat(broadcasts.stop(started.id()).status()).isEqualTo(BroadcastStatus.ENDED);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void broadcast_of_an_earlier_session_is_not_returned_without_a_session(boolean hls) {
            BroadcastRequest request = hls ? HLS : PUSH;
            Broadcast lost = broadcasts.start(LOBBY, request);
            lose(hls);
            alice.leave();

            assertThat(broadcasts.get(lost.id()).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.list(LOBBY).items()).isEmpty();
            assertThatThrownBy(() -> broadcasts.start(LOBBY, request)).isInstanceOf(ConflictException.class);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void after_a_stop_that_failed_the_next_start_reaches_stream(boolean hls) {
            BroadcastRequest request = hls ? HLS : PUSH;
            BroadcastId id = broadcasts.start(LOBBY, request).id();
            String operation = lose(hls);

            assertThatThrownBy(() -> broadcasts.stop(id)).isInstanceOf(UnavailableException.class);
            broadcasts.start(LOBBY, request);

            assertThat(starts(operation)).isEqualTo(2);
        }
    }

    /** A second broadcast would be billed. */
    @Nested
    class LostAnswers {

        @Test
        void a_start_whose_answer_was_lost_gives_the_broadcast_that_runs() {
            emulator.faults().inject("StartHLSBroadcasting", StreamFault.dropAfterProcessing());
            emulator.faults().inject("StartRTMPBroadcasts", StreamFault.dropAfterProcessing());

            Broadcast hls = broadcasts.start(LOBBY, HLS);
            Broadcast push = broadcasts.start(LOBBY, PUSH);

            assertThat(hls.playlistUrl()).endsWith(".m3u8");
            assertThat(hls.status().active()).isTrue();
            assertThat(push.status()).isEqualTo(BroadcastStatus.LIVE);
            assertThat(starts("StartHLSBroadcasting")).isEqualTo(1);
            assertThat(starts("StartRTMPBroadcasts")).isEqualTo(1);
            assertThat(broadcasts.list(LOBBY).items())
                    .extracting(Broadcast::id)
                    .containsExactlyInAnyOrder(hls.id(), push.id());
        }

        @Test
        void a_start_that_loses_a_race_returns_the_other_broadcast() {
            BroadcastId hls = broadcasts.start(LOBBY, HLS).id();
            BroadcastId push = broadcasts.start(LOBBY, PUSH).id();

            // The call is read as it was before the others started; the starts are then refused: "already running".
            nothingSeenOnce();
            assertThat(broadcasts.start(LOBBY, HLS).id()).isEqualTo(hls);
            nothingSeenOnce();
            assertThat(broadcasts.start(LOBBY, PUSH).id()).isEqualTo(push);

            assertThat(starts("StartHLSBroadcasting")).isEqualTo(2);
            assertThat(starts("StartRTMPBroadcasts")).isEqualTo(2);
            assertThat(broadcasts.list(LOBBY).items()).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"StartHLSBroadcasting", "StartRTMPBroadcasts"})
        void a_start_that_was_lost_itself_is_not_repeated_blindly(String operation) {
            broadcasts.start(LOBBY, push("another").build());
            int before = starts(operation);
            emulator.faults().inject(operation, StreamFault.dropBeforeProcessing());

            UnavailableException lost = catchThrowableOfType(
                    UnavailableException.class,
                    () -> broadcasts.start(LOBBY, operation.equals("StartHLSBroadcasting") ? HLS : PUSH));

            assertThat(lost.operation()).isEqualTo(operation);
            assertThat(lost.outcomeUnknown()).isTrue();
            assertThat(starts(operation)).isEqualTo(before + 1);
            assertThat(broadcasts.list(LOBBY).items()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"StartHLSBroadcasting", "StartRTMPBroadcasts"})
        void when_the_look_after_a_lost_answer_fails_too_the_error_is_that_of_the_start(String operation) {
            emulator.faults().inject(operation, StreamFault.dropAfterProcessing());
            nothingSeenOnce();
            emulator.faults()
                    .inject("GetCall", StreamFault.body(403, "application/json", "{\"code\":17,\"message\":\"no\"}"));

            VideoException lost = catchThrowableOfType(
                    VideoException.class,
                    () -> broadcasts.start(LOBBY, operation.equals("StartHLSBroadcasting") ? HLS : PUSH));

            assertThat(lost.operation()).isEqualTo(operation);
            assertThat(lost.outcomeUnknown()).isTrue();
            assertThat(lost.getSuppressed()).hasSize(1);
            assertThat(((VideoException) lost.getSuppressed()[0]).operation()).isEqualTo("GetCall");
            assertThat(starts(operation)).isEqualTo(1);
        }
    }

    @Nested
    class Stop {

        @Test
        void stopping_is_one_request_and_doing_it_again_none() {
            BroadcastId hls = broadcasts.start(LOBBY, HLS).id();
            BroadcastId push = broadcasts.start(LOBBY, PUSH).id();

            assertThat(broadcasts.stop(hls).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.stop(push).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.stop(hls).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(broadcasts.stop(push).status()).isEqualTo(BroadcastStatus.ENDED);

            assertThat(requests(emulator, "StopHLSBroadcasting")).hasSize(1);
            assertThat(requests(emulator, "StopRTMPBroadcast")).hasSize(1);
            assertThat(requests(emulator, "StopRTMPBroadcast").get(0).path())
                    .matches(".*/rtmp_broadcasts/push-\\w+/stop");
        }

        @Test
        void the_same_may_be_started_again_afterwards() {
            BroadcastId first = broadcasts.start(LOBBY, PUSH).id();
            broadcasts.stop(first);

            assertThat(broadcasts.start(LOBBY, PUSH).id()).isEqualTo(first);
            assertThat(broadcasts.get(first).status()).isEqualTo(BroadcastStatus.LIVE);
        }

        @Test
        void a_stop_whose_answer_was_lost_is_a_success() {
            BroadcastId push = broadcasts.start(LOBBY, PUSH).id();
            emulator.faults().inject("StopRTMPBroadcast", StreamFault.dropAfterProcessing());

            assertThat(broadcasts.stop(push).status()).isEqualTo(BroadcastStatus.ENDED);
        }
    }
}
