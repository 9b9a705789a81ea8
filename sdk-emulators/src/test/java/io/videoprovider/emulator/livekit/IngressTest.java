package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ingresses that contradict themselves. */
class IngressTest {

    private static final String IDENTITY = "\"participant_identity\":\"encoder\"";

    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder().delays(Delays.SHORT).start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private TestClient.Answer ingress(String method, String body) throws IOException {
        return client.call("Ingress/" + method, Map.of("ingressAdmin", true), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input_type\":\"RTMP_INPUT\",\"enable_transcoding\":false|invalid transcoding bypass configuration:"
                        + " bypassing transcoding impossible with selected input type",
                "\"input_type\":\"WHIP_INPUT\",\"audio\":{\"preset\":\"OPUS_MONO_64KBS\"}|invalid transcoding bypass"
                        + " configuration: audio encoding options must be empty if transcoding is disabled",
                "\"input_type\":\"RTMP_INPUT\",\"video\":{\"source\":\"MICROPHONE\"}|invalid video parameters: invalid track"
                        + " source",
                "\"input_type\":\"URL_INPUT\",\"url\":\"http://x\",\"room_name\":\"r\",\"enabled\":false|invalid ingress:"
                        + " disabled non reusable ingress"
            })
    void a_contradiction_is_refused(String fields, String message) throws IOException {
        TestClient.Answer answer = ingress("CreateIngress", "{" + IDENTITY + "," + fields + "}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("msg").asString()).isEqualTo("twirp error unknown: " + message);
    }

    @Test
    void a_refused_update_changes_nothing() throws IOException {
        String id = ingress("CreateIngress", "{" + IDENTITY + ",\"name\":\"before\"}")
                .json()
                .get("ingress_id")
                .asString();
        TestClient.Answer refused = ingress(
                "UpdateIngress", "{\"ingress_id\":\"" + id + "\",\"name\":\"after\",\"enable_transcoding\":false}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(ingress("ListIngress", "{\"ingress_id\":\"" + id + "\"}")
                        .json()
                        .get("items")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("before");
    }
}
