package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The course of recordings: automatic, controlled by a test, and at the end of their rooms. */
@SuppressWarnings("NullAway.Init") // Each test starts the server that it needs.
class RecordingsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private TestReceiver receiver;
    private LiveKitEmulator emulator;
    private TestClient client;

    private void start(UnaryOperator<LiveKitEmulator.Builder> with) throws IOException {
        receiver = new TestReceiver();
        emulator = with.apply(LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .webhook(receiver.url(), "devkey")
                        .delays(Delays.SHORT))
                .start();
        client = new TestClient(emulator.url());
        client.createRoom("{\"name\":\"r\"}");
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    private String record(String path) throws IOException {
        TestClient.Answer answer = client.egress(
                "StartRoomCompositeEgress", "{\"roomName\":\"r\",\"fileOutputs\":[{\"filepath\":\"" + path + "\"}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("egress_id").asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StartRoomCompositeEgress|\"room_name\":\"r\"",
                "StartWebEgress|\"url\":\"http://localhost\"",
                "StartParticipantEgress|\"room_name\":\"r\",\"identity\":\"alice\"",
                "StartTrackCompositeEgress|\"room_name\":\"r\",\"video_track_id\":\"TR_1\""
            })
    void images_are_rejected_without_a_file_and_accepted_with_one(String method, String source) throws IOException {
        start(builder -> builder);
        String images = "{" + source + ",\"image_outputs\":[{\"filename_prefix\":\"i\"}]";
        TestClient.Answer refused = client.egress(method, images + "}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_argument");
        TestClient.Answer accepted = client.egress(method, images + ",\"file_outputs\":[{\"filepath\":\"a.mp4\"}]}");
        assertThat(accepted.json().get("image_results")).hasSize(1);
    }

    private TestClient.Answer stopEgress(String id) throws IOException {
        return client.egress("StopEgress", "{\"egressId\":\"" + id + "\"}");
    }

    private JsonNode egress(String id) throws IOException {
        return client.egress("ListEgress", "{\"egressId\":\"" + id + "\"}")
                .json()
                .get("items")
                .get(0);
    }

    private String status(String id) throws IOException {
        return egress(id).get("status").asString();
    }

    private void awaitStatus(String status) {
        emulator.awaitWebhooks(
                sent -> sent.stream().anyMatch(hook -> hook.body().contains("\"status\":\"" + status + "\"")), SOON);
    }

    private List<String> statusesTold() {
        return receiver.events().stream()
                .filter(event -> event.has("egressInfo"))
                .map(event -> event.get("event").asString() + " "
                        + event.get("egressInfo").path("status").asString("EGRESS_STARTING"))
                .toList();
    }

    @Test
    void a_recording_becomes_active_and_complete_by_itself() throws IOException {
        start(builder -> builder);
        String id = record("{room_name}.mp4");
        awaitStatus("EGRESS_ACTIVE");
        assertThat(stopEgress(id).json().get("status").asString()).isEqualTo("EGRESS_ENDING");
        awaitStatus("EGRESS_COMPLETE");
        assertThat(egress(id).get("file_results").get(0).get("location").asString())
                .isEqualTo("r.mp4");
        assertThat(statusesTold())
                .containsExactly(
                        "egress_started EGRESS_STARTING",
                        "egress_updated EGRESS_ACTIVE",
                        "egress_updated EGRESS_ENDING",
                        "egress_ended EGRESS_COMPLETE");
        assertThat(stopEgress(id).status()).isEqualTo(412);
    }

    @Test
    void a_recording_whose_worker_died_stays_active_after_its_room_and_its_stop_times_out() throws IOException {
        start(builder -> builder);
        String id = record("lose-worker.mp4");
        awaitStatus("EGRESS_ACTIVE");
        TestClient.Answer stop = stopEgress(id);
        TestClient.Answer update =
                client.egress("UpdateStream", "{\"egress_id\":\"" + id + "\",\"add_output_urls\":[\"rtmp://a/b/c\"]}");
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"r\"}");
        emulator.awaitWebhooks(
                sent -> sent.stream().anyMatch(hook -> hook.event().equals("room_finished")), SOON);

        assertThat(stop.status()).isEqualTo(408);
        assertThat(stop.code()).isEqualTo("deadline_exceeded");
        assertThat(update.status()).isEqualTo(503);
        assertThat(status(id)).isEqualTo("EGRESS_ACTIVE");
        assertThat(client.egress("ListEgress", "{\"room_name\":\"r\",\"active\":true}")
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void a_recording_fails_at_the_point_that_its_path_selects() throws IOException {
        start(builder -> builder);
        String active = record("fail-active.mp4");
        awaitStatus("EGRESS_FAILED");
        assertThat(egress(active).get("error").asString()).isEqualTo("pipeline failed");
        emulator.reset();
        client.createRoom("{\"name\":\"r\"}");
        String upload = record("fail-upload.mp4");
        awaitStatus("EGRESS_ACTIVE");
        stopEgress(upload);
        awaitStatus("EGRESS_FAILED");
        assertThat(egress(upload).get("error").asString()).isEqualTo("upload failed");
        assertThat(client.egress(
                                "StartRoomCompositeEgress",
                                "{\"room_name\":\"r\",\"file_outputs\":[{\"filepath\":\"fail-start\"}]}")
                        .code())
                .isEqualTo("invalid_argument");
    }

    @Test
    void a_recording_that_never_became_active_is_aborted_when_stopped() throws IOException {
        start(builder -> builder);
        stopEgress(record("never-active.mp4"));
        awaitStatus("EGRESS_ABORTED");
        assertThat(statusesTold())
                .containsExactly(
                        "egress_started EGRESS_STARTING",
                        "egress_updated EGRESS_ENDING",
                        "egress_ended EGRESS_ABORTED");
    }

    @Test
    void a_recording_ends_with_its_room() throws IOException {
        start(builder -> builder);
        String id = record("a.mp4");
        awaitStatus("EGRESS_ACTIVE");
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"r\"}");
        awaitStatus("EGRESS_COMPLETE");
        assertThat(egress(id).get("details").asString()).isEqualTo("End reason: Source closed");
    }

    @Test
    void pushed_by_hand_a_recording_moves_only_when_pushed() throws IOException {
        start(builder -> builder.manualRecordings(true));
        String id = record("a.mp4");
        assertThat(status(id)).isEqualTo("EGRESS_STARTING");
        assertThat(emulator.advanceRecording(id)).isEqualTo("EGRESS_ACTIVE");
        stopEgress(id);
        assertThat(status(id)).isEqualTo("EGRESS_ENDING");
        assertThat(emulator.advanceRecording(id)).isEqualTo("EGRESS_COMPLETE");
        assertThat(emulator.advanceRecording(id)).isEqualTo("EGRESS_COMPLETE");

        String failing = record("b.mp4");
        emulator.failRecording(failing, "no disk");
        assertThat(egress(failing).get("error").asString()).isEqualTo("no disk");
        assertThat(status(failing)).isEqualTo("EGRESS_FAILED");

        String limited = record("c.mp4");
        emulator.advanceRecording(limited);
        emulator.endRecordingAtLimit(limited);
        assertThat(status(limited)).isEqualTo("EGRESS_LIMIT_REACHED");
        assertThat(egress(limited).get("file_results").get(0).get("location").asString())
                .isEqualTo("c.mp4");
        assertThatIllegalArgumentException().isThrownBy(() -> emulator.advanceRecording("EG_none"));
    }

    @Test
    void an_older_server_rejects_the_unified_start() throws IOException {
        start(builder -> builder.unifiedEgress(false));
        TestClient.Answer answer = client.egress("StartEgress", "{\"room_name\":\"r\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("bad_route");
    }

    @Test
    void streams_of_the_newest_protocol_have_ids() throws IOException {
        start(builder -> builder.newestProtocol(true));
        JsonNode started = client.egress(
                        "StartEgress",
                        "{\"room_name\":\"r\",\"template\":{},\"outputs\":[{\"stream\":{\"protocol\":\"RTMP\",\"destinations\":"
                                + "[{\"id\":\"a\",\"url\":\"rtmps://host/app/SECRET-KEY\"}]}}]}")
                .json();
        assertThat(started.get("stream_results").get(0).get("id").asString()).isEqualTo("a");
        TestClient.Answer updated = client.egress(
                "UpdateStream",
                "{\"egress_id\":\"" + started.get("egress_id").asString()
                        + "\",\"add_destinations\":[{\"id\":\"b\",\"url\":\"rtmps://host/app/SECRET-KEY\"}],"
                        + "\"remove_output_urls\":[\"rtmps://host/app/NO-SUCH-KEY\"]}");
        assertThat(updated.json().get("stream_results"))
                .extracting(stream ->
                        stream.get("id").asString() + " " + stream.get("url").asString())
                .containsExactly("a rtmps://host/app/{SEC...KEY}", "b rtmps://host/app/{SEC...KEY}");
        assertThat(updated.body()).doesNotContain("SECRET");
    }

    @Test
    void an_older_server_ignores_destinations() throws IOException {
        start(builder -> builder);
        TestClient.Answer answer = client.egress(
                "StartEgress",
                "{\"room_name\":\"r\",\"template\":{},\"outputs\":[{\"stream\":{\"protocol\":\"RTMP\",\"destinations\":"
                        + "[{\"id\":\"a\",\"url\":\"rtmps://host/app/key\"}]}}]}");
        assertThat(answer.json().get("stream_results")).isEmpty();
    }

    @Test
    void a_room_starts_the_recordings_it_was_created_with() throws IOException {
        start(builder -> builder.manualRecordings(true));
        client.createRoom("{\"name\":\"auto\",\"egress\":{\"room\":{\"file_outputs\":[{\"filepath\":\"room.mp4\"}]},"
                + "\"participant\":{\"file_outputs\":[{\"filepath\":\"{room_name}-p.mp4\"}]},"
                + "\"tracks\":{\"filepath\":\"track.ogg\"}}}");
        LiveKitParticipant alice = emulator.join(TestTokens.join("auto", "alice"));
        alice.publish("camera");
        alice.publish("microphone");
        JsonNode items =
                client.egress("ListEgress", "{\"room_name\":\"auto\"}").json().get("items");
        assertThat(items).hasSize(4);
        assertThat(items).filteredOn(item -> item.has("track")).hasSize(2);
        assertThat(items)
                .filteredOn(item -> item.has("participant"))
                .singleElement()
                .satisfies(item -> assertThat(
                                item.get("participant").get("identity").asString())
                        .isEqualTo("alice"));
    }

    @Test
    void a_recording_may_name_receivers_of_its_own() throws IOException {
        start(builder -> builder.apiKey("second", "second-secret"));
        try (TestReceiver own = new TestReceiver()) {
            client.egress(
                    "StartRoomCompositeEgress",
                    "{\"room_name\":\"r\",\"file_outputs\":[{\"filepath\":\"a.mp4\"}],\"webhooks\":[{\"url\":\""
                            + own.url()
                            + "\",\"signing_key\":\"second\",\"filter_params\":{\"include_events\":[\"egress_started\"]}}]}");
            awaitStatus("EGRESS_ACTIVE");
            // Each receiver has a queue of its own.
            emulator.awaitWebhooks(
                    sent -> sent.stream().anyMatch(hook -> hook.url().equals(own.url())), SOON);
            assertThat(own.received())
                    .singleElement()
                    .satisfies(request -> assertThat(TestTokens.verified(request, "second-secret")
                                    .get("iss")
                                    .asString())
                            .isEqualTo("second"));
        }
    }

    @Test
    void a_receiver_that_cannot_be_reached_keeps_no_recording_from_starting() throws IOException {
        start(builder -> builder);
        for (String hook :
                List.of("{\"url\":\"nowhere\",\"signing_key\":\"devkey\"}", "{\"url\":\"http://x\"}", "{}")) {
            TestClient.Answer answer = client.egress(
                    "StartRoomCompositeEgress",
                    "{\"room_name\":\"r\",\"file_outputs\":[{\"filepath\":\"a.mp4\"}],\"webhooks\":[" + hook + "]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void no_secret_of_a_request_is_ever_returned() throws IOException {
        start(builder -> builder);
        String body = client.egress(
                        "StartEgress",
                        "{\"room_name\":\"r\",\"template\":{},\"outputs\":[{\"file\":{\"filepath\":\"a\"},\"storage\":{\"azure\":{\"account_name\":\"SECRET\",\"account_key\":\"SECRET\"}}},"
                                + "{\"stream\":{\"urls\":[\"rtmps://host/app/SECRET-KEY\"]}}],\"storage\":{\"gcp\":{\"credentials\":\"SECRET\",\"bucket\":\"b\"}}}")
                .body();
        assertThat(body).doesNotContain("SECRET").contains("{account_key}", "{credentials}", "{SEC...KEY}");
    }
}
