package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testing.SimulatedParticipant;
import io.videoprovider.testing.livekit.LiveKitEmulator;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** The built-in emulator: real HTTP, real tokens, real webhooks, simulated people. */
final class EmulatorStage implements Stage {

    private static final String KEY = "devkey";
    private static final String SECRET = "a-secret-for-the-emulator-of-32-bytes";

    private final LiveKitEmulator emulator;
    private final VideoProvider video;
    private final WebhookEndpoint webhooks;

    EmulatorStage(PrintStream out) {
        emulator = LiveKitEmulator.builder().apiKey(KEY, SECRET).start();
        video = LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey(KEY)
                .apiSecret(SECRET)
                .build();
        webhooks = WebhookEndpoint.listen(video, out);
        emulator.addWebhook(webhooks.url(), KEY);
    }

    @Override
    public String description() {
        return "the built-in LiveKit emulator at " + emulator.url() + ". No account; nothing leaves this machine.";
    }

    @Override
    public VideoProvider video() {
        return video;
    }

    @Override
    public Optional<SimulatedParticipant> join(JoinToken token) {
        return Optional.of(emulator.join(token.token()));
    }

    @Override
    public void awaitLastEvent(CallId call) throws InterruptedException {
        webhooks.await(call, CallEnded.class, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        webhooks.close();
        video.close();
        emulator.close();
    }
}
