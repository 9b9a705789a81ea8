package io.videoprovider.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"videoprovider.emulator=true", "videoprovider.primary=livekit"})
class ConsultationsTest {

    @Autowired
    LiveKitEmulator livekit;

    @Autowired
    Consultations consultations;

    @Test
    void a_user_who_joins_with_the_token_is_present() {
        livekit.join(consultations.token("monday", "alice"));

        // The emulator sends a webhook to the application, whose inbox calls the listener.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(consultations.present).containsExactly("alice"));
    }
}
