package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testing.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A LiveKit server of one's own, or LiveKit Cloud. People join with a browser. */
final class LiveKitStage implements Stage {

    private final VideoProvider video;
    private final PrintStream out;

    LiveKitStage(Map<String, String> environment, PrintStream out) {
        this.video = LiveKitVideoProvider.builder().environment(environment).build();
        this.out = out;
    }

    @Override
    public String description() {
        return "a real server: " + video;
    }

    @Override
    public VideoProvider video() {
        return video;
    }

    @Override
    public Optional<SimulatedParticipant> join(JoinToken token) {
        // The one place where a token is shown: it is for the person who reads this.
        out.println("   " + token.userId() + " can join for the next hour: https://meet.livekit.io/custom?liveKitUrl="
                + URLEncoder.encode(String.valueOf(token.serverUrl()), StandardCharsets.UTF_8) + "&token="
                + token.token());
        return Optional.empty();
    }

    @Override
    public void awaitLastEvent(CallId call) {
        // The server sends its webhooks to where its own configuration says.
    }

    @Override
    public void close() {
        video.close();
    }
}
