package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");
    private static final Client CAROL = APP.signIn("carol");

    private String meeting;
    private String path;
    private String liveKey;

    @BeforeEach
    void meet() {
        meeting = ALICE.meeting("Show");
        path = "/api/meetings/" + meeting;
        ALICE.join(meeting, null).ok();
        liveKey = ALICE.get(path).ok().string("liveLink").replaceFirst(".*&key=", "");
    }

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void a_host_goes_live_and_viewers_watch_and_chat() {
        Json rtmp = Json.builder()
                .put("rtmpUrl", "rtmps://live.example.com/app")
                .put("streamKey", "sk-secret")
                .build();
        assertThat(watch(CAROL, liveKey).ok().bool("live")).isFalse();
        assertThat(watch(CAROL, liveKey).ok().has("token")).isFalse();
        try (Client.Stream carol = CAROL.events("?watch=" + meeting)) {
            Client.Response live = ALICE.post(path + "/broadcast", rtmp);

            assertThat(live.status()).isEqualTo(201);
            assertThat(live.http().body()).doesNotContain("sk-secret");
            assertThat(carol.await("broadcast").bool("live")).isTrue();
            assertThat(ALICE.post(path + "/broadcast", rtmp).reason()).isEqualTo("already-live");
            Json seen = watch(CAROL, liveKey).ok();
            assertThat(seen.bool("live")).isTrue();
            assertThat(seen.number("viewers")).isEqualTo(1);
            LiveKitParticipant viewer = APP.bean(LiveKitEmulator.class).join(seen.string("token"));
            assertThat(viewer.identity()).isEqualTo("viewer-carol");
            assertThat(ALICE.get(path + "/participants").ok().objects("items"))
                    .noneMatch(one -> one.string("userId").contains("carol"));
            CAROL.post(path + "/chat", Json.builder().put("text", "wow").build())
                    .ok();
            carol.await("chat");

            assertThat(ALICE.delete(path + "/broadcast").status()).isEqualTo(204);

            carol.await("broadcast", event -> !event.bool("live"));
            assertThat(ALICE.delete(path + "/broadcast").reason()).isEqualTo("not-live");
        }
    }

    @Test
    void viewers_do_not_count_as_people_in_the_meeting_and_pages_do_not_reload_for_them() {
        LiveKitEmulator livekit = APP.bean(LiveKitEmulator.class);
        livekit.join(ALICE.join(meeting, null).ok().string("token"));
        goLive();
        try (Client.Stream alice = ALICE.events("?meeting=" + meeting)) {
            livekit.join(watch(BOB, liveKey).ok().string("token"));
            livekit.join(watch(CAROL, liveKey).ok().string("token"));
            livekit.join(CAROL.join(meeting, ALICE.key(meeting)).ok().string("token"));

            alice.await("joined", event -> event.string("userId").equals("carol"));
            assertThat(alice.received())
                    .noneMatch(event -> event.string("userId").startsWith("viewer-"));
        }
        ALICE.post(path + "/end", Json.EMPTY).ok();

        Json session = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> ALICE.get(path + "/details").ok().objects("sessions"),
                        sessions -> sessions.size() == 1 && sessions.get(0).has("endedAt"))
                .get(0);
        assertThat(session.objects("participants").stream().map(one -> one.string("userId")))
                .containsExactlyInAnyOrder("alice", "carol");
        assertThat(session.number("total")).isEqualTo(2);
        assertThat(session.number("peak")).isBetween(1L, 2L);
    }

    @Test
    void a_removed_user_does_not_go_on_watching() {
        LiveKitEmulator livekit = APP.bean(LiveKitEmulator.class);
        livekit.join(ALICE.join(meeting, null).ok().string("token"));
        goLive();
        LiveKitParticipant bob =
                livekit.join(BOB.join(meeting, ALICE.key(meeting)).ok().string("token"));
        LiveKitParticipant both = livekit.join(watch(BOB, liveKey).ok().string("token"));
        LiveKitParticipant onlyViewer = livekit.join(watch(CAROL, liveKey).ok().string("token"));

        assertThat(ALICE.delete(path + "/participants/bob").status()).isEqualTo(204);
        assertThat(ALICE.delete(path + "/participants/carol").status()).isEqualTo(204);

        assertThat(bob.connected()).isFalse();
        assertThat(both.connected()).isFalse();
        assertThat(onlyViewer.connected()).isFalse();
        assertThat(watch(CAROL, liveKey).reason()).isEqualTo("removed");
    }

    private void goLive() {
        ALICE.post(
                        path + "/broadcast",
                        Json.builder().put("rtmpUrl", "rtmp://a/b").build())
                .ok();
    }

    @Test
    void viewers_are_counted_once_and_the_peak_is_kept() {
        watch(BOB, liveKey).ok();
        watch(CAROL, liveKey).ok();
        try (Client.Stream bob = BOB.events("?watch=" + meeting)) {
            try (Client.Stream carol = CAROL.events("?watch=" + meeting);
                    Client.Stream second = CAROL.events("?watch=" + meeting)) {
                bob.await("viewers", event -> event.number("viewers") == 2);
                assertThat(watch(BOB, null).ok().number("viewers")).isEqualTo(2);
                assertThat(carol.received()).isNotEmpty();
                assertThat(second.ended()).isFalse();
            }
            // Events discover that both streams of carol are closed.
            for (int i = 0; i < 20 && watch(BOB, null).ok().number("viewers") > 1; i++) {
                ALICE.post(
                        path + "/reactions", Json.builder().put("kind", "clap").build());
                bob.await("reaction");
            }
            bob.await("viewers", event -> event.number("viewers") == 1 && event.number("peak") == 2);
        }
    }

    @Test
    void viewers_have_no_access_to_the_meeting_itself() {
        watch(CAROL, liveKey).ok();

        assertThat(CAROL.get(path).status()).isEqualTo(404);
        assertThat(CAROL.join(meeting, null).status()).isEqualTo(404);
        assertThat(CAROL.join(meeting, liveKey).status()).isEqualTo(404);
        assertThat(CAROL.get(path + "/participants").status()).isEqualTo(404);
        assertThat(CAROL.post(
                                path + "/broadcast",
                                Json.builder().put("hls", true).build())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void strangers_and_guests_cannot_go_live_and_hostile_addresses_are_rejected() {
        BOB.join(meeting, ALICE.key(meeting)).ok();
        assertThat(watch(CAROL, "guessed").status()).isEqualTo(404);
        assertThat(watch(CAROL, null).status()).isEqualTo(404);
        assertThat(BOB.post(
                                path + "/broadcast",
                                Json.builder().put("rtmpUrl", "rtmp://a/b").build())
                        .reason())
                .isEqualTo("not-host");
        for (String url : List.of(
                "", "http://169.254.169.254/", "file:///etc/passwd", "rtmp:///x", "rtmp://a b", "rtmp://a\nb")) {
            assertThat(ALICE.post(
                                    path + "/broadcast",
                                    Json.builder().put("rtmpUrl", url).build())
                            .json()
                            .string("field"))
                    .as(url)
                    .isEqualTo("rtmpUrl");
        }
    }

    private Client.Response watch(Client client, @Nullable String key) {
        return client.post(
                path + "/watch",
                key == null ? Json.EMPTY : Json.builder().put("key", key).build());
    }
}
