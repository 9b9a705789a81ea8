package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantEvent;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.InboxMetrics;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reconciliation with the emulator of a vendor. Webhooks reach the history only if a test delivers them. The clock of the host advances on
 * demand, so it is ahead of that of the vendor by minutes.
 */
@Timeout(60)
abstract class ReconcilerContract {

    static final Resilience NO_RETRIES = Resilience.builder()
            .retry(RetryPolicy.builder().maxAttempts(1).build())
            .circuitBreaker(null)
            .build();

    private static final BroadcastRequest BROADCAST = BroadcastRequest.push(
                    BroadcastDestination.rtmp("rtmps://live.example.com/app", "stream-key"))
            .build();

    final MutableClock clock = MutableClock.running();
    final CallHistory history = CallHistory.inMemory(2_000, clock);
    final MemoryInbox inbox = MemoryInbox.builder().build();
    final List<VideoEvent> handled = new CopyOnWriteArrayList<>();
    final CallId call = CallId.random("standup");

    WebhookReceiver receiver;
    VideoProvider video;
    Reconciler reconciler;
    private EventDispatcher dispatcher;
    private final Set<String> delivered = new HashSet<>();

    /** Runs once, after the vendor has processed a request to start something and before its response arrives. */
    private volatile @Nullable Runnable beforeResponseToStart;

    /** Starts the emulator and returns a provider of it. */
    abstract VideoProvider start(WebhookReceiver receiver);

    abstract void stop();

    abstract SimulatedParticipant join(String token);

    /** Lets all requests fail from now on. */
    abstract void fail();

    abstract void recover();

    /** Removes a call without any trace, as after a restart of the server. */
    abstract void forgetAll();

    /** Lets a recording fail. */
    abstract void failRecording(Recording recording);

    @BeforeEach
    void startAll() {
        receiver = WebhookReceiver.start();
        video = start(receiver);
        dispatcher = EventDispatcher.builder(inbox)
                .source(video.id(), video.webhooks())
                .projection(history.projection())
                .on(VideoEvent.class, "recorder", handled::add)
                .poll(Duration.ofMillis(10))
                .build();
        dispatcher.start();
        reconciler = reconciler();
    }

