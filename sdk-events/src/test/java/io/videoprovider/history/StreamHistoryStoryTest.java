package io.videoprovider.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.StreamEmulatorExtension;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.JoinToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamHistoryStoryTest extends HistoryStoryContract {

    @RegisterExtension
    static final StreamEmulatorExtension stream = new StreamEmulatorExtension(emulator -> emulator.clock(CLOCK));

    private static VideoProvider video;

    @BeforeAll
    static void connect() {
        video = StreamVideoProvider.builder()
                .url(stream.url())
                .apiKey(stream.apiKey())
                .apiSecret(stream.apiSecret())
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
        return stream.webhooks();
    }

    @Override
    SimulatedParticipant join(JoinToken token) {
        return stream.emulator().join(token.token());
    }
}
