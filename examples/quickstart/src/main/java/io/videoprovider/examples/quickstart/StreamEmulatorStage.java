package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.util.List;

/** The built-in emulator of Stream: real HTTP, real tokens, real webhooks, simulated participants. */
final class StreamEmulatorStage extends EmulatorStage {

    private static final String KEY = "emulated-key";
    private static final String SECRET = "a-secret-for-the-emulator-of-32-bytes";

    private final StreamEmulator emulator;

    private StreamEmulatorStage(StreamEmulator emulator, VideoProvider video, PrintStream out) {
        super("Stream emulator at " + emulator.url(), video, List.of("call.session_ended"), out);
        this.emulator = emulator;
        emulator.addWebhook(webhooks());
    }

    static StreamEmulatorStage open(PrintStream out) {
        StreamEmulator emulator = StreamEmulator.builder().apiKey(KEY, SECRET).start();
        VideoProvider video = StreamVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey(KEY)
                .apiSecret(SECRET)
                .build();
        return new StreamEmulatorStage(emulator, video, out);
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
