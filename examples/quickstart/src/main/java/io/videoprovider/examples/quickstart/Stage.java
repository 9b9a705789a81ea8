package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.testing.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the story is played: which provider, and who the people in it are. */
interface Stage extends AutoCloseable {

    /** A real server if the environment names one, else the emulator. */
    static Stage of(Map<String, String> environment, PrintStream out) {
        boolean real = Stream.of("LIVEKIT_URL", "LIVEKIT_WS_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
                .anyMatch(environment::containsKey);
        return real ? new LiveKitStage(environment, out) : new EmulatorStage(out);
    }

    /** Where it is, for people. */
    String description();

    /** The provider. */
    VideoProvider video();

    /** Lets somebody in, or tells how a person can join; empty when nobody joined by that. */
    Optional<SimulatedParticipant> join(JoinToken token);

    /** Waits until the last webhook about the call has arrived, where webhooks arrive at all. */
    void awaitLastEvent(CallId call) throws InterruptedException;

    @Override
    void close();
}
