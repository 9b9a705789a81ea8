package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.participant.Participant;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.KillableLiveKitServer;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The history of a real server that is killed: participants join with LiveKit's own client library. */
@EnabledIfEnvironmentVariable(
        named = KillableLiveKitServer.BINARY_VARIABLE,
        matches = ".+",
        disabledReason = "LIVEKIT_SERVER_BINARY is not set: no real LiveKit server to start, see docs/testing.md")
@EnabledIfEnvironmentVariable(
        named = RealClients.FOLDER_VARIABLE,
        matches = ".+",
        disabledReason = "LIVEKIT_NODE_MODULES is not set: no LiveKit clients, see docs/testing.md")
@Timeout(240)
class LiveKitServerHistoryTest {

    private final MutableClock clock = MutableClock.running();
    private final CallHistory history = CallHistory.inMemory(1000, clock);
    private final MemoryInbox inbox = MemoryInbox.builder().build();
    private final List<VideoEvent> handled = new CopyOnWriteArrayList<>();
    private int delivered;

    @Test
    void nothing_stays_open_that_a_killed_server_does_not_have_after_its_restart(@TempDir Path folder)
            throws Exception {
        CallId standup = CallId.random("standup");
        CallId review = CallId.random("review");
        CallId empty = CallId.random("empty");
        try (WebhookReceiver receiver = WebhookReceiver.start();
                KillableLiveKitServer server = KillableLiveKitServer.start(folder, receiver.url());
                VideoProvider video = LiveKitVideoProvider.builder()
                        .url(server.url())
                        .apiKey(KillableLiveKitServer.API_KEY)
                        .apiSecret(KillableLiveKitServer.API_SECRET)
                        .resilience(ReconcilerContract.NO_RETRIES)
                        .build();
                EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                        .source(video.id(), video.webhooks())
                        .projection(history.projection())
                        .on(VideoEvent.class, "recorder", handled::add)
                        .poll(Duration.ofMillis(10))
                        .build();
                Reconciler reconciler = Reconciler.builder(history, inbox)
                        .provider(video)
                        .clock(clock)
                        .build();
                RealClients staying = RealClients.start();
                RealClients killed = RealClients.start()) {
            dispatcher.start();
            for (CallId call : List.of(standup, review, empty)) {
                video.calls().getOrCreate(CallRequest.builder(call).build());
            }
            join(staying, server, video, standup, "alice");
            join(killed, server, video, standup, "bob");
            join(killed, server, video, review, "bob-2");
            String carol = join(staying, server, video, standup, "carol");
            join(staying, server, video, review, "dave");
            staying.leave(carol);
            await(receiver, video, () -> assertThat(connected()).containsExactly("alice", "bob", "bob-2", "dave"));
            video.calls().end(review);
            await(receiver, video, () -> assertThat(state(video, review)).isEqualTo(CallState.ENDED));
            reconcile(reconciler);
            assertThat(connected()).containsExactly("alice", "bob");
            assertThat(state(video, empty)).isEqualTo(CallState.ACTIVE);
            assertThat(open()).hasSize(2);
            // The server has no egress: recordings cannot be listed.
            assertThat(reconciler.metrics().lastFailure()).isNull();

            server.kill();
            killed.kill();
            reconcile(reconciler);

            assertThat(state(video, standup)).isEqualTo(CallState.UNKNOWN);
            assertThat(state(video, empty)).isEqualTo(CallState.UNKNOWN);
            assertThat(connected()).containsExactly("alice", "bob");

            Set<String> before = open();
            server.restart();
            // The webhooks of the restarted server are lost. The client of alice may connect again by itself.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        reconcile(reconciler);
                        assertThat(open()).doesNotContainAnyElementsOf(before);
                        assertThat(present()).isEqualTo(present(video));
                    });
            assertThat(connected()).doesNotContain("bob", "bob-2", "carol", "dave");
            assertThat(state(video, empty)).isEqualTo(CallState.ENDED);
            assertThat(history.counts().unreachableCalls()).isZero();
            assertThat(history.sessions(SessionQuery.builder().call(empty).build())
                            .items())
                    .singleElement()
                    .matches(SessionEntry::endEstimated);

            delivered = receiver.received().size();
            String erin = join(staying, server, video, review, "erin");
            await(receiver, video, () -> assertThat(connected()).contains("erin"));
            staying.leave(erin);
            reconcile(reconciler);
            await(receiver, video, () -> assertThat(connected()).doesNotContain("erin"));
            await(
                    receiver,
                    video,
                    () -> assertThat(handled)
                            .filteredOn(event -> event.origin() == EventOrigin.VENDOR)
                            .filteredOn(ParticipantLeft.class::isInstance)
                            .extracting(event ->
                                    ((ParticipantLeft) event).participant().userId())
                            .contains("carol", "erin"));
        }
    }

    private static String join(
            RealClients clients, KillableLiveKitServer server, VideoProvider video, CallId call, String user)
            throws Exception {
        return clients.join(
                server.url(),
                user,
                video.tokens().mint(TokenRequest.builder(user, call).build()).token());
    }

    /** Delivers webhooks until the history is as expected. */
    private void await(WebhookReceiver receiver, VideoProvider video, Runnable expected) {
        WebhookIntake intake = new WebhookIntake(inbox);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<WebhookRequest> received = receiver.received();
            for (; delivered < received.size(); delivered++) {
                assertThat(intake.receive(video.webhooks(), received.get(delivered))
                                .status())
                        .isEqualTo(200);
            }
            ReconcilerContract.settle(inbox);
            expected.run();
        });
    }

    private void reconcile(Reconciler reconciler) {
        clock.advance(Duration.ofMinutes(1));
        assertThat(reconciler.runOnce()).isTrue();
        ReconcilerContract.settle(inbox);
    }

    private CallState state(VideoProvider video, CallId call) {
        return history.call(video.id(), call).orElseThrow().state();
    }

    private Set<String> open() {
        return history.sessions(SessionQuery.builder().open(true).build()).stream()
                .map(SessionEntry::sessionId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> connected() {
        return history
                .participations(ParticipationQuery.builder().connected(true).build())
                .stream()
                .map(ParticipationEntry::userId)
                .sorted()
                .toList();
    }

    /** Returns open sessions and connections of the history. */
    private Set<String> present() {
        Set<String> present = open();
        history.participations(ParticipationQuery.builder().connected(true).build())
                .forEach(one -> present.add(one.sessionId() + " " + one.userId() + " " + one.connectionId()));
        return present;
    }

    /** Returns rooms and connections of the server. */
    private static Set<String> present(VideoProvider video) {
        Set<String> present = new TreeSet<>();
        for (Call call : video.calls().list()) {
            present.add(call.sessionId());
            for (Participant one : video.participants().list(call.id())) {
                present.add(call.sessionId() + " " + one.userId() + " " + one.connectionId());
            }
        }
        return present;
    }
}
