package io.videoprovider.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testing.LiveKitEmulatorExtension;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.JoinToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveKitHistoryStoryTest extends HistoryStoryContract {

    @RegisterExtension
    static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension(emulator -> emulator.clock(CLOCK));

    private static VideoProvider video;

    @BeforeAll
    static void connect() {
        video = LiveKitVideoProvider.builder()
                .url(livekit.url())
                .apiKey(livekit.apiKey())
                .apiSecret(livekit.apiSecret())
                .clock(CLOCK)
                .build();
    }

    @AfterAll
    static void close() {
        video.close();
    }

    @Override
    VideoProvider video() {
        return video;
    }

    @Override
    WebhookReceiver webhooks() {
        return livekit.webhooks();
    }

    @Override
    SimulatedParticipant join(JoinToken token) {
        return livekit.emulator().join(token.token());
    }
}
