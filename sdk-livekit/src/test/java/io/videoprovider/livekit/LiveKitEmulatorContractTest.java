package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.testing.LiveKitEmulatorExtension;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on the emulator. */
class LiveKitEmulatorContractTest extends VideoProviderContract {

    @RegisterExtension
    static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension();

    private static VideoProvider video;

    @BeforeAll
    static void connect() {
        video = LiveKitVideoProvider.builder()
                .url(livekit.url())
                .apiKey(livekit.apiKey())
                .apiSecret(livekit.apiSecret())
                .captionAgent("captioner")
                .build();
    }

    @AfterAll
    static void close() {
        video.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        return livekit.emulator().join(token.token());
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return livekit.webhooks().received(call, video.webhooks());
    }
}
