package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Recordings start, stop, split, fail and become ready. */
class RecordingsTest {

    private static final String CID = "default:standup";

    private TestReceiver receiver;
    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        receiver = new TestReceiver();
        open(false);
    }

    private void open(boolean manual) {
        emulator = StreamEmulator.builder()
                .webhook(receiver.url())
                .delays(Delays.SHORT)
                .manualRecordings(manual)
                .start();
        client = new TestClient(emulator.url());
        client.users("alice");
        client.call();
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    private JsonNode recordings() {
        return client.get(CALL + "/recordings").is(200).json().get("recordings");
    }

    private void record(String type, String what) {
        client.post(CALL + "/recordings/" + type + "/" + what, "{}").is(201);
    }

    private List<StreamWebhook> await(String event, int times) {
        return emulator
                .awaitWebhooks(
                        sent -> sent.stream()
                                        .filter(hook -> hook.event().equals(event))
                                        .count()
                                >= times,
                        Duration.ofSeconds(30))
                .stream()
                .filter(hook -> hook.event().equals(event))
                .toList();
    }

    @Test
    void one_of_each_type_runs_at_a_time_and_all_become_files() {
        StreamParticipant alice = emulator.join(TestClient.token("alice"), CID);
        for (String type : List.of("composite", "individual", "raw")) {
            record(type, "start");
        }
        client.post(CALL + "/recordings/composite/start", "{}").fails(400, 4, "already running");
        await("call.recording_started", 3);
        assertThat(client.get(CALL)
                        .json()
                        .at("/call/egress/raw_recording/status")
                        .stringValue())
                .isEqualTo("running");
        record("composite", "stop");
        alice.leave();
        List<StreamWebhook> ready = await("call.recording_ready", 3);
        assertThat(recordings())
                .extracting(file -> file.get("recording_type").stringValue())
                .containsExactlyInAnyOrder("composite", "individual", "raw");
        assertThat(recordings())
                .allSatisfy(
                        file -> assertThat(file.get("session_id").stringValue()).isEqualTo(alice.sessionId()));
        JsonNode event = TestClient.JSON.readTree(ready.get(0).body());
        assertThat(event.get("egress_id").stringValue()).hasSize(36);
        assertThat(client.get(CALL).json().at("/call/recording").booleanValue()).isFalse();
    }

    @Test
    void a_file_can_be_downloaded_until_it_is_deleted() {
        emulator.join(TestClient.token("alice"), CID);
        record("composite", "start");
        record("composite", "stop");
        await("call.recording_ready", 1);
        JsonNode file = recordings().get(0);
        String url = file.get("url").stringValue();
        assertThat(client.send("GET", url, Map.of(), "").is(200).http().body())
                .contains(file.get("filename").stringValue());
        String path = CALL + "/" + file.get("session_id").stringValue() + "/recordings/"
                + file.get("filename").stringValue();
        client.send("DELETE", path, "").is(200);
        assertThat(recordings()).isEmpty();
        client.send("DELETE", path, "").fails(404, 16, "Can't find");
        client.send("GET", url, Map.of(), "").is(404);
    }

    @Test
    void a_file_in_the_customers_storage_is_named_by_it() {
        client.post(
                        "/api/v2/external_storage",
                        "{'name':'mine','storage_type':'s3','bucket':'bucket','path':'calls','aws_s3':{'s3_region':'x'}}")
                .is(201);
        emulator.join(TestClient.token("alice"), CID);
        client.post(CALL + "/recordings/composite/start", "{'recording_external_storage':'mine'}")
                .is(201);
        record("composite", "stop");
        await("call.recording_ready", 1);
        assertThat(recordings().get(0).get("url").stringValue()).startsWith("s3://bucket/calls/rec_default_standup_");
    }

    @Test
    void by_hand_a_recording_moves_only_when_pushed_and_splits_and_fails_on_demand() {
        client.close();
        emulator.close();
        open(true);
        emulator.join(TestClient.token("alice"), CID);
        record("composite", "start");
        assertThat(client.get(CALL)
                        .json()
                        .at("/call/egress/composite_recording/status")
                        .stringValue())
                .isEqualTo("starting");
        assertThat(emulator.advanceRecording(CID, "composite")).isEqualTo("running");
        emulator.splitRecording(CID, "composite");
        assertThat(recordings()).hasSize(1);
        assertThat(emulator.advanceRecording(CID, "composite")).isEqualTo("stopped");
        assertThat(recordings()).hasSize(1);
        assertThat(emulator.advanceRecording(CID, "composite")).isEqualTo("ready");
        assertThat(recordings()).hasSize(2);
        assertThat(await("call.recording_ready", 2).stream()
                        .map(hook -> TestClient.JSON.readTree(hook.body()).get("egress_id"))
                        .distinct())
                .hasSize(1);
        record("raw", "start");
        emulator.failRecording(CID, "raw");
        await("call.recording_failed", 1);
        assertThatThrownBy(() -> emulator.advanceRecording(CID, "raw")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> emulator.splitRecording(CID, "raw")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> emulator.failRecording("default:none", "raw"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_recording_whose_worker_died_outlives_its_session_until_another_one_starts() {
        StreamParticipant alice = emulator.join(TestClient.token("alice"), CID);
        record("composite", "start");
        emulator.loseEgressWorker(CID, "composite");
        client.post(CALL + "/recordings/composite/stop", "{}").is(500);
        client.post(CALL + "/recordings/composite/start", "{}").fails(400, 4, "already running");
        alice.leave();
        assertThat(client.get(CALL)
                        .json()
                        .at("/call/egress/composite_recording/status")
                        .stringValue())
                .isEqualTo("running");
        emulator.join(TestClient.token("alice"), CID);
        record("composite", "start");
        client.post(CALL + "/recordings/composite/start", "{}").fails(400, 4, "already running");
        record("composite", "stop");
        assertThatThrownBy(() -> emulator.loseEgressWorker(CID, "composite"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_disabled_feature_does_not_start() {
        client.patch(CALL, "{'settings_override':{'recording':{'mode':'disabled'}}}")
                .is(200);
        emulator.join(TestClient.token("alice"), CID);
        client.post(CALL + "/recordings/composite/start", "{}").fails(400, 4, "disabled");
        record("raw", "start");
    }

    @Test
    void going_live_starts_all_egresses_or_none_and_stopping_keeps_those_that_continue() {
        client.post(CALL + "/go_live", "{'start_recording':true}").fails(400, 4, "no active session");
        emulator.join(TestClient.token("alice"), CID);
        client.post(CALL + "/go_live", "{'start_recording':true,'start_hls':true,'start_transcription':true}")
                .is(201);
        JsonNode call = client.post(CALL + "/stop_live", "{'continue_recording':true}")
                .is(201)
                .json()
                .get("call");
        assertThat(call.get("recording").booleanValue()).isTrue();
        assertThat(call.get("transcribing").booleanValue()).isFalse();
        assertThat(call.at("/egress/broadcasting").booleanValue()).isFalse();
        assertThat(call.get("backstage").booleanValue()).isTrue();
    }
}
