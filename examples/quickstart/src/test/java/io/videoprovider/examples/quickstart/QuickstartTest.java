package io.videoprovider.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class QuickstartTest {

    @Test
    void runs_on_the_emulator() throws InterruptedException {
        String output = output("livekit", Map.of());

        assertThat(output)
                .contains("on the built-in LiveKit emulator")
                .contains("created: true")
                .contains("\"roomJoin\":true")
                .contains("alice is connected, publishes 1 track(s)")
                .contains(" is STARTING", " is RECORDING", " is STOPPING", " is READY", "file consult-")
                .contains(
                        "room_started, verified: CallStarted",
                        "participant_joined, verified: ParticipantJoined",
                        "track_published, verified: TrackPublished",
                        "egress_started, verified: RecordingStarted",
                        "egress_ended, verified: RecordingReady",
                        "participant_left, verified: ParticipantLeft",
                        "room_finished, verified: CallEnded")
                .endsWith("class Quickstart." + System.lineSeparator());
    }

    @Test
    void runs_on_the_other_emulator() throws InterruptedException {
        String output = output("stream", Map.of());

        assertThat(output)
                .contains("on the built-in Stream emulator")
                .contains("created: true")
                .contains("\"call_cids\":[\"default:consult-")
                .contains("alice is connected")
                .contains(" is RECORDING", " is READY", "file ")
                .contains(
                        "call.session_started, verified: CallStarted",
                        "call.session_participant_joined, verified: ParticipantJoined",
                        "call.recording_started, verified: RecordingStarted",
                        "call.recording_ready, verified: RecordingReady",
                        "call.ended, verified: CallEnded",
                        "call.session_participant_left, verified: ParticipantLeft",
                        "call.session_ended, verified: CallEnded")
                .endsWith("class Quickstart." + System.lineSeparator());
    }

    @Test
    void lists_the_missing_variables_of_a_real_server() {
        assertThatThrownBy(() -> output("livekit", Map.of("LIVEKIT_WS_URL", "wss://my-project.livekit.cloud")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("LIVEKIT_API_KEY, LIVEKIT_API_SECRET");
    }

    @Test
    @EnabledIfEnvironmentVariable(
            named = "LIVEKIT_URL",
            matches = ".+",
            disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
    void runs_on_a_real_server() throws InterruptedException {
        assertThat(output("livekit", System.getenv()))
                .contains("on a real server")
                .contains("created: true")
                .contains(" is STARTING", " is RECORDING", " is READY")
                .endsWith("class Quickstart." + System.lineSeparator());
    }

    private static String output(String provider, Map<String, String> environment) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (Stage stage = Stage.of(List.of("--provider=" + provider), environment, out)) {
            new Quickstart(stage, out).run();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
