package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.util.List;

/** The built-in emulator of LiveKit: real HTTP, real tokens, real webhooks, simulated participants. */
final class LiveKitEmulatorStage extends EmulatorStage {

    private static final String KEY = "devkey";
    private static final String SECRET = "a-secret-for-the-emulator-of-32-bytes";

    private final LiveKitEmulator emulator;

    private LiveKitEmulatorStage(LiveKitEmulator emulator, VideoProvider video, PrintStream out) {
        // The webhooks of a recording and of its room are sent independently of each other.
        super("LiveKit emulator at " + emulator.url(), video, List.of("egress_ended", "room_finished"), out);
        this.emulator = emulator;
        emulator.addWebhook(webhooks(), KEY);
    }

    static LiveKitEmulatorStage open(PrintStream out) {
        LiveKitEmulator emulator = LiveKitEmulator.builder().apiKey(KEY, SECRET).start();
        VideoProvider video = LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey(KEY)
                .apiSecret(SECRET)
                .build();
        return new LiveKitEmulatorStage(emulator, video, out);
    }

    @Override
    SimulatedParticipant person(JoinToken token) {
        return emulator.join(token.token());
    }

    @Override
    public void close() {
        super.close();
        emulator.close();
    }
}
