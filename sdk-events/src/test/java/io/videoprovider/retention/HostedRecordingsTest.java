package io.videoprovider.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.Visibility;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.StreamEmulatorExtension;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that the provider hosts: links and deletion by its API. */
@Timeout(60)
class HostedRecordingsTest {

    @RegisterExtension
    static final StreamEmulatorExtension stream = new StreamEmulatorExtension();

    private final MutableClock clock = new MutableClock(Instant.now().plusSeconds(60));
    private final CallHistory history = CallHistory.inMemory(1_000, clock);
    private VideoProvider video;
    private Retention retention;
    private RecordingAccess access;
    private Recording recording;

    @BeforeEach
    void record() {
        video = StreamVideoProvider.builder()
                .url(stream.url())
                .apiKey(stream.apiKey())
                .apiSecret(stream.apiSecret())
                .build();
        RecordingStores stores = RecordingStores.builder().hostedBy(video).build();
        retention = Retention.builder(history, stores).clock(clock).build();
        access = RecordingAccess.builder(history, stores).clock(clock).build();
        CallId call = CallId.random("hosted");
        video.calls().getOrCreate(CallRequest.of(call));
        try (SimulatedParticipant alice = stream.emulator()
                .join(video.tokens()
                        .mint(TokenRequest.builder("alice", call).build())
                        .token())) {
            alice.publish("camera");
            recording =
                    video.recordings().start(call, RecordingRequest.composite().build());
            await(RecordingStatus.RECORDING);
            video.recordings().stop(recording.id());
            await(RecordingStatus.READY);
        }
        new RecordedCalls(history, clock).apply(video.id(), call, recording);
    }

    private void await(RecordingStatus status) {
        Awaitility.await().until(() -> {
            recording = video.recordings().get(recording.id());
            return recording.status() == status;
        });
    }

    @AfterEach
    void close() {
        video.close();
    }

    private RecordingEntry entry() {
        return history.recording(video.id(), recording.id()).orElseThrow();
    }

    @Test
    void a_link_has_a_signature_that_the_provider_creates_now() {
        access.setVisibility(video.id(), recording.id(), Visibility.PUBLIC, Viewer.application());

        RecordingLink link = access.link(video.id(), recording.id(), Viewer.anonymous(), LinkRequest.standard());

        assertThat(entry().files().get(0).location()).doesNotContain("?");
        assertThat(link.url().toString()).startsWith(entry().files().get(0).location() + "?");
        assertThat(link.expiresAt()).isNull();
    }

