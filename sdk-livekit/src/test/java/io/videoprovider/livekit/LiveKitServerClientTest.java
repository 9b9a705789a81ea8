package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Operations of LiveKit's own API on a real server, which the portable API does not use. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerClientTest {

    private final CallId call = CallId.random("client");
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

    private static Json.Builder intoFile() {
        return Json.builder()
                .put(
                        "file_outputs",
                        List.of(Json.builder().put("filepath", "client.mp4").build()));
    }

    @Test
    void an_egress_of_a_web_page_is_started_listed_and_stopped() {
        String page = "https://pages.example.com/scores";
        EgressInfo started =
                client.egress().startWebEgress(intoFile().put("url", page).build());

        EgressInfo listed = client.egress().getEgress(started.egressId());
        assertThat(listed.raw().object("web").string("url")).isEqualTo(page);
        assertThat(listed.roomName()).isEmpty();

        assertThat(client.egress().stopEgress(started.egressId()).egressId()).isEqualTo(started.egressId());
    }

    @Test
    void an_egress_of_two_tracks_is_started_listed_and_stopped() {
        EgressInfo started = client.egress()
                .startTrackCompositeEgress(intoFile()
                        .put("room_name", call.id())
                        .put("audio_track_id", "TR_audio")
                        .put("video_track_id", "TR_video")
                        .build());

        EgressInfo listed = client.egress().getEgress(started.egressId());
        assertThat(listed.roomName()).isEqualTo(call.id());
        assertThat(listed.raw().object("track_composite").string("audio_track_id"))
                .isEqualTo("TR_audio");
        assertThat(listed.raw().object("track_composite").string("video_track_id"))
                .isEqualTo("TR_video");

        assertThat(client.egress().stopEgress(started.egressId()).egressId()).isEqualTo(started.egressId());
    }

    @Test
    void an_rpc_to_an_absent_participant_fails_after_one_attempt() {
        assertThatThrownBy(
                        () -> client.rooms().performRpc(call.id(), "absent", "greet", "hello", Duration.ofSeconds(2)))
                .isInstanceOfSatisfying(UnavailableException.class, e -> {
                    assertThat(e.attempts()).isOne();
                    assertThat(e.outcomeUnknown()).isTrue();
                });
    }
}
