package io.videoprovider.retention.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.retention.LinkRequest;
import io.videoprovider.retention.RecordingAccess;
import io.videoprovider.retention.RecordingLink;
import io.videoprovider.retention.RecordingStores;
import io.videoprovider.retention.Retention;
import io.videoprovider.retention.Viewer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A recording of a real LiveKit server in a real bucket: its link plays the file, until the file is deleted. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "needs a LiveKit server: see docs/testing.md")
@EnabledIfEnvironmentVariable(
        named = "S3_MOCK_URL",
        matches = ".+",
        disabledReason = "needs an S3-compatible server: see docs/testing.md")
class LiveKitServerRecordingTest {

    @Test
    void a_recording_in_a_bucket_has_a_link_until_it_is_deleted() throws Exception {
        try (TestBucket bucket = TestBucket.create();
                VideoProvider video = LiveKitVideoProvider.fromEnv()) {
            Recording recording = record(video);
            CallHistory history = CallHistory.inMemory();
            RecordingStores stores = RecordingStores.builder()
                    .store(video.id(), bucket.store("calls/"))
                    .build();
            RecordingAccess access = RecordingAccess.builder(history, stores).build();
            Retention retention = Retention.builder(history, stores).build();
            EventInfo info = EventInfo.builder(video.id(), Json.EMPTY)
                    .call(recording.call())
                    .occurredAt(Instant.now())
                    .build();
            history.projection().apply(List.of(new RecordingReady(info, recording)));

            RecordingLink link = access.link(video.id(), recording.id(), Viewer.application(), LinkRequest.standard());
            HttpURLConnection played = (HttpURLConnection) link.url().toURL().openConnection();
            byte[] content = played.getInputStream().readAllBytes();

            // An MP4 file begins with the length of its first box and the type of the box.
            assertThat(new String(content, 4, 4, US_ASCII)).isEqualTo("ftyp");
            assertThat(played.getHeaderField("Content-Type")).isEqualTo("video/mp4");
            assertThat(link.bytes()).isEqualTo(content.length);
            assertThat(recording.files().get(0).bytes()).isEqualTo(content.length);

            RecordingEntry deleted = retention.delete(video.id(), recording.id());

            assertThat(deleted.status()).isEqualTo(RecordingStatus.DELETED);
            assertThat(((HttpURLConnection) link.url().toURL().openConnection()).getResponseCode())
                    .isEqualTo(404);
            assertThatThrownBy(
                            () -> access.link(video.id(), recording.id(), Viewer.application(), LinkRequest.standard()))
                    .isInstanceOf(NotFoundException.class);
        }
    }

    private static Recording record(VideoProvider video) {
        CallId call = CallId.random("stored");
        video.calls().getOrCreate(CallRequest.of(call));
        Recording started = video.recordings()
                .start(
                        call,
                        RecordingRequest.composite()
                                .storage(Storage.s3(TestBucket.NAME)
                                        .region("us-east-1")
                                        .credentials("key", "secret")
                                        .endpoint(TestBucket.url())
                                        .pathStyle())
                                .path("calls/a film of {room_name}.mp4")
                                .build());
        await(video, started, RecordingStatus.RECORDING);
        video.recordings().stop(started.id());
        await(video, started, RecordingStatus.READY);
        return video.recordings().get(started.id());
    }

    private static void await(VideoProvider video, Recording recording, RecordingStatus status) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> video.recordings().get(recording.id()).status() == status);
    }
}