    @Test
    void a_member_who_rings_the_call_from_Streams_client_is_not_a_host() throws IOException {
        CallId call = recording.call();
        video.require(Members.class).add(call, List.of(Member.of("bob"), Member.of("carol")));
        String token =
                video.tokens().mint(TokenRequest.builder("bob", call).build()).token();
        HttpURLConnection ring = (HttpURLConnection) URI.create(stream.url() + "/api/v2/video/call/default/" + call.id()
                        + "?ring=true&api_key=" + stream.apiKey())
                .toURL()
                .openConnection();
        ring.setRequestProperty("Authorization", token);
        ring.setRequestProperty("stream-auth-type", "jwt");
        assertThat(ring.getResponseCode()).isEqualTo(200);
        Awaitility.await().untilAsserted(() -> {
            history.projection()
                    .apply(stream.webhooks().received().stream()
                            .map(video.webhooks()::parse)
                            .toList());
            assertThat(history.call(video.id(), call).orElseThrow().ringCaller())
                    .isEqualTo("bob");
        });
        access.setVisibility(video.id(), recording.id(), Visibility.HOSTS, Viewer.application());

        assertThat(history.call(video.id(), call).orElseThrow().createdBy()).isNull();
        assertThatThrownBy(() -> access.link(video.id(), recording.id(), Viewer.user("bob"), LinkRequest.standard()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void options_that_links_of_the_provider_do_not_have_are_rejected() {
        LinkRequest request =
                LinkRequest.builder().validity(Duration.ofHours(1)).build();

        assertThatThrownBy(() -> access.link(video.id(), recording.id(), Viewer.application(), request))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("validity");
    }

    @Test
    void files_are_deleted_at_the_provider_when_their_retention_ends() {
        clock.advance(Duration.ofDays(31));

        assertThat(retention.runOnce().deleted()).isEqualTo(1);

        assertThat(video.recordings().list(recording.call()).items()).isEmpty();
        assertThat(entry().status()).isEqualTo(RecordingStatus.DELETED);
        assertThat(entry().files()).isNotEmpty().allMatch(file -> file.location() == null);
    }

    @Test
    void files_that_are_no_longer_at_the_provider_count_as_deleted() {
        video.recordings().delete(recording.id());

        assertThat(retention.delete(video.id(), recording.id()).status()).isEqualTo(RecordingStatus.DELETED);
    }

    @Test
    void recordings_of_a_call_that_no_longer_exists_count_as_deleted() {
        video.calls().delete(recording.call());

        assertThat(retention.delete(video.id(), recording.id()).status()).isEqualTo(RecordingStatus.DELETED);
    }

    @Test
    void a_file_that_is_listed_and_cannot_be_deleted_is_a_failure() {
        stream.emulator().faults().inject("DeleteRecording", StreamFault.api(404, 16, "Can't find file"));

        assertThatThrownBy(() -> retention.delete(video.id(), recording.id())).isInstanceOf(VideoException.class);

        assertThat(entry().status()).isEqualTo(RecordingStatus.EXPIRED);
        assertThat(entry().deletionFailure()).contains("DeleteRecording");
        clock.advance(Duration.ofMinutes(1));
        assertThat(retention.runOnce().deleted()).isEqualTo(1);
    }

    @Nested
    class RunAgain {

        private SimulatedParticipant alice;
        private CallId call;

        @BeforeEach
        void join() {
            call = CallId.random("again");
            video.calls().getOrCreate(CallRequest.of(call));
            alice = stream.emulator()
                    .join(video.tokens()
                            .mint(TokenRequest.builder("alice", call).build())
                            .token());
            alice.publish("camera");
            recordUntil(1);
            report();
        }

        @AfterEach
        void leave() {
            alice.close();
        }

        /** Records until Stream lists a number of files. */
        private void recordUntil(int files) {
            recording =
                    video.recordings().start(call, RecordingRequest.composite().build());
            await(RecordingStatus.RECORDING);
            video.recordings().stop(recording.id());
            Awaitility.await().until(() -> {
                recording = video.recordings().get(recording.id());
                return recording.files().size() == files;
            });
        }

        /** The webhook of the end arrives; that of the start was lost. */
        private void report() {
            new RecordedCalls(history, clock).apply(video.id(), call, recording);
        }

        @Test
        void a_recording_after_the_deletion_of_the_first_one_is_kept_without_the_event_of_its_start() {
            retention.delete(video.id(), recording.id());
            recordUntil(1);
            report();
            access.setVisibility(video.id(), recording.id(), Visibility.PUBLIC, Viewer.application());
            String file = recording.files().get(0).name();

            assertThat(access.link(video.id(), recording.id(), Viewer.anonymous(), LinkRequest.standard())
                            .file())
                    .isEqualTo(file);
            assertThat(retention.runOnce().deleted()).isZero();

            assertThat(video.recordings().get(recording.id()).files())
                    .extracting(RecordingFile::name)
                    .containsExactly(file);
            Instant end = Objects.requireNonNull(entry().endedAt());
            assertThat(entry().expiresAt()).isEqualTo(end.plus(Duration.ofDays(30)));
            clock.advance(Duration.ofDays(31));
            retention.runOnce();
            assertThat(video.recordings().list(call).items()).isEmpty();
        }

        /** Stream deletes all files of a session together. */
        @Test
        void a_recording_is_not_deleted_with_one_that_the_history_does_not_have_yet() {
            recordUntil(2);

            assertThatThrownBy(() -> retention.delete(video.id(), recording.id()))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("later run");

            assertThat(video.recordings().get(recording.id()).files()).hasSize(2);
            report();
            assertThat(entry().status()).isEqualTo(RecordingStatus.READY);
            clock.advance(Duration.ofMinutes(10));
            assertThat(retention.runOnce().deleted()).isZero();
            assertThat(video.recordings().get(recording.id()).files()).hasSize(2);
        }
    }

    @Test
    void a_provider_that_hosts_no_files_is_rejected() {
        try (VideoProvider livekit = LiveKitVideoProvider.builder()
                .url("ws://localhost:7880")
                .apiKey("key")
                .apiSecret("secret")
                .build()) {
            assertThatThrownBy(() -> RecordingStores.builder().hostedBy(livekit))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }
}
