package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.videoprovider.emulator.kit.EmulatorProgram;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The emulator as a separate program, controlled only over HTTP. */
class EmulatorJarIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private TestReceiver receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = new TestReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void the_program_serves_the_api_and_everything_a_test_needs_beside_it() throws Exception {
        Process process = EmulatorProgram.run(
                "livekit",
                "--port",
                "0",
                "--api-key",
                "devkey",
                "--api-secret",
                "secret",
                "--webhook-url",
                receiver.url().toString(),
                "--manual-recordings",
                "--ingress-rtmp-url",
                "rtmp://127.0.0.1:1935/live",
                "--ingress-whip-url",
                "http://127.0.0.1:8080/whip",
                "--delays",
                "short");
        try (TestClient client = new TestClient(URI.create(EmulatorProgram.firstLine(process)))) {
            joinAndPublish(client);
            record(client);
            ingress(client);
            goWrong(client);
            lookBack(client);
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void joinAndPublish(TestClient client) throws IOException {
        assertThat(client.createRoom("{\"name\":\"r\"}").status()).isEqualTo(200);
        assertThat(client.post("/_emulator/participants", "{\"token\":\"garbage\"}")
                        .status())
                .isEqualTo(401);
        JsonNode alice =
                ok(client.post("/_emulator/participants", "{\"token\":\"" + TestTokens.join("r", "alice") + "\"}"));
        String path = "/_emulator/participants/" + alice.get("sid").asString();
        String track = ok(client.post(path + "/tracks", "{\"source\":\"microphone\"}"))
                .get("sid")
                .asString();
        client.admin(
                "RoomService/MutePublishedTrack",
                "r",
                "{\"room\":\"r\",\"identity\":\"alice\",\"track_sid\":\"" + track + "\",\"muted\":true}");
        client.admin("RoomService/SendData", "r", "{\"room\":\"r\",\"data\":\"aGk=\",\"topic\":\"t\"}");
        JsonNode seen = ok(client.get(path));
        assertThat(seen.get("tracks").get(0).get("muted").asBoolean()).isTrue();
        assertThat(seen.get("received").get(0).get("data").asString()).isEqualTo("aGk=");
        assertThat(ok(client.get("/_emulator/participants")).get("participants"))
                .hasSize(1);
        ok(client.send("DELETE", path + "/tracks/" + track, "", "", ""));
        assertThat(ok(client.get(path)).get("tracks")).isEmpty();
        ok(client.send("DELETE", path, "", "", ""));
        assertThat(client.get(path).status()).isEqualTo(404);
    }

    private static void record(TestClient client) throws IOException {
        String egress = client.egress(
                        "StartRoomCompositeEgress", "{\"room_name\":\"r\",\"file_outputs\":[{\"filepath\":\"a.mp4\"}]}")
                .json()
                .get("egress_id")
                .asString();
        String advance = "/_emulator/egresses/" + egress + "/advance";
        assertThat(ok(client.post(advance, "{}")).get("status").asString()).isEqualTo("EGRESS_ACTIVE");
        assertThat(ok(client.post(advance, "{\"workerLost\":true}"))
                        .get("status")
                        .asString())
                .isEqualTo("EGRESS_ACTIVE");
        assertThat(ok(client.post(advance, "{\"fail\":\"no disk\"}"))
                        .get("error")
                        .asString())
                .isEqualTo("no disk");
        assertThat(ok(client.get("/_emulator/egresses")).get("egresses")).hasSize(1);
        assertThat(client.post("/_emulator/egresses/EG_none/advance", "{}").status())
                .isEqualTo(400);
    }

    private static void ingress(TestClient client) throws IOException {
        Map<String, String> urls =
                Map.of("RTMP_INPUT", "rtmp://127.0.0.1:1935/live", "WHIP_INPUT", "http://127.0.0.1:8080/whip");
        for (Map.Entry<String, String> input : urls.entrySet()) {
            TestClient.Answer answer = client.call(
                    "Ingress/CreateIngress",
                    Map.of("ingressAdmin", true),
                    "{\"input_type\":\"" + input.getKey()
                            + "\",\"room_name\":\"r\",\"participant_identity\":\"encoder\"}");
            assertThat(ok(answer).get("url").asString()).isEqualTo(input.getValue());
        }
    }

    private static void goWrong(TestClient client) throws IOException {
        ok(client.post(
                "/_emulator/faults",
                "{\"rpc\":\"ListRooms\",\"kind\":\"twirp\",\"status\":503,\"code\":\"unavailable\",\"message\":\"later\",\"times\":5,"
                        + "\"headers\":{\"Retry-After\":\"3\"}}"));
        TestClient.Answer answer = client.call("RoomService/ListRooms", Map.of("roomList", true), "{}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "3");
        ok(client.send("DELETE", "/_emulator/faults", "", "", ""));
        assertThat(client.call("RoomService/ListRooms", Map.of("roomList", true), "{}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/_emulator/faults", "{\"rpc\":\"*\",\"kind\":\"fire\"}")
                        .status())
                .isEqualTo(400);
        ok(client.post("/_emulator/faults", "{\"webhook\":\"room_finished\",\"kind\":\"drop\"}"));
    }

    private void lookBack(TestClient client) throws IOException {
        JsonNode requests =
                ok(client.get("/_emulator/requests?rpc=RoomService/CreateRoom")).get("requests");
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).get("claims").get("video").get("roomCreate").asBoolean())
                .isTrue();
        assertThat(ok(client.get("/_emulator/requests")).toString()).doesNotContain("eyJ");
        // A recording's webhooks do not wait for those of the room.
        List<String> expected =
                List.of("room_started", "participant_joined", "track_published", "track_unpublished", "egress_ended");
        for (String event : expected) {
            awaitWebhook(client, event);
        }
        assertThat(receiver.events())
                .extracting(event -> event.get("event").asString())
                .containsAll(expected);
        TestTokens.verified(receiver.received().get(0), "secret");
        ok(client.post("/_emulator/reset", ""));
        assertThat(ok(client.get("/_emulator/webhooks")).get("webhooks")).isEmpty();
        assertThat(client.get("/_emulator/nothing").status()).isEqualTo(404);
    }

