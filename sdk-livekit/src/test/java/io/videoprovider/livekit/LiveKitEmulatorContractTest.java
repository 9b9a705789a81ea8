package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the emulator. */
class LiveKitEmulatorContractTest extends VideoProviderContract {

    private static WebhookInbox inbox;
    private static LiveKitEmulator emulator;
    private static VideoProvider video;

    @BeforeAll
    static void start() {
        inbox = WebhookInbox.listen();
        emulator = LiveKitEmulator.builder()
                .delays(Delays.SHORT)
                .webhook(inbox.url(), "devkey")
                .start();
        video = LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("devkey")
                .apiSecret("secret")
                .build();
    }

    @AfterAll
    static void stop() {
        video.close();
        emulator.close();
        inbox.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        return emulator.join(token.token());
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return inbox.about(CallMapper.roomName(call, video.capabilities()));
    }
}
