package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The environment of the demo: the provider and its participants. */
interface Stage extends AutoCloseable {

    /**
     * Returns the stage of the provider in {@code --provider=}, {@code livekit} by default: a real server if the environment
     * has its variables, otherwise the emulator.
     */
    static Stage of(List<String> arguments, Map<String, String> environment, PrintStream out) {
        boolean streamNamed = Stream.of("STREAM_API_KEY", "STREAM_BASE_URL").anyMatch(environment::containsKey);
        boolean livekitNamed = Stream.of("LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
                .anyMatch(environment::containsKey);
        String provider = arguments.stream()
                .filter(argument -> argument.startsWith("--provider="))
                .map(argument -> argument.substring("--provider=".length()))
                .findFirst()
                .orElse(streamNamed && !livekitNamed ? "stream" : "livekit");
        return switch (provider) {
            case "livekit" ->
                livekitNamed
                        ? new ServerStage(
                                LiveKitVideoProvider.builder()
                                        .environment(environment)
                                        .build(),
                                out)
                        : LiveKitEmulatorStage.open(out);
            case "stream" ->
                streamNamed
                        ? new ServerStage(
                                StreamVideoProvider.builder()
                                        .environment(environment)
                                        .build(),
                                out)
                        : StreamEmulatorStage.open(out);
            default -> throw new IllegalArgumentException("--provider must be livekit or stream, was " + provider);
        };
    }

    /** Returns a description for the user. */
    String description();

    /** Returns the provider. */
    VideoProvider video();

    /** Joins a simulated participant, or prints how a user can join; empty if no participant has joined. */
    Optional<SimulatedParticipant> join(JoinToken token);

    /** Waits until the last webhook about the call has arrived, if webhooks are received. */
    void awaitLastEvent(CallId call) throws InterruptedException;

    @Override
    void close();
}
