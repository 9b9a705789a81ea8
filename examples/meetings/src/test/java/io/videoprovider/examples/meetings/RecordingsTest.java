package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Recordings on the emulator. Links and deletion need a bucket. */
class RecordingsTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");
    private static final Client CAROL = APP.signIn("carol");

    private String meeting;
    private String path;

    @BeforeEach
    void meet() {
        meeting = ALICE.meeting("Recorded");
        path = "/api/meetings/" + meeting;
        LiveKitEmulator livekit = APP.bean(LiveKitEmulator.class);
        livekit.join(ALICE.join(meeting, null).ok().string("token"));
        livekit.join(BOB.join(meeting, ALICE.key(meeting)).ok().string("token"));
    }

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void hosts_record_and_participants_see_status_and_result() {
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            assertThat(BOB.post(path + "/recordings", Json.EMPTY).reason()).isEqualTo("not-host");
            assertThat(CAROL.post(path + "/recordings", Json.EMPTY).status()).isEqualTo(404);

            String id = ALICE.post(path + "/recordings", Json.EMPTY).ok().string("id");

            assertThat(events.await("recording").object("recording").string("id"))
                    .isEqualTo(id);
            assertThat(BOB.get(path).ok().bool("recording")).isTrue();
            assertThat(BOB.post(path + "/recordings/" + id + "/stop", Json.EMPTY)
                            .reason())
                    .isEqualTo("not-host");
            events.await(
                    "recording",
                    event -> event.object("recording").string("status").equals("RECORDING"));
            ALICE.post(path + "/recordings/" + id + "/stop", Json.EMPTY).ok();
            events.await(
                    "recording",
                    event -> event.object("recording").string("status").equals("READY"));
            Json listed = awaitListed(BOB, id, "READY");
            assertThat(listed.string("title")).isEqualTo("Recorded");
            Json kept = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> awaitListed(BOB, id, "READY"), recording -> recording.has("retainUntil"));
            assertThat(Instant.parse(kept.string("retainUntil")))
                    .isCloseTo(Instant.now().plus(Duration.ofDays(30)), within(10, ChronoUnit.MINUTES));
            assertThat(listed.string("visibility")).isEqualTo("PARTICIPANTS");
            assertThat(listed.bool("canManage")).isFalse();
            assertThat(awaitListed(ALICE, id, "READY").bool("canManage")).isTrue();
            assertThat(CAROL.get("/api/recordings").ok().objects("items")).isEmpty();
            assertThat(BOB.get(path).ok().bool("recording")).isFalse();
            assertThat(BOB.get(path + "/details").ok().objects("recordings")).hasSize(1);
        }
    }

    @Test
    void a_recording_of_another_meeting_is_not_stopped() {
        String id = ALICE.post(path + "/recordings", Json.EMPTY).ok().string("id");
        String other = CAROL.meeting("Other");

        assertThat(CAROL.post("/api/meetings/" + other + "/recordings/" + id + "/stop", Json.EMPTY)
                        .status())
                .isEqualTo(404);
        assertThat(CAROL.post("/api/meetings/" + other + "/recordings/none/stop", Json.EMPTY)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void visibility_decides_who_sees_a_recording() {
        String id = recorded();
        String recording = "/api/recordings/" + id;
        Client stranger = APP.anonymous();

        assertThat(CAROL.get(recording).status()).isEqualTo(404);
        assertThat(stranger.get(recording).status()).isEqualTo(404);
        assertThat(link(stranger, id, null).status()).isEqualTo(404);
        assertThat(visibility(BOB, id, "LINK", null).reason()).isEqualTo("not-host");
        assertThat(visibility(CAROL, id, "LINK", null).status()).isEqualTo(404);
        assertThat(visibility(ALICE, id, "EVERYBODY", null).json().string("field"))
                .isEqualTo("visibility");
        assertThat(visibility(ALICE, id, "PASSWORD", "short").status()).isEqualTo(400);
        assertThat(BOB.delete(recording).reason()).isEqualTo("not-host");
        assertThat(CAROL.delete(recording).status()).isEqualTo(404);

        Json shared = visibility(ALICE, id, "LINK", null).ok();
        assertThat(shared.string("shareLink")).isEqualTo(APP.url() + "/recording.html?id=" + id);
        assertThat(stranger.get(recording).ok().string("title")).isEqualTo("Recorded");
        assertThat(stranger.get(recording).http().body()).doesNotContain(meeting);

        Json secret = visibility(ALICE, id, "PASSWORD", "correct horse").ok();
        assertThat(secret.write()).doesNotContain("correct horse");
        assertThat(link(stranger, id, "wrong horse").reason()).isEqualTo("permission-denied");
        assertThat(link(stranger, id, null).reason()).isEqualTo("permission-denied");
        assertThat(visibility(ALICE, id, "HOSTS", null).ok().has("shareLink")).isFalse();
        assertThat(stranger.get(recording).status()).isEqualTo(404);
        assertThat(link(BOB, id, null).reason()).isEqualTo("permission-denied");
    }

    @Test
    void without_a_bucket_a_link_is_refused_with_a_reason() {
        Client.Response refused = link(BOB, recorded(), null);

        assertThat(refused.status()).isIn(404, 501);
        assertThat(refused.http().body()).doesNotContain("Exception");
    }

    /** With S3: the server of {@code .ci/run}. The emulator writes no files; a test in the browser plays a real one. */
    @Test
    @EnabledIfEnvironmentVariable(
            named = "S3_MOCK_URL",
            matches = ".+",
            disabledReason = "S3_MOCK_URL is not set: no S3 server to test against, see docs/testing.md")
    void a_missing_file_is_not_found_and_deleting_it_leaves_a_tombstone() {
        try (RunningMeetings app = RunningMeetings.start(
                "--meetings.storage.bucket=recordings",
                "--meetings.storage.endpoint=" + System.getenv("S3_MOCK_URL"),
                "--meetings.storage.path-style=true",
                "--meetings.storage.access-key=key",
                "--meetings.storage.secret-key=secret")) {
            Client alice = app.signIn("alice");
            assertThat(alice.get("/api/server").header("Content-Security-Policy"))
                    .contains(Objects.requireNonNull(System.getenv("S3_MOCK_URL")));
            String id = recorded(app, alice);

            assertThat(link(alice, id, null).status()).isEqualTo(404);
            assertThat(alice.delete("/api/recordings/" + id).status()).isEqualTo(204);
            assertThat(alice.get("/api/recordings/" + id).ok().string("status")).isEqualTo("DELETED");
        }
    }

    private String recorded() {
        String id = ALICE.post(path + "/recordings", Json.EMPTY).ok().string("id");
        awaitListed(ALICE, id, "RECORDING");
        ALICE.post(path + "/recordings/" + id + "/stop", Json.EMPTY).ok();
        awaitListed(ALICE, id, "READY");
        return id;
    }

    private static String recorded(RunningMeetings app, Client alice) {
        String meeting = alice.meeting("Recorded");
        app.bean(LiveKitEmulator.class).join(alice.join(meeting, null).ok().string("token"));
        String path = "/api/meetings/" + meeting + "/recordings";
        String id = alice.post(path, Json.EMPTY).ok().string("id");
        awaitListed(alice, id, "RECORDING");
        alice.post(path + "/" + id + "/stop", Json.EMPTY).ok();
        awaitListed(alice, id, "READY");
        return id;
    }

    private static Json awaitListed(Client client, String id, String status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            List<Json> items =
                                    client.get("/api/recordings?limit=100").ok().objects("items");
                            return items.stream()
                                    .filter(item -> item.string("id").equals(id)
                                            && item.string("status").equals(status))
                                    .findFirst();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Client.Response visibility(Client client, String id, String visibility, @Nullable String password) {
        return client.put(
                "/api/recordings/" + id + "/visibility",
                Json.builder()
                        .put("visibility", visibility)
                        .put("password", password)
                        .build());
    }

    private static Client.Response link(Client client, String id, @Nullable String password) {
        return client.post(
                "/api/recordings/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/link",
                Json.builder().put("password", password).build());
    }
}
