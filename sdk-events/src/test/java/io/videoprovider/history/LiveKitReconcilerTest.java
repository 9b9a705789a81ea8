package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveKitReconcilerTest extends ReconcilerContract {

    @SuppressWarnings("NullAway.Init")
    private LiveKitEmulator emulator;

    @Override
    VideoProvider start(WebhookReceiver receiver) {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .delays(Delays.SHORT)
                .webhook(receiver.url(), "devkey")
                .start();
        return LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("devkey")
                .apiSecret("secret")
                .resilience(NO_RETRIES)
                .http(this::delayResponses)
                .build();
    }

    @Override
    void stop() {
        emulator.close();
    }

    @Override
    SimulatedParticipant join(String token) {
        return emulator.join(token);
    }

    @Override
    void fail() {
        emulator.faults().inject("*", Integer.MAX_VALUE, LiveKitFault.twirp(503, "unavailable", "down"));
    }

    @Override
    void recover() {
        emulator.faults().clear();
    }

    @Override
    void forgetAll() {
        emulator.reset();
    }

    @Override
    void failRecording(Recording recording) {
        emulator.failRecording(recording.id().value(), "disk full");
    }

    @Test
    void a_failed_egress_is_a_failed_recording_with_its_reason() {
        create();
        join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        reconcile();

        emulator.failRecording(recording.id().value(), "disk full");
        reconcile();

        RecordingEntry entry = history.recording(video.id(), recording.id()).orElseThrow();
        assertThat(entry.status()).isEqualTo(RecordingStatus.FAILED);
        assertThat(entry.failure()).isEqualTo("disk full");
    }

    @Test
    void a_room_that_another_application_created_is_recorded() {
        video.calls().getOrCreate(CallRequest.builder(call).build());

        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
        assertThat(session().startedAt()).isEqualTo(video.calls().get(call).createdAt());
    }

    @Test
    void a_server_without_a_service_for_recordings_has_reachable_calls() {
        LiveKitEmulator withoutRedis = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .redis(false)
                .start();
        try (withoutRedis;
                VideoProvider small = LiveKitVideoProvider.builder()
                        .url(withoutRedis.url().toString())
                        .apiKey("devkey")
                        .apiSecret("secret")
                        .resilience(NO_RETRIES)
                        .build();
                Reconciler repair = Reconciler.builder(history, inbox)
                        .provider(small)
                        .clock(clock)
                        .build()) {
            small.calls().getOrCreate(CallRequest.builder(call).build());
            assertThatThrownBy(() -> small.recordings().list(call)).isInstanceOf(RecordingUnavailableException.class);
            for (int run = 0; run < 3; run++) {
                assertThat(repair.runOnce()).isTrue();
                settle();
                clock.advance(Duration.ofMinutes(10));
            }

            assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
            assertThat(repair.metrics().lastFailure()).isNull();
        }
    }

    @Test
    void a_participant_of_the_kind_egress_says_nothing_about_recordings() {
        create();
        join(call, "alice");
        record(RecordingRequest.composite().build());
        Recording other = record(RecordingRequest.composite().audioOnly().build());
        reconcile();

        video.recordings().stop(other.id());
        await(() -> video.recordings().get(other.id()).status() == RecordingStatus.READY);
        reconcile();

        assertThat(status(other)).isEqualTo(RecordingStatus.READY);
        assertThat(history.counts().activeRecordings()).isEqualTo(1);
    }

    @Test
    @Timeout(300)
    void ten_thousand_open_sessions_are_polled_with_bounded_rate_and_memory() {
        int sessions = 10_000;
        int rate = 1000;
        CallHistory many = CallHistory.inMemory(sessions, clock);
        try (LiveKitEmulator large =
                        LiveKitEmulator.builder().apiKey("devkey", "secret").start();
                VideoProvider provider = LiveKitVideoProvider.builder()
                        .url(large.url().toString())
                        .apiKey("devkey")
                        .apiSecret("secret")
                        .resilience(NO_RETRIES)
                        .build()) {
            Map<CallId, String> connections = new HashMap<>();
            for (int i = 0; i < sessions; i++) {
                CallId room = CallId.of("room-" + i);
                TokenRequest alice = TokenRequest.builder("alice", room).build();
                connections.put(
                        room, large.join(provider.tokens().mint(alice).token()).sid());
            }
            List<VideoEvent> events = new ArrayList<>();
            for (Call room : provider.calls().list()) {
                events.add(new CallStarted(event(room).deduplicationKey("start").build()));
                events.add(new ParticipantJoined(
                        event(room).deduplicationKey("join").build(),
                        connection(Objects.requireNonNull(connections.get(room.id())))));
            }
            many.projection().apply(events);
            assertThat(many.counts().openSessions()).isEqualTo(sessions);
            clock.advance(Duration.ofMinutes(1));
            List<Reconciler> repair = new ArrayList<>(List.of(Reconciler.builder(many, inbox)
                    .provider(provider)
                    .rate(rate)
                    .clock(clock)
                    .build()));
            long start = System.nanoTime();

            assertThat(repair.get(0).runOnce()).isTrue();

            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            ReconcilerMetrics metrics = repair.get(0).metrics();
            repair.get(0).close();
            assertThat(metrics.lastFailure()).isNull();
            assertThat(metrics.events()).isZero();
            // Calls are listed by hundreds, participants by call.
            assertThat(metrics.requests()).isBetween((long) sessions, sessions + sessions / 100 + 10L);
            assertThat(duration).isGreaterThan(Duration.ofSeconds(metrics.requests() / rate - 1));
            long with = usedMemory();
            repair.clear();
            long bytes = (with - usedMemory()) / sessions;
            System.out.printf(
                    "reconciler: %d open sessions, %d requests in %.1f s, %d bytes for each session%n",
                    sessions, metrics.requests(), duration.toMillis() / 1e3, bytes);
            assertThat(bytes).isLessThan(1000);
        }
    }

    @Test
    void a_lost_recording_of_a_session_that_ended_before_a_thousand_later_ones_is_found() {
        create();
        SimulatedParticipant alice = join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        alice.leave();
        video.calls().end(call);
        awaitSent(CallEnded.class::isInstance);
        deliver(event -> !(event instanceof RecordingEvent));
        List<VideoEvent> later = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            EventInfo.Builder session = EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                    .call(CallId.of("later-" + i))
                    .sessionId("RM_" + i);
            Instant start = clock.instant().plusSeconds(i);
            later.add(new CallStarted(
                    session.deduplicationKey("start-" + i).occurredAt(start).build()));
            later.add(new CallEnded(session.deduplicationKey("end-" + i)
                    .occurredAt(start.plusMillis(1))
                    .build()));
        }
        history.projection().apply(later);

        reconcile();

        assertThat(history.recording(video.id(), recording.id())).isPresent();
    }

    private static EventInfo.Builder event(Call room) {
        return EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                .call(room.id())
                .sessionId(room.sessionId())
                .occurredAt(room.createdAt());
    }

    private static Participant connection(String id) {
        return new Participant(
                "alice",
                id,
                null,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                null,
                Json.EMPTY);
    }

    private static long usedMemory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
