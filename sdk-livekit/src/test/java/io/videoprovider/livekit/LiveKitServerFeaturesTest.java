package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.IngressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broadcasts and ingresses in the responses of a real server, by which active ones are recognized. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerFeaturesTest {

    private final CallId call = CallId.random("features");
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() {
        video = LiveKitVideoProvider.fromEnv();
        client = video.unwrap(LiveKitClient.class);
        video.calls().getOrCreate(CallRequest.of(call));
    }

    @AfterEach
    void stop() {
        video.calls().delete(call);
        video.close();
    }

    static Stream<BroadcastRequest> requests() {
        Stream<String> keys = Stream.of("k", "ke", "key", "sixsix", "nine-nine", "abcd-efgh-ijkl-mnop", "a/b?c=d&e=f");
        return Stream.concat(
                keys.map(
                        key -> BroadcastRequest.push(BroadcastDestination.rtmp("rtmps://live.example.com:443/app", key))
                                .layout(Layout.SPEAKER)
                                .quality(Quality.HD_1080P)
                                .build()),
                Stream.of(
                        BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://live.example.com/key"))
                                .build(),
                        BroadcastRequest.push(
                                        BroadcastDestination.srt("srt://live.example.com:9000?streamid=abcdefghijkl"))
                                .quality(Quality.SD_480P)
                                .build(),
                        BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://one.example.com/app/", "abcdefghijkl"))
                                .destination(BroadcastDestination.rtmp("rtmp://two.example.com/app", "abcdefghijkl"))
                                .build(),
                        BroadcastRequest.hls()
                                .storage(
                                        Storage.s3("videos").region("eu-west-1").credentials("AKIA", "secret"))
                                .layout(Layout.GRID)
                                .build(),
                        BroadcastRequest.hls()
                                .storage(Storage.azure("account", "a2V5", "container"))
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void an_egress_with_the_same_parameters_is_recognized(BroadcastRequest request) {
        Broadcasts broadcasts = video.require(Broadcasts.class);
        BroadcastId started = broadcasts.start(call, request).id();

        assertThat(broadcasts.start(call, request).id()).isEqualTo(started);

        broadcasts.stop(started);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void an_egress_of_an_older_request_is_recognized_too(BroadcastRequest request) {
        EgressInfo started = client.egress()
                .startRoomCompositeEgress(
                        EgressRequest.older(ProviderId.LIVEKIT, EgressRequest.of(call.id(), request)));

        assertThat(video.require(Broadcasts.class).start(call, request).id().value())
                .isEqualTo(started.egressId());

        client.egress().stopEgress(started.egressId());
    }

    @Test
    void a_recording_whose_worker_died_is_not_returned_after_its_stop_or_its_room() {
        RecordingRequest request =
                RecordingRequest.composite().path("lose-worker.mp4").build();
        RecordingId first = activeRecording(request);
        assertThat(video.recordings().start(call, request).id()).isEqualTo(first);

        assertThatThrownBy(() -> video.recordings().stop(first))
                .isInstanceOfSatisfying(
                        DeadlineExceededException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        RecordingId second = activeRecording(request);
        assertThat(second).isNotEqualTo(first);

        video.calls().delete(call);
        video.calls().getOrCreate(CallRequest.of(call));
        RecordingId third = activeRecording(request);

        assertThat(third).isNotIn(first, second);
        assertThat(video.recordings().list(call))
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(RecordingStatus.RECORDING));
    }

    @Test
    void a_recording_with_a_template_is_recognized_and_its_layout_needs_a_recorder() {
        RecordingRequest request = RecordingRequest.composite()
                .layout(Layout.custom(URI.create("https://layouts.example/page?key=secret")))
                .build();
        RecordingId id = activeRecording(request);

        assertThat(video.recordings().start(call, request).id()).isEqualTo(id);
        // The worker of the tests does not join the room.
        assertThatThrownBy(() -> video.recordings().changeLayout(id, Layout.SPEAKER))
                .isInstanceOf(NotFoundException.class);

        video.recordings().stop(id);
    }

    private RecordingId activeRecording(RecordingRequest request) {
        RecordingId id = video.recordings().start(call, request).id();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (video.recordings().get(id).status() != RecordingStatus.RECORDING) {
            assertThat(System.nanoTime()).as("the recording is active").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return id;
    }

    @Test
    void an_ingress_has_an_address_and_can_be_changed() {
        Ingresses ingresses = video.require(Ingresses.class);
        Ingress rtmp = ingresses.create(call, IngressRequest.rtmp("camera").build());
        Ingress whip = ingresses.create(call, IngressRequest.whip("browser").build());

        assertThat(rtmp.url()).startsWith("rtmp://");
        assertThat(whip.url()).startsWith("http");
        IngressInfo moved = client.ingress()
                .updateIngress(
                        rtmp.id().value(),
                        Json.builder().put("room_name", call.id() + "-2").build());
        assertThat(moved.roomName()).isEqualTo(call.id() + "-2");
        assertThat(moved.streamKey()).isEqualTo(rtmp.streamKey());
        assertThat(ingresses.list(call)).containsExactly(whip);
        assertThat(ingresses.list(CallId.of(call.id() + "-2")).items())
                .extracting(Ingress::id)
                .containsExactly(rtmp.id());

        List.of(rtmp, whip).forEach(ingress -> ingresses.delete(ingress.id()));
        assertThat(ingresses.list(call)).isEmpty();
    }
}
