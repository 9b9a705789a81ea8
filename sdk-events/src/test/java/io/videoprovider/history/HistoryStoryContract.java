package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same events in a call leave the same history, whichever vendor reports them. */
abstract class HistoryStoryContract {

    /** Some vendors report times in whole seconds, so the steps of the story have ten seconds each. */
    static final MutableClock CLOCK = MutableClock.running();

    private final CallId call = CallId.random("story");
    private final CallHistory history = CallHistory.inMemory(100, CLOCK);
    private final MemoryInbox inbox = MemoryInbox.builder().clock(CLOCK).build();
    private final WebhookIntake intake = new WebhookIntake(inbox);
    private EventDispatcher dispatcher;
    private int received;

    abstract VideoProvider video();

    abstract WebhookReceiver webhooks();

    abstract SimulatedParticipant join(JoinToken token);

    @BeforeEach
    void start() {
        received = webhooks().received().size();
        dispatcher = EventDispatcher.builder(inbox)
                .source(video().id(), video().webhooks())
                .clock(CLOCK)
                .projection(history.projection())
                .build();
        dispatcher.start();
    }

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    void a_meeting_with_a_recording() {
        Instant startsAt = CLOCK.instant().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        CallRequest.Builder planned = CallRequest.builder(call)
                .title("Consultation")
                .startsAt(startsAt)
                .custom("bookingId", "b-42");
        CallRequest request = planned.build();
        // Before the call is created: on LiveKit, the session starts with the room.
        history.add(video().id(), planned.createdBy("alice").build());
        assertThat(history.upcoming("alice")).extracting(CallEntry::call).containsExactly(call);
        video().calls().getOrCreate(request);

        SimulatedParticipant alice = join(token("alice", Role.HOST));
        alice.publish("camera");
        CLOCK.advance(Duration.ofSeconds(10));
        SimulatedParticipant bob = join(token("bob", Role.SPEAKER));
        Recording recording =
                video().recordings().start(call, RecordingRequest.composite().build());
        await(() -> assertThat(recording(recording).status()).isEqualTo(RecordingStatus.RECORDING));
        // LiveKit sends the webhooks of a recording and those of its room independently.
        await(() -> assertThat(call().state()).isEqualTo(CallState.ACTIVE));

        CLOCK.advance(Duration.ofSeconds(10));
        bob.leave();
        CLOCK.advance(Duration.ofSeconds(10));
        SimulatedParticipant bobAgain = join(token("bob", Role.SPEAKER));
        video().recordings().stop(recording.id());
        await(() -> assertThat(recording(recording).status()).isEqualTo(RecordingStatus.READY));
        CLOCK.advance(Duration.ofSeconds(10));
        bobAgain.leave();
        CLOCK.advance(Duration.ofSeconds(10));
        video().calls().end(call);
        await(() -> assertThat(call().state()).isEqualTo(CallState.ENDED));

        CallEntry entry = call();
        assertThat(entry.provider()).isEqualTo(video().id());
        assertThat(entry.title()).isEqualTo("Consultation");
        assertThat(entry.createdBy()).isEqualTo("alice");
        assertThat(entry.startsAt()).isEqualTo(startsAt);
        assertThat(entry.custom()).containsExactly(Map.entry("bookingId", "b-42"));

        await(() -> assertThat(history.past("alice")).hasSize(1));
        SessionEntry session = history.past("alice").items().get(0);
        assertThat(session.startEstimated()).isFalse();
        assertThat(session.endEstimated()).isFalse();
        assertThat(history.past("bob")).containsExactly(session);
        assertThat(history.past("carol")).isEmpty();

        await(() -> assertThat(participations("bob")).hasSize(2).allMatch(one -> !one.leftEstimated()));
        assertThat(participations("alice")).singleElement().satisfies(one -> {
            assertThat(one.sessionId()).isEqualTo(session.sessionId());
            assertThat(one.joinEstimated()).isFalse();
            // LiveKit reports the times of events in whole seconds.
            assertThat(one.joinedAt())
                    .isBetween(
                            session.startedAt().minusSeconds(1),
                            Objects.requireNonNull(session.endedAt()).plusSeconds(1));
            assertThat(one.leftAt()).isNotNull();
        });

        SessionMetrics metrics = history.metrics(session);
        assertThat(metrics.participants()).isEqualTo(2);
        assertThat(metrics.peakParticipants()).isEqualTo(2);
        assertThat(metrics.connections()).isEqualTo(3);
        assertThat(metrics.rejoinedParticipants()).isEqualTo(1);
        assertThat(metrics.connectionSuccessRate()).isEqualTo(1);
        assertThat(metrics.recordingSuccessRate()).isEqualTo(1);

        RecordingEntry stored = recording(recording);
        assertThat(stored.sessionId()).isEqualTo(session.sessionId());
        assertThat(stored.files())
                .isNotEmpty()
                .extracting(RecordingFile::location)
                .allSatisfy(location -> assertThat(location).isNotNull().doesNotContain("?"));
        assertThat(history.recordings(RecordingQuery.builder()
                        .user("bob")
                        .statuses(Set.of(RecordingStatus.READY))
                        .build()))
                .containsExactly(stored);
    }

    private JoinToken token(String user, Role role) {
        return video().tokens().mint(TokenRequest.builder(user, call).role(role).build());
    }

    private CallEntry call() {
        return history.call(video().id(), call).orElseThrow();
    }

    private RecordingEntry recording(Recording recording) {
        return history.recording(video().id(), recording.id()).orElseThrow();
    }

    private List<ParticipationEntry> participations(String user) {
        return history.participations(
                        ParticipationQuery.builder().call(call).user(user).build())
                .items();
    }

    private void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .untilAsserted(() -> {
                    List<WebhookRequest> all = webhooks().received();
                    while (received < all.size()) {
                        intake.receive(video().webhooks(), all.get(received++));
                    }
                    assertion.run();
                });
    }
}
