package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostControlsTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");
    private static final LiveKitEmulator LIVEKIT = APP.bean(LiveKitEmulator.class);

    private String meeting;
    private String path;
    private LiveKitParticipant alice;
    private LiveKitParticipant bob;

    @BeforeEach
    void meet() {
        meeting = ALICE.meeting("Control");
        path = "/api/meetings/" + meeting;
        alice = LIVEKIT.join(ALICE.join(meeting, null).ok().string("token"));
        bob = LIVEKIT.join(BOB.join(meeting, ALICE.key(meeting)).ok().string("token"));
    }

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void hosts_mute_one_or_all_others() {
        String aliceTrack = alice.publish("MICROPHONE");
        String microphone = bob.publish("MICROPHONE");
        String camera = bob.publish("CAMERA");

        assertThat(BOB.post(path + "/participants/alice/mute", kind("AUDIO")).reason())
                .isEqualTo("not-host");
        assertThat(BOB.post(path + "/mute-all", kind("AUDIO")).reason()).isEqualTo("not-host");
        assertThat(ALICE.post(path + "/participants/bob/mute", kind("VIDEO")).status())
                .isEqualTo(204);
        assertThat(bob.muted(camera)).isTrue();
        assertThat(bob.muted(microphone)).isFalse();
        assertThat(ALICE.post(path + "/mute-all", kind("AUDIO")).status()).isEqualTo(204);

        assertThat(bob.muted(microphone)).isTrue();
        assertThat(alice.muted(aliceTrack)).isFalse();
        assertThat(ALICE.post(path + "/participants/nobody/mute", kind("AUDIO")).status())
                .isEqualTo(404);
        assertThat(ALICE.post(path + "/mute-all", kind("SMELL")).json().string("field"))
                .isEqualTo("kind");
    }

    @Test
    void a_removed_participant_is_disconnected_and_cannot_return() {
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            assertThat(BOB.delete(path + "/participants/alice").reason()).isEqualTo("not-host");
            assertThat(ALICE.delete(path + "/participants/bob").status()).isEqualTo(204);

            assertThat(events.await("removed").string("userId")).isEqualTo("bob");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(events::ended);
        }
        assertThat(bob.connected()).isFalse();
        assertThat(BOB.join(meeting, null).reason()).isEqualTo("removed");
        assertThat(BOB.join(meeting, ALICE.key(meeting)).reason()).isEqualTo("removed");
        assertThat(BOB.post(path + "/token", Json.EMPTY).reason()).isEqualTo("removed");
        assertThat(BOB.post(path + "/chat", Json.builder().put("text", "back").build())
                        .reason())
                .isEqualTo("removed");
        assertThat(BOB.get("/api/events?meeting=" + meeting).status()).isEqualTo(403);
        assertThat(BOB.post(path + "/watch", Json.EMPTY).reason()).isEqualTo("removed");
    }

    @Test
    void a_promoted_participant_is_a_host_but_cannot_remove_the_owner() {
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            assertThat(BOB.post(path + "/participants/bob/promote", Json.EMPTY).reason())
                    .isEqualTo("not-host");
            assertThat(ALICE.post(path + "/participants/bob/promote", Json.EMPTY)
                            .status())
                    .isEqualTo(204);

            assertThat(events.await("promoted").string("userId")).isEqualTo("bob");
        }
        assertThat(bob.attributes()).containsEntry("role", "HOST");
        assertThat(BOB.join(meeting, null).ok().string("role")).isEqualTo("HOST");
        assertThat(BOB.post(path + "/mute-all", kind("AUDIO")).status()).isEqualTo(204);
        assertThat(BOB.delete(path + "/participants/alice").status()).isEqualTo(400);
    }

    @Test
    void the_list_has_two_hundred_participants() {
        VideoProvider video = APP.bean(VideoProvider.class);
        for (int i = 0; i < 198; i++) {
            LIVEKIT.join(video.tokens()
                    .mint(TokenRequest.builder("user-" + i, CallId.of(meeting))
                            .displayName("<b>User " + i + "</b>")
                            .build())
                    .token());
        }
        alice.publish("CAMERA");

        List<Json> items = BOB.get(path + "/participants").ok().objects("items");

        assertThat(items).hasSize(200);
        assertThat(items.get(0).string("userId")).isEqualTo("alice");
        assertThat(items.get(0).string("role")).isEqualTo("HOST");
        assertThat(items.get(0).bool("video")).isTrue();
        assertThat(items.get(0).bool("audio")).isFalse();
        assertThat(items).anyMatch(one -> one.string("name").equals("<b>User 197</b>"));
        assertThat(ALICE.post(path + "/mute-all", kind("VIDEO")).status()).isEqualTo(204);
    }

    @Test
    void details_show_who_was_there_and_how_long() {
        bob.leave();
        ALICE.post(path + "/end", Json.EMPTY);

        Json session = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> BOB.get(path + "/details").ok().objects("sessions"),
                        sessions -> sessions.size() == 1
                                && sessions.get(0).has("endedAt")
                                && sessions.get(0).number("total") == 2
                                // Any event after the end of the meeting ends the session, also the one of Bob.
                                && sessions.get(0).objects("participants").stream()
                                        .allMatch(one -> one.has("leftAt")))
                .get(0);

        // LiveKit reports the time of leaving in whole seconds, and this meeting is shorter.
        assertThat(session.number("peak")).isBetween(1L, 2L);
        assertThat(session.objects("participants").stream().map(one -> one.string("name")))
                .containsExactlyInAnyOrder("Alice", "Bob");
    }

    private static Json kind(String kind) {
        return Json.builder().put("kind", kind).build();
    }
}
