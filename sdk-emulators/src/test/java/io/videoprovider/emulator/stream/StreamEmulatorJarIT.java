package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.kit.EmulatorProgram;
import io.videoprovider.emulator.kit.TestReceiver;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The emulator as a separate program, controlled only over HTTP. */
class StreamEmulatorJarIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @Test
    void the_program_serves_the_api_and_everything_a_test_needs_beside_it() throws Exception {
        try (TestReceiver receiver = new TestReceiver()) {
            Process process = EmulatorProgram.run(
                    "stream",
                    "--port",
                    "0",
                    "--api-key",
                    "key",
                    "--api-secret",
                    "secret",
                    "--webhook-url",
                    receiver.url().toString(),
                    "--user",
                    "alice",
                    "--rate-limit",
                    "GetEdges=1",
                    "--manual-recordings",
                    "--delays",
                    "short");
            String url = EmulatorProgram.firstLine(process);
            try (TestClient client = new TestClient(URI.create(url))) {
                Control control = new Control(client, url);
                joinAndRecord(client, control);
                goWrong(client, control);
                lookBack(control, receiver);
            } finally {
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** The control API, which requires neither key nor token. */
    private record Control(TestClient client, String url) {

        TestClient.Answer send(String method, String path, String body) {
            return client.send(method, url + "/_emulator/" + path, Map.of(), body.replace('\'', '"'));
        }

        JsonNode post(String path, String body) {
            return send("POST", path, body).is(200).json();
        }

        JsonNode get(String path) {
            return send("GET", path, "").is(200).json();
        }
    }

    private static void joinAndRecord(TestClient client, Control control) {
        client.call("alice");
        control.send("POST", "participants", "{'token':'garbage'}").is(401);
        control.send("POST", "participants", "{}").is(400);
        String token = TestClient.token("alice");
        JsonNode alice = control.post("participants", "{'token':'" + token + "','call':'default:standup'}");
        assertThat(control.post(
                                "participants",
                                "{'token':'" + TestClient.callToken("bob", "", "default:standup") + "'}")
                        .get("userId")
                        .stringValue())
                .isEqualTo("bob");
        String path = "participants/" + alice.get("userSessionId").stringValue();
        String track = control.post(path + "/tracks", "{'source':'microphone'}")
                .get("id")
                .stringValue();
        client.post(CALL + "/mute_users", "{'user_ids':['alice'],'audio':true}").is(201);
        assertThat(control.get(path).at("/tracks/0/muted").booleanValue()).isTrue();
        control.send("DELETE", path + "/tracks/" + track, "").is(200);
        assertThat(control.get(path).get("tracks")).isEmpty();
        control.post(path + "/accept", "{}");
        client.post(CALL + "/recordings/composite/start", "{}").is(201);
        String recording = "recordings/default:standup/";
        String type = "{'type':'composite'}";
        assertThat(control.post(recording + "advance", type).get("status").stringValue())
                .isEqualTo("running");
        control.post(recording + "split", type);
        control.post(recording + "fail", type);
        control.send("POST", recording + "advance", type).is(400);
        control.send("DELETE", path, "").is(200);
        control.send("GET", path, "").is(404);
        assertThat(control.get("participants").get("participants")).hasSize(1);
    }

    private static void goWrong(TestClient client, Control control) {
        client.get("/api/v2/video/edges").is(200);
        TestClient.Answer limited = client.get("/api/v2/video/edges");
        if (limited.http().status() == 200) {
            // Another minute began between the two requests.
            limited = client.get("/api/v2/video/edges");
        }
        limited.fails(429, 9, "Too many requests");
        control.post(
                "faults",
                "{'operation':'GetApp','kind':'api','status':500,'code':-1,'message':'later','times':5,"
                        + "'headers':{'Retry-After':'3'}}");
        TestClient.Answer answer = client.get("/api/v2/app");
        answer.fails(500, -1, "later");
        assertThat(answer.header("Retry-After")).isEqualTo("3");
        control.send("DELETE", "faults", "").is(200);
        client.get("/api/v2/app").is(200);
        control.send("POST", "faults", "{'operation':'*','kind':'fire'}").is(400);
        control.post("faults", "{'webhook':'call.deleted','kind':'drop'}");
    }

    private static void lookBack(Control control, TestReceiver receiver) {
        JsonNode requests = control.get("requests?operation=GetOrCreateCall").get("requests");
        assertThat(requests).hasSize(1);
        assertThat(control.get("requests").toString()).doesNotContain("eyJ");
        // The control API has no way to wait, so this polls.
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (control.get("webhooks?event=call.session_participant_left")
                .get("webhooks")
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(receiver.events())
                .extracting(event -> event.get("type").stringValue())
                .contains("call.created", "call.session_started", "call.recording_ready", "call.recording_failed");
        control.post("reset", "");
        assertThat(control.get("webhooks").get("webhooks")).isEmpty();
        control.send("GET", "nothing", "").is(404);
    }
}