    /** The control API has no way to wait, so this polls. */
    private static void awaitWebhook(TestClient client, String event) throws IOException {
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (ok(client.get("/_emulator/webhooks?event=" + event))
                .get("webhooks")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("no " + event).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static JsonNode ok(TestClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zoom",
                "stream --port many",
                "stream --api-key only",
                "stream --rate-limit much",
                "stream --no-redis",
                "livekit --colour red",
                "livekit --port",
                "livekit --port many",
                "livekit --port 70000",
                "livekit --delays never",
                "livekit --api-key only",
                "livekit --webhook-url ftp://x",
                "livekit --ingress-rtmp-url http://x",
                "livekit --ingress-whip-url rtmp://x",
                "livekit --webhook-url http://x --webhook-key unknown"
            })
    void invalid_arguments_are_reported_and_end_the_program_with_2(String arguments) throws Exception {
        Process process = EmulatorProgram.run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertThat(EmulatorProgram.firstLine(process)).startsWith("videoprovider-emulator: ");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void the_program_explains_itself() throws Exception {
        Process process = EmulatorProgram.run("livekit", "--help");
        assertThat(EmulatorProgram.firstLine(process)).startsWith("usage: ");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void the_program_works_without_the_libraries_for_protocol_buffers_and_names_them() throws Exception {
        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.matches(".*/(protobuf-java|livekit-server|gson|guava)[^/]*"))
                .toList();
        Process process = new ProcessBuilder(
                        EmulatorProgram.JAVA.toString(),
                        "-cp",
                        String.join(File.pathSeparator, jars),
                        "io.videoprovider.emulator.EmulatorMain",
                        "livekit",
                        "--port",
                        "0")
                .redirectErrorStream(true)
                .start();
        try (TestClient client = new TestClient(URI.create(EmulatorProgram.firstLine(process)))) {
            assertThat(client.createRoom("{\"name\":\"r\"}").status()).isEqualTo(200);
            TestClient.Answer answer = client.send(
                    "POST",
                    "/twirp/livekit.RoomService/ListRooms",
                    "Bearer " + TestTokens.admin(Map.of("roomList", true)),
                    "application/protobuf",
                    "");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("bad_route");
            assertThat(answer.json().get("msg").asString()).contains("io.livekit:livekit-server");
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void the_vendors_own_sdk_for_python_finds_the_program_to_be_a_livekit_server() throws Exception {
        String python = System.getenv("LIVEKIT_PYTHON");
        assumeTrue(python != null, "LIVEKIT_PYTHON is not set: a Python with livekit-api is needed");
        succeeds(python, script("sdk-check.py"));
    }

    @Test
    void the_vendors_own_sdk_for_node_finds_the_program_to_be_a_livekit_server() throws Exception {
        String modules = System.getenv("LIVEKIT_NODE_MODULES");
        assumeTrue(
                modules != null,
                "LIVEKIT_NODE_MODULES is not set: a folder with node_modules/livekit-server-sdk is needed");
        succeeds("node", script("sdk-check.mjs"), modules);
    }

    private static String script(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(EmulatorJarIT.class.getResource("/livekit/" + name))
                        .toURI())
                .toString();
    }

    /** Runs a program that starts the emulator, uses it with the vendor's SDK and fails if a result is not as expected. */
    private static void succeeds(String... program) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.add(EmulatorProgram.JAVA.toString());
        command.add(EmulatorProgram.JAR.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).endsWith("all well\n");
    }
}
