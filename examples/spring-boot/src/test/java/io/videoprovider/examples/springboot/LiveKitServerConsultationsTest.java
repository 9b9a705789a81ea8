package io.videoprovider.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The application with three properties of a real server, which sends its webhooks to the endpoint's own path. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerConsultationsTest {

    @Test
    void take_place_on_a_real_server() throws Exception {
        String url = System.getenv("LIVEKIT_URL");
        try (NodePeople people = NodePeople.start();
                RunningApplication app = RunningApplication.start(
                        "--server.port=" + System.getenv("LIVEKIT_WEBHOOK_PORT"),
                        "--videoprovider.emulator=false",
                        "--videoprovider.livekit.url=" + url,
                        "--videoprovider.livekit.api-key=" + System.getenv("LIVEKIT_API_KEY"),
                        "--videoprovider.livekit.api-secret=" + System.getenv("LIVEKIT_API_SECRET"))) {
            assertThat(app.beans(LiveKitEmulator.class)).isEmpty();

            new ConsultationStory(app, admission -> people.join(admission.string("server"), admission.string("token")))
                    .run();
        }
    }
}
