package io.videoprovider.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.testing.LiveKitEmulatorExtension;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BookingTest {

    @RegisterExtension
    static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension();

    private static VideoProvider video;

    @BeforeAll
    static void connect() {
        video = LiveKitVideoProvider.builder()
                .url(livekit.url())
                .apiKey(livekit.apiKey())
                .apiSecret(livekit.apiSecret())
                .build();
    }

    @AfterAll
    static void disconnect() {
        video.close();
    }

    @Test
    void a_guest_joins_and_is_muted() {
        CallId id = CallId.random("booking");
        video.calls().getOrCreate(CallRequest.builder(id).build());
        JoinToken token = video.tokens().mint(TokenRequest.builder("alice", id).build());

        try (SimulatedParticipant alice = livekit.emulator().join(token.token())) {
            alice.publish("microphone");
            video.participants().mute(id, "alice", TrackKind.MICROPHONE);

            assertThat(video.participants().get(id, "alice").tracks())
                    .hasSize(1)
                    .allMatch(Track::muted);
        }

        // Webhooks arrive a little later, with real signatures.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(livekit.webhooks().received(id, video.webhooks()))
                        .anyMatch(webhook -> video.webhooks().parse(webhook) instanceof ParticipantJoined));
    }

    @Test
    void an_outage_is_reported_after_three_attempts() {
        CallId id = CallId.random("booking");
        livekit.emulator().faults().inject("CreateRoom", 3, LiveKitFault.twirp(503, "unavailable", "maintenance"));

        assertThatThrownBy(
                        () -> video.calls().getOrCreate(CallRequest.builder(id).build()))
                .isInstanceOf(UnavailableException.class);
    }
}
