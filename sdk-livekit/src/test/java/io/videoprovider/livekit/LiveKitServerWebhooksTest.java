package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.server.LiveKitServer;
import io.videoprovider.livekit.server.NodeParticipant;
import io.videoprovider.livekit.server.WebhookDelivery;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Webhooks of a real server arrive, are verified, and become the right events. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerWebhooksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CallId call = CallId.random("webhooks");
    private LiveKitServer server;
    private LiveKitVideoProvider video;

    @BeforeEach
    void create() {
        server = LiveKitServer.fromEnv();
        video = LiveKitVideoProvider.fromEnv();
        video.calls().getOrCreate(CallRequest.builder(call).build());
    }

    @AfterEach
    void delete() {
        video.calls().delete(call);
        video.close();
    }

    private NodeParticipant join(String userId) {
        return server.join(video.tokens()
                .mint(TokenRequest.builder(userId, call).role(Role.HOST).build())
                .token());
    }

    private VideoEvent parse(WebhookDelivery delivery) {
        return video.webhooks().parse(WebhookRequest.of(delivery.headers(), delivery.body()));
    }

    /** All events of the call, once there is one of a type. */
    private List<VideoEvent> until(Class<? extends VideoEvent> type) {
        server.await(call.id(), delivery -> type.isInstance(parse(delivery)), PATIENCE);
        return server.deliveries(call.id()).stream().map(this::parse).toList();
    }

    private static <E extends VideoEvent> E first(List<VideoEvent> events, Class<E> type) {
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " among " + events));
    }

    @Test
    void the_life_of_a_call() {
        NodeParticipant alice = join("alice");
        String camera = alice.publish("camera");
        alice.unpublish(camera);
        until(TrackUnpublished.class);
        video.calls().end(call);
        List<VideoEvent> events = until(CallEnded.class);

        assertThat(events)
                .hasExactlyElementsOfTypes(
                        CallStarted.class,
                        ParticipantJoined.class,
                        TrackPublished.class,
                        TrackUnpublished.class,
                        ParticipantLeft.class,
                        CallEnded.class);
        assertThat(first(events, TrackPublished.class).track().id()).isEqualTo(camera);
        assertThat(first(events, ParticipantLeft.class).reason()).isEqualTo("room_deleted");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.call()).isEqualTo(call);
            assertThat(event.sessionId())
                    .startsWith("RM_")
                    .isEqualTo(events.get(0).sessionId());
            assertThat(event.occurredAt()).isBetween(Instant.now().minusSeconds(120), Instant.now());
            assertThat(event.signedBy()).isEqualTo(server.apiKey() + "#1");
        });
        assertThat(events).extracting(VideoEvent::deliveryId).doesNotHaveDuplicates();
    }

    @Test
    void the_life_of_a_recording() {
        join("alice").publish("camera");
        Recording recording =
                video.recordings().start(call, RecordingRequest.composite().build());
        until(RecordingUpdated.class);
        video.recordings().stop(recording.id());
        List<VideoEvent> events = until(RecordingReady.class);

        assertThat(events.stream().map(VideoEvent::getClass).collect(Collectors.toList()))
                .containsSubsequence(
                        RecordingStarted.class, RecordingUpdated.class, RecordingStopped.class, RecordingReady.class);
        RecordingReady ready = first(events, RecordingReady.class);
        assertThat(ready.recording().id()).isEqualTo(recording.id());
        assertThat(ready.recording().files()).isNotEmpty();
        assertThat(ready.deduplicationKey()).contains(recording.id().value(), "EGRESS_COMPLETE");
    }
}
