package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A real server, or a vendor's cloud. Participants join with a browser. */
final class ServerStage implements Stage {

    private final VideoProvider video;
    private final PrintStream out;

    ServerStage(VideoProvider video, PrintStream out) {
        this.video = video;
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
        // The only place that prints a token: it is for the user of this demo.
        URI server = token.serverUrl();
        out.println("   " + token.userId() + " can join for the next hour, "
                + (server == null
                        ? "with the API key " + token.apiKey() + " and the token " + token.token()
                        : "at https://meet.livekit.io/custom?liveKitUrl="
                                + URLEncoder.encode(server.toString(), StandardCharsets.UTF_8) + "&token="
                                + token.token()));
        return Optional.empty();
    }

    @Override
    public void awaitLastEvent(CallId call) {
        // The server sends its webhooks to the URL in its own configuration.
    }

    @Override
    public void close() {
        video.close();
    }
}