    /** Holds responses for {@link #beforeResponseToStart}. */
    void delayResponses(OkHttpClient.Builder http) {
        http.addInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            Runnable action = beforeResponseToStart;
            if (action != null
                    && chain.request()
                            .url()
                            .encodedPath()
                            .toLowerCase(Locale.ROOT)
                            .contains("start")) {
                beforeResponseToStart = null;
                action.run();
            }
            return response;
        });
    }

    Reconciler reconciler() {
        return Reconciler.builder(history, inbox)
                .provider(video)
                .rate(1000)
                .clock(clock)
                .build();
    }

    @AfterEach
    void stopAll() {
        reconciler.close();
        dispatcher.close();
        video.close();
        stop();
        receiver.close();
    }

    static void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the condition was not met in time", e);
        }
    }

    // --- steps ----------------------------------------------------------------------------------

    void create() {
        video.calls().getOrCreate(CallRequest.builder(call).title("Standup").build());
    }

    SimulatedParticipant join(CallId joined, String user) {
        return join(
                video.tokens().mint(TokenRequest.builder(user, joined).build()).token());
    }

    /** Starts a recording and waits until it runs: a call does not report one that still starts. */
    Recording record(RecordingRequest request) {
        Recording recording = video.recordings().start(call, request);
        await(() -> video.recordings().get(recording.id()).status() == RecordingStatus.RECORDING);
        return recording;
    }

    List<VideoEvent> sent() {
        return receiver.received().stream()
                .map(request -> video.webhooks().parse(request))
                .toList();
    }

    /** Waits until the vendor has sent a webhook. */
    void awaitSent(Predicate<VideoEvent> condition) {
        await(() -> sent().stream().anyMatch(condition));
    }

    /** Delivers the webhooks sent so far that meet a condition and were not delivered before. */
    void deliver(Predicate<VideoEvent> condition) {
        WebhookIntake intake = new WebhookIntake(inbox);
        for (WebhookRequest request : receiver.received()) {
            VideoEvent event = video.webhooks().parse(request);
            if (condition.test(event) && delivered.add(event.type() + event.deliveryId())) {
                assertThat(intake.receive(video.webhooks(), request).status()).isEqualTo(200);
            }
        }
        settle();
    }

    void settle() {
        settle(inbox);
    }

    static void settle(MemoryInbox queue) {
        await(() -> {
            InboxMetrics metrics = queue.metrics();
            return metrics.waiting() + metrics.claimed() == 0;
        });
        assertThat(queue.metrics().deadLetters()).isZero();
    }

    /** Reconciles after the grace period. */
    void reconcile() {
        clock.advance(Duration.ofMinutes(1));
        assertThat(reconciler.runOnce()).isTrue();
        settle();
    }

    // --- state ----------------------------------------------------------------------------------

    CallEntry entry() {
        return history.call(video.id(), call).orElseThrow();
    }

    SessionEntry session() {
        return history.sessions(SessionQuery.builder().call(call).build())
                .items()
                .get(0);
    }

    List<ParticipationEntry> participations() {
        return history.participations(ParticipationQuery.builder().call(call).build())
                .items();
    }

    List<String> connected() {
        return history
                .participations(
                        ParticipationQuery.builder().call(call).connected(true).build())
                .stream()
                .map(ParticipationEntry::userId)
                .sorted()
                .toList();
    }

    RecordingStatus status(Recording recording) {
        return history.recording(video.id(), recording.id()).orElseThrow().status();
    }

    List<VideoEvent> synthetic() {
        return handled.stream()
                .filter(event -> event.origin() == EventOrigin.RECONCILER)
                .toList();
    }

    // --- tests ----------------------------------------------------------------------------------

    @Test
    void a_session_without_any_webhook_is_found_with_its_participants_and_its_end() {
        create();
        SimulatedParticipant alice = join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");

        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
        assertThat(entry().title()).isEqualTo("Standup");
        assertThat(connected()).containsExactly("alice", "bob");
        assertThat(participations()).noneMatch(ParticipationEntry::joinEstimated);
        assertThat(synthetic()).hasAtLeastOneElementOfType(CallStarted.class);
        assertThat(synthetic()).hasAtLeastOneElementOfType(ParticipantJoined.class);

        alice.leave();
        bob.leave();
        video.calls().end(call);
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ENDED);
        assertThat(connected()).isEmpty();
        assertThat(synthetic()).hasAtLeastOneElementOfType(CallEnded.class);
    }

    @Test
    void a_lost_leave_is_found_after_the_grace_period() {
        create();
        join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        awaitSent(event -> event instanceof ParticipantJoined joined
                && joined.participant().userId().equals("bob"));
        deliver(event -> true);
        bob.leave();
        assertThat(connected()).containsExactly("alice", "bob");

        assertThat(reconciler.runOnce()).isTrue();
        settle();
        assertThat(connected()).as("within the grace period").containsExactly("alice", "bob");

        reconcile();

        assertThat(connected()).containsExactly("alice");
        assertThat(participations())
                .filteredOn(one -> one.userId().equals("bob"))
                .singleElement()
                .matches(ParticipationEntry::leftEstimated);
    }

    @Test
    void a_time_that_a_late_webhook_reports_replaces_the_estimated_one() {
        create();
        join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        awaitSent(event -> event instanceof ParticipantJoined joined
                && joined.participant().userId().equals("bob"));
        deliver(event -> true);
        bob.leave();
        reconcile();

        awaitSent(ParticipantLeft.class::isInstance);
        deliver(event -> true);

        Instant left = sent().stream()
                .filter(ParticipantLeft.class::isInstance)
                .map(VideoEvent::occurredAt)
                .findFirst()
                .orElseThrow();
        assertThat(participations())
                .filteredOn(one -> one.userId().equals("bob"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.leftEstimated()).isFalse();
                    assertThat(one.leftAt()).isEqualTo(Transitions.micros(left));
                });
        assertThat(connected()).containsExactly("alice");
    }

    @Test
    void repeated_runs_publish_nothing_that_the_history_has() {
        create();
        join(call, "alice");
        reconcile();
        int events = synthetic().size();

        for (int run = 0; run < 5; run++) {
            reconcile();
        }

        assertThat(synthetic()).hasSize(events);
        assertThat(reconciler.metrics().events()).isEqualTo(events);
        assertThat(reconciler.metrics().lastFailureAt()).isNull();
        assertThat(reconciler.metrics().lag()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void an_announced_event_that_waits_in_the_inbox_is_not_announced_again() {
        create();
        join(call, "alice");
        assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(reconciler.runOnce()).isTrue();
        long waiting = inbox.metrics().waiting();

        clock.advance(Duration.ofMinutes(1));
        assertThat(reconciler.runOnce()).isTrue();

        assertThat(inbox.metrics().waiting()).isEqualTo(waiting);
    }

    @Test
    void an_open_session_is_unknown_while_the_provider_is_down_and_ends_only_afterwards() {
        create();
        SimulatedParticipant alice = join(call, "alice");
        reconcile();
        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);

        fail();
        alice.leave();
        video.webhooks();
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.UNKNOWN);
        assertThat(connected()).containsExactly("alice");
        assertThat(history.counts().unreachableCalls()).isEqualTo(1);
        assertThat(reconciler.metrics().lastFailure()).isNotNull();
        Instant since = entry().unreachableSince();
        reconcile();
        assertThat(entry().unreachableSince()).isEqualTo(since);

        recover();
        video.calls().end(call);
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ENDED);
        assertThat(entry().unreachableSince()).isNull();
        assertThat(connected()).isEmpty();
    }

    @Test
    void a_call_that_is_reachable_again_is_active() {
        create();
        join(call, "alice");
        reconcile();
        fail();
        reconcile();
        recover();

        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
        assertThat(connected()).containsExactly("alice");
    }

    @Test
    void a_session_of_which_the_server_knows_nothing_any_more_ends() {
        create();
        join(call, "alice");
        reconcile();

        forgetAll();
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ENDED);
        assertThat(session().endEstimated()).isTrue();
        assertThat(connected()).isEmpty();
    }

    @Test
    void another_session_of_the_call_ends_the_one_before() {
        create();
        join(call, "alice");
        reconcile();
        String first = session().sessionId();
        forgetAll();
        create();
        join(call, "bob");

        reconcile();

        assertThat(history.session(video.id(), call, first).orElseThrow().open())
                .isFalse();
        assertThat(entry().openSessions()).isEqualTo(1);
        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
        assertThat(connected()).containsExactly("bob");
    }

    @Test
    void a_participant_who_joins_again_with_the_same_identity_is_connected_once_more() {
        create();
        join(call, "bob");
        SimulatedParticipant first = join(call, "alice");
        reconcile();
        first.leave();
        join(call, "alice");

        reconcile();

        assertThat(connected()).containsExactly("alice", "bob");
        assertThat(participations())
                .filteredOn(one -> one.userId().equals("alice"))
                .hasSize(2);
    }

    @Test
    void a_user_who_is_connected_twice_has_the_connections_that_the_vendor_has() {
        // The application has created the call without the history.
        create();
        join(call, "bob");
        join(call, "alice");
        join(call, "alice");
        List<String> vendor = video.participants().list(call).stream()
                .map(one -> one.userId() + " " + one.connectionId() + " connected")
                .sorted()
                .toList();

        await(() -> {
            deliver(event -> true);
            return connections().equals(vendor);
        });
        reconcile();

        assertThat(connections()).isEqualTo(vendor);
        assertThat(participations()).hasSize(3);
        assertThat(afterReconciliation(List.of())).as("without any webhook").containsAll(vendor);
    }

    private List<String> connections() {
        return history
                .participations(
                        ParticipationQuery.builder().call(call).connected(true).build())
                .stream()
                .map(one -> one.userId() + " " + one.connectionId() + " connected")
                .sorted()
                .toList();
    }

    @Test
    void of_two_instances_one_reconciles_until_its_lease_expires() {
        create();
        join(call, "alice");
        try (Reconciler other = reconciler()) {
            assertThat(reconciler.runOnce()).isTrue();
            assertThat(other.runOnce()).isFalse();
            assertThat(other.metrics().active()).isFalse();

            clock.advance(Duration.ofMinutes(2));

            assertThat(other.runOnce()).isTrue();
            assertThat(reconciler.runOnce()).isFalse();
            settle();
            assertThat(connected()).containsExactly("alice");
            assertThat(synthetic().stream().filter(ParticipantJoined.class::isInstance))
                    .hasSize(1);
        }
    }

    @Test
    void a_reconciler_that_was_not_started_releases_its_lease_when_it_is_closed() {
        try (Reconciler other = reconciler()) {
            assertThat(reconciler.runOnce()).isTrue();
            reconciler.close();

            assertThat(reconciler.metrics().active()).isFalse();
            assertThat(other.runOnce()).isTrue();
            reconciler.close();
            assertThat(other.runOnce()).isTrue();
        }
    }

    @Test
    void a_started_reconciler_finds_what_was_missed_and_releases_its_lease_when_it_stops() {
        create();
        join(call, "alice");
        reconciler.start();

        await(() -> history.call(video.id(), call).isPresent() && connected().contains("alice"));
        assertThat(reconciler.metrics().running()).isTrue();
        reconciler.close();

        assertThat(reconciler.metrics().running()).isFalse();
        try (Reconciler other = reconciler()) {
            assertThat(other.runOnce()).isTrue();
        }
    }

    @Test
    void a_recording_whose_end_was_not_reported_does_not_stay_active() {
        create();
        join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        reconcile();
        assertThat(status(recording).active()).isTrue();

        video.recordings().stop(recording.id());
        await(() -> video.recordings().get(recording.id()).status() == RecordingStatus.READY);
        reconcile();

        assertThat(status(recording)).isEqualTo(RecordingStatus.READY);
        assertThat(history.recording(video.id(), recording.id()).orElseThrow().files())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Objects.requireNonNullElse(file.location(), ""))
                        .doesNotContain("?"));
    }

    @Test
    void a_recording_of_which_the_provider_knows_nothing_any_more_has_failed() {
        create();
        join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        reconcile();

        forgetAll();
        reconcile();

        RecordingEntry entry = history.recording(video.id(), recording.id()).orElseThrow();
        assertThat(entry.status()).isEqualTo(RecordingStatus.FAILED);
        assertThat(entry.failure()).isEqualTo("the provider no longer knows the recording");
    }

    @Test
    void a_recording_is_known_when_its_webhook_arrives_before_the_response_to_its_start() {
        create();
        join(call, "alice");
        beforeResponseToStart = () -> {
            // LiveKit sends the webhooks of a recording and those of its room independently.
            awaitSent(ParticipantJoined.class::isInstance);
            awaitSent(RecordingEvent.class::isInstance);
            deliver(event -> true);
        };

        Recording recording =
                video.recordings().start(call, RecordingRequest.composite().build());

        assertThat(beforeResponseToStart).as("the request that was delayed").isNull();
        assertThat(history.recordings(RecordingQuery.builder().build()).items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.recording())
                            .isEqualTo(recording.id().withSession(Objects.requireNonNull(entry.sessionId())));
                    assertThat(entry.status().active()).isTrue();
                });
        history.add(
                video.id(),
                CallRequest.builder(call).title("Standup").createdBy("alice").build());
        assertThat(entry().createdBy()).isEqualTo("alice");
        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void a_broadcast_whose_end_was_not_reported_does_not_stay_live() {
        Broadcasts broadcasts = video.require(Broadcasts.class);
        create();
        join(call, "alice");
        Broadcast broadcast = broadcasts.start(call, BROADCAST);
        await(() -> broadcasts.get(broadcast.id()).status() == BroadcastStatus.LIVE);
        reconcile();
        assertThat(broadcast().status()).isEqualTo(BroadcastStatus.LIVE);
        assertThat(synthetic()).hasAtLeastOneElementOfType(BroadcastStarted.class);

        broadcasts.stop(broadcast.id());
        await(() -> broadcasts.get(broadcast.id()).status() == BroadcastStatus.ENDED);
        reconcile();

        assertThat(broadcast().status()).isEqualTo(BroadcastStatus.ENDED);
        assertThat(synthetic()).hasAtLeastOneElementOfType(BroadcastStopped.class);
        assertThat(history.counts().activeBroadcasts()).isZero();
        int events = synthetic().size();
        reconcile();
        assertThat(synthetic()).hasSize(events);
    }

    @Test
    void a_broadcast_of_which_the_provider_knows_nothing_any_more_has_ended() {
        Broadcasts broadcasts = video.require(Broadcasts.class);
        create();
        join(call, "alice");
        Broadcast started = broadcasts.start(call, BROADCAST);
        await(() -> broadcasts.get(started.id()).status() == BroadcastStatus.LIVE);
        reconcile();
        fail();
        reconcile();
        assertThat(broadcast().status()).as("during an outage").isEqualTo(BroadcastStatus.LIVE);
        recover();

        forgetAll();
        reconcile();

        assertThat(broadcast().status()).isEqualTo(BroadcastStatus.ENDED);
    }

    private BroadcastEntry broadcast() {
        List<BroadcastEntry> entries =
                history.broadcasts(BroadcastQuery.builder().call(call).build()).items();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @Test
    void a_summary_follows_the_end_of_a_session_and_is_repeated_when_a_late_event_changes_it() {
        create();
        SimulatedParticipant alice = join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        awaitSent(event -> event instanceof ParticipantJoined joined
                && joined.participant().userId().equals("bob"));
        deliver(event -> !(event instanceof ParticipantJoined joined
                && joined.participant().userId().equals("bob")));
        alice.leave();
        bob.leave();
        video.calls().end(call);
        awaitSent(CallEnded.class::isInstance);
        deliver(CallEnded.class::isInstance);
        assertThat(session().metrics()).isNull();

        reconcile();

        assertThat(session().metrics()).isNotNull();
        assertThat(summaries()).singleElement().satisfies(summary -> {
            assertThat(summary.session()).isEqualTo(session());
            assertThat(summary.metrics().participants()).isEqualTo(1);
            assertThat(summary.occurredAt()).isEqualTo(session().endedAt());
            assertThat(summary.origin()).isEqualTo(EventOrigin.RECONCILER);
        });

        deliver(event -> event instanceof ParticipantJoined);
        reconcile();
        reconcile();

        assertThat(summaries()).hasSize(2);
        assertThat(summaries().get(1).metrics().participants()).isEqualTo(2);
        assertThat(history.metrics(SessionQuery.builder().build()).participants())
                .isEqualTo(2);
    }

    List<CallSummary> summaries() {
        return handled.stream()
                .filter(CallSummary.class::isInstance)
                .map(CallSummary.class::cast)
                .toList();
    }

    @Test
    void a_recording_of_an_ended_session_is_found_after_requests_for_it_have_failed() {
        create();
        join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        video.recordings().stop(recording.id());
        await(() -> video.recordings().get(recording.id()).status() == RecordingStatus.READY);
        video.calls().end(call);
        awaitSent(CallEnded.class::isInstance);
        deliver(event -> !(event instanceof RecordingEvent));
        fail();
        for (int run = 0; run < 3; run++) {
            reconcile();
        }
        assertThat(history.recording(video.id(), recording.id())).isEmpty();

        recover();
        reconcile();

        assertThat(status(recording)).isEqualTo(RecordingStatus.READY);
    }

    @Test
    void a_failed_recording_is_found() {
        create();
        join(call, "alice");
        Recording recording = record(RecordingRequest.composite().build());
        reconcile();

        failRecording(recording);
        reconcile();
        reconcile();

        assertThat(status(recording).active()).isFalse();
        assertThat(synthetic().stream().filter(RecordingStopped.class::isInstance))
                .hasSizeLessThanOrEqualTo(1);
    }

    /**
     * Of a connection that has ended, at least one webhook arrives: nothing else shows that it existed. The same applies to the start of a
     * ring and to rejections. The state has no times, because the reconciler estimates them.
     */
    @Test
    void every_order_repetition_and_loss_of_webhooks_ends_in_the_same_state_after_reconciliation() {
        create();
        join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        Recording recording = record(RecordingRequest.composite().build());
        bob.leave();
        SimulatedParticipant bobAgain = join(call, "bob");
        join(call, "carol").leave();
        video.recordings().stop(recording.id());
        await(() -> video.recordings().get(recording.id()).status() == RecordingStatus.READY);
        bobAgain.leave();
        awaitSent(RecordingReady.class::isInstance);
        // A slow receiver gets a webhook twice.
        await(() -> sent().stream()
                        .filter(ParticipantLeft.class::isInstance)
                        .map(event -> ((ParticipantLeft) event).participant().connectionId())
                        .distinct()
                        .count()
                == 3);
        List<WebhookRequest> story = receiver.received();
        List<Object> expected = afterReconciliation(story);
        assertThat(expected.toString()).contains("ACTIVE", "alice", "bob", "carol", "READY");

        assertSameWhenDisturbed(story, expected);
    }

    /** Verifies that the order, repetition and loss of webhooks do not change the state after reconciliation. */
    void assertSameWhenDisturbed(List<WebhookRequest> story, List<Object> expected) {
        for (int seed = 0; seed < 25; seed++) {
            List<WebhookRequest> arriving = disturbed(story, new Random(seed));
            assertThat(afterReconciliation(arriving)).as("seed %s", seed).isEqualTo(expected);
        }
    }

    private List<WebhookRequest> disturbed(List<WebhookRequest> story, Random random) {
        List<WebhookRequest> arriving = new ArrayList<>();
        Set<String> connections = new HashSet<>();
        List<WebhookRequest> shuffled = new ArrayList<>(story);
        Collections.shuffle(shuffled, random);
        for (WebhookRequest request : shuffled) {
            VideoEvent event = video.webhooks().parse(request);
            boolean first = event instanceof RingStarted
                    || event instanceof RingRejected
                    || (event instanceof ParticipantEvent one
                            && connections.add(one.participant().connectionId()));
            for (int i = first ? 0 : random.nextInt(10) < 3 ? 1 : 0; i < 1 + random.nextInt(2); i++) {
                arriving.add(random.nextInt(arriving.size() + 1), request);
            }
        }
        return arriving;
    }

    /** Returns the state of a new history after webhooks and reconciliation, without times. */
    List<Object> afterReconciliation(List<WebhookRequest> webhooks) {
        CallHistory fresh = CallHistory.inMemory(100, clock);
        MemoryInbox queue = MemoryInbox.builder().build();
        try (EventDispatcher events = EventDispatcher.builder(queue)
                        .source(video.id(), video.webhooks())
                        .projection(fresh.projection())
                        .poll(Duration.ofMillis(10))
                        .build();
                Reconciler repair = Reconciler.builder(fresh, queue)
                        .provider(video)
                        .rate(1000)
                        .clock(clock)
                        .build()) {
            events.start();
            WebhookIntake intake = new WebhookIntake(queue);
            webhooks.forEach(request -> intake.receive(video.webhooks(), request));
            settle(queue);
            for (int run = 0; run < 3; run++) {
                // Recordings without any webhook are looked for after five minutes.
                clock.advance(Duration.ofMinutes(5));
                assertThat(repair.runOnce()).isTrue();
                settle(queue);
            }
        }
        List<Object> state = new ArrayList<>();
        fresh.calls(CallEntryQuery.builder().build())
                .forEach(one -> state.add(one.call() + " " + one.state() + " " + new TreeMap<>(one.rings())));
        fresh.sessions(SessionQuery.builder().build())
                .forEach(one -> state.add(one.sessionId() + (one.open() ? " open" : " ended")));
        fresh.participations(ParticipationQuery.builder().build()).stream()
                .map(one -> one.userId() + " " + one.connectionId() + (one.leftAt() == null ? " connected" : " left"))
                .sorted()
                .forEach(state::add);
        fresh.recordings(RecordingQuery.builder().build())
                .forEach(one -> state.add(
                        one.recording() + " " + one.status() + " " + one.files().size()));
        return state;
    }

    @Test
    void a_host_whose_clock_is_minutes_behind_that_of_the_vendor_finds_leaves_and_ends() {
        clock.advance(Duration.ofMinutes(-30));
        create();
        join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        awaitSent(event -> event instanceof ParticipantJoined joined
                && joined.participant().userId().equals("bob"));
        deliver(event -> true);
        bob.leave();

        reconcile();
        assertThat(connected()).containsExactly("alice");

        forgetAll();
        reconcile();
        assertThat(entry().state()).isEqualTo(CallState.ENDED);
        assertThat(session().endedAt()).isAfterOrEqualTo(session().startedAt());
        assertThat(participations()).allSatisfy(one -> assertThat(one.leftAt()).isAfterOrEqualTo(one.joinedAt()));
    }

    @Test
    void the_builder_rejects_wrong_values_with_the_name_of_the_field() {
        Reconciler.Builder builder = Reconciler.builder(history, inbox);
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("provider must be set");
        assertThatThrownBy(() -> builder.provider(video).provider(video))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("another id");
        assertThatThrownBy(() -> builder.rate(0)).hasMessageContaining("requestsPerSecond must be");
        assertThatThrownBy(() -> builder.interval(Duration.ZERO)).hasMessageContaining("interval must be");
        assertThatThrownBy(() -> builder.grace(Duration.ofDays(1))).hasMessageContaining("grace must be");
    }
}
