package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.livekit.server.LiveKitServer;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on the real server that the environment names. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
@Execution(ExecutionMode.CONCURRENT)
class LiveKitServerContractTest extends VideoProviderContract {

    private static LiveKitServer server;
    private static VideoProvider video;

    @BeforeAll
    static void start() {
        server = LiveKitServer.fromEnv();
        video = LiveKitVideoProvider.builder()
                .environment(System.getenv())
                .captionAgent("captioner")
                .build();
    }

    @AfterAll
    static void stop() {
        video.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        return server.join(token.token());
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return server.deliveries(CallMapper.roomName(call, video.capabilities())).stream()
                .map(delivery -> WebhookRequest.of(delivery.headers(), delivery.body()))
                .toList();
    }
}
