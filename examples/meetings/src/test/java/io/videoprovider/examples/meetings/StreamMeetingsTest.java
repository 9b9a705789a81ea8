package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamParticipant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** All functions of the server on Stream, whose client for audio and video is not included. */
class StreamMeetingsTest {

    private static final RunningMeetings APP = RunningMeetings.start("--videoprovider.primary=stream");
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void a_meeting_from_its_plan_to_its_details() {
        Json meeting = ALICE.post(
                        "/api/meetings",
                        Json.builder()
                                .put("title", "Stream")
                                .put("startsAt", Instant.now().plusSeconds(300).toString())
                                .put("invite", List.of("bob"))
                                .build())
                .ok();
        String path = "/api/meetings/" + meeting.string("id");
        assertThat(BOB.get("/api/meetings?list=upcoming").ok().objects("items")).hasSize(1);

        StreamEmulator stream = APP.bean(StreamEmulator.class);
        StreamParticipant alice = stream.join(
                ALICE.join(meeting.string("id"), null).ok().string("token"), "default:" + meeting.string("id"));
        Json token = BOB.join(meeting.string("id"), null).ok();
        assertThat(token.string("provider")).isEqualTo("stream");
        assertThat(token.string("apiKey")).isNotEmpty();
        stream.join(token.string("token"), "default:" + meeting.string("id"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> BOB.get(path).ok().string("state").equals("ACTIVE"));
        assertThat(BOB.get(path + "/participants").ok().objects("items")).hasSize(2);
        assertThat(BOB.get(path).ok().string("link")).endsWith("key=" + ALICE.key(meeting.string("id")));
        BOB.post(path + "/chat", Json.builder().put("text", "hi").build()).ok();
        assertThat(BOB.put(path + "/captions", Json.builder().put("on", true).build())
                        .reason())
                .isEqualTo("not-host");
        ALICE.put(path + "/captions", Json.builder().put("on", true).build()).ok();
        ALICE.post(path + "/recordings", Json.EMPTY).ok();
        ALICE.post(path + "/mute-all", Json.builder().put("kind", "AUDIO").build())
                .ok();
        ALICE.delete(path + "/participants/bob").ok();
        assertThat(BOB.join(meeting.string("id"), null).reason()).isEqualTo("removed");
        ALICE.post(path + "/end", Json.EMPTY).ok();

        assertThat(alice.connected()).isFalse();
        assertThat(ALICE.join(meeting.string("id"), null).reason()).isEqualTo("ended");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ALICE.get("/api/meetings?list=previous").ok().objects("items").stream()
                        .anyMatch(one -> one.string("id").equals(meeting.string("id"))));
    }

    @Test
    void the_page_is_told_that_the_media_client_is_not_included() {
        try (RunningMeetings app = RunningMeetings.start(
                "--videoprovider.emulator=false",
                "--videoprovider.primary=stream",
                "--videoprovider.stream.api-key=key",
                "--videoprovider.stream.api-secret=0123456789abcdef0123456789abcdef")) {
            Json media = app.anonymous().get("/api/server").ok().object("media");

            assertThat(media.bool("available")).isFalse();
            assertThat(media.string("reason")).isEqualTo("stream");
        }
    }
}
