package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recordings that start with the room of a call. */
class LiveKitCallRecordingTest {

    private static final CallId STUDIO = CallId.of("studio");
    private static final RecordingRequest PLAIN = RecordingRequest.composite().build();

    private LiveKitEmulator emulator = start(true);
    private LiveKitVideoProvider video = Tests.providerOf(emulator).build();

    private static LiveKitEmulator start(boolean worker) {
        return LiveKitEmulator.builder()
                .apiKey("devkey", SECRET)
                .delays(Delays.SHORT)
                .egressWorker(worker)
                .start();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private CallRequest recorded(RecordingRequest recording) {
        return CallRequest.builder(STUDIO).record(recording).build();
    }

    @Test
    void the_room_is_created_with_its_composite_egress_and_storage() {
        Call call = video.calls()
                .getOrCreate(recorded(RecordingRequest.composite()
                        .layout(Layout.SPEAKER)
                        .quality(Quality.HD_1080P)
                        .storage(Storage.s3("videos").region("eu-west-1").credentials("access", "very-secret"))
                        .path("calls/{room_name}.mp4")
                        .build()));

        assertThat(call.created()).isTrue();
        assertThat(body(emulator, "CreateRoom").object("egress"))
                .isEqualTo(Json.parse(
                        "{\"room\":{\"preset\":\"H264_1080P_30\",\"room_name\":\"studio\",\"layout\":\"speaker\","
                                + "\"audio_only\":false,\"file_outputs\":[{\"file_type\":\"MP4\",\"filepath\":"
                                + "\"calls/{room_name}.mp4\",\"s3\":{\"access_key\":\"access\",\"secret\":\"very-secret\","
                                + "\"region\":\"eu-west-1\",\"bucket\":\"videos\",\"force_path_style\":false}}]}}"));
        assertThat(video.recordings().list(STUDIO)).hasSize(1);
        assertThat(requests(emulator, "StartEgress")).isEmpty();
        assertThat(recorded(RecordingRequest.composite()
                                .storage(Storage.s3("videos").region("r").credentials("access", "very-secret"))
                                .build())
                        .toString())
                .doesNotContain("very-secret");
    }

    @Test
    void a_lost_response_to_the_creation_still_results_in_one_recording() {
        emulator.faults().inject("CreateRoom", LiveKitFault.dropAfterProcessing());

        video.calls().getOrCreate(recorded(PLAIN));

        assertThat(requests(emulator, "CreateRoom")).hasSize(2);
        assertThat(video.recordings().list(STUDIO)).hasSize(1);
    }

    @Test
    void without_a_worker_the_recording_is_unavailable_and_the_room_exists() {
        stop();
        emulator = start(false);
        video = Tests.providerOf(emulator).build();

        assertThatThrownBy(() -> video.calls().getOrCreate(recorded(PLAIN)))
                .isInstanceOf(RecordingUnavailableException.class);
        assertThat(video.calls().get(STUDIO).id()).isEqualTo(STUDIO);
    }

    @Test
    void an_existing_room_reports_another_recording_as_ignored() {
        video.calls().getOrCreate(recorded(PLAIN));

        assertThat(video.calls().getOrCreate(recorded(PLAIN)).ignoredOptions()).isEmpty();
        assertThat(video.calls()
                        .getOrCreate(recorded(
                                RecordingRequest.composite().layout(Layout.GRID).build()))
                        .ignoredOptions())
                .containsExactly("record");
    }

    @Test
    void a_kind_that_livekit_does_not_record_is_refused_before_any_request() {
        for (RecordingRequest recording : new RecordingRequest[] {
            RecordingRequest.individual().build(), RecordingRequest.raw().build()
        }) {
            assertThatThrownBy(() -> video.calls().getOrCreate(recorded(recording)))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
        assertThat(emulator.requests()).isEmpty();
    }
}
