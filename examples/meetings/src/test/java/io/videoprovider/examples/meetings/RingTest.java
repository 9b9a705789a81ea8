package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final RunningMeetings APP = RunningMeetings.start("--meetings.ring-timeout=5s");
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");
    private static final Client CAROL = APP.signIn("carol");

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void an_accepted_call_connects_both() {
        try (Client.Stream carol = CAROL.events("");
                Client.Stream alice = ALICE.events("")) {
            Json response = ring("carol").ok();
            String meeting = response.object("meeting").string("id");
            Json ring = carol.await(
                            "ring", event -> meeting.equals(event.object("ring").string("meetingId")))
                    .object("ring");
            assertThat(ring.string("callerName")).isEqualTo("Alice");
            assertThat(CAROL.get("/api/rings").http().body()).contains(ring.string("id"));

            assertThat(BOB.post(path(ring, "accept"), Json.EMPTY).status()).isEqualTo(404);
            CAROL.post(path(ring, "accept"), Json.EMPTY).ok();

            alice.await(
                    "ring-changed",
                    event -> state(event.object("ring"), "carol").equals("ACCEPTED"));
            CAROL.join(meeting, null).ok();
            ALICE.join(meeting, null).ok();
            assertThat(CAROL.post(path(ring, "decline"), Json.EMPTY).reason()).isEqualTo("not-ringing");
            assertThat(ALICE.post(path(ring, "cancel"), Json.EMPTY).reason()).isEqualTo("not-ringing");
        }
    }

    @Test
    void a_declined_call_is_reported_to_the_caller_and_listed() {
        try (Client.Stream alice = ALICE.events("")) {
            Json response = ring("bob").ok();
            Json ring = response.object("ring");

            assertThat(BOB.post(path(ring, "decline"), Json.EMPTY).status()).isEqualTo(204);

            alice.await(
                    "ring-changed", event -> state(event.object("ring"), "bob").equals("DECLINED"));
            assertThat(listed(BOB, response)).isEqualTo("DECLINED");
        }
    }

    @Test
    void a_cancelled_call_stops_ringing() {
        try (Client.Stream bob = BOB.events("")) {
            Json response = ring("bob").ok();
            Json ring = response.object("ring");
            assertThat(BOB.post(path(ring, "cancel"), Json.EMPTY).status()).isEqualTo(400);

            assertThat(ALICE.post(path(ring, "cancel"), Json.EMPTY).status()).isEqualTo(204);

            bob.await(
                    "ring-changed", event -> state(event.object("ring"), "bob").equals("CANCELLED"));
            assertThat(BOB.post(path(ring, "accept"), Json.EMPTY).reason()).isEqualTo("not-ringing");
            assertThat(listed(ALICE, response)).isEqualTo("CANCELLED");
        }
    }

    @Test
    void a_call_without_a_response_is_missed() {
        try (Client.Stream bob = BOB.events("")) {
            Json response = ring("bob").ok();

            bob.await(
                    "ring-changed", event -> state(event.object("ring"), "bob").equals("MISSED"));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> listed(BOB, response).equals("MISSED"));
        }
    }

    @Test
    void a_user_in_a_meeting_is_busy() {
        String id = CAROL.meeting("Busy");
        APP.bean(LiveKitEmulator.class).join(CAROL.join(id, null).ok().string("token"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        CAROL.get("/api/meetings/" + id).ok().string("state").equals("ACTIVE"));
        try (Client.Stream carol = CAROL.events("?meeting=" + id)) {
            assertThat(state(ring("carol").ok().object("ring"), "carol")).isEqualTo("BUSY");
            assertThat(carol.received()).noneMatch(event -> event.string("type").equals("ring"));
            // Otherwise she is busy in the other tests, too.
            CAROL.post("/api/meetings/" + id + "/end", Json.EMPTY).ok();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> CAROL.get("/api/meetings/" + id)
                            .ok()
                            .string("state")
                            .equals("ENDED"));
        }
    }

    @Test
    void unknown_users_none_and_oneself_cannot_be_called() {
        for (List<String> users :
                List.of(List.<String>of(), List.of("alice"), List.of("nobody"), List.of("bob", "nobody"))) {
            assertThat(ALICE.post(
                                    "/api/rings",
                                    Json.builder().put("users", users).build())
                            .status())
                    .isEqualTo(400);
        }
        assertThat(ALICE.post("/api/rings/none/accept", Json.EMPTY).status()).isEqualTo(404);
    }

    private static Client.Response ring(String user) {
        return ALICE.post(
                "/api/rings", Json.builder().put("users", List.of(user)).build());
    }

    private static String path(Json ring, String action) {
        return "/api/rings/" + ring.string("id") + "/" + action;
    }

    /** Returns the state of a callee; empty in a call to others, whose events may be those of an earlier test. */
    private static String state(Json ring, String user) {
        return ring.objects("callees").stream()
                .filter(callee -> user.equals(callee.string("userId")))
                .map(callee -> callee.string("state"))
                .findFirst()
                .orElse("");
    }

    private static String listed(Client client, Json response) {
        return client.get("/api/meetings?list=previous&limit=100").ok().objects("items").stream()
                .filter(meeting -> response.object("meeting").string("id").equals(meeting.string("id")))
                .map(meeting -> meeting.string("state"))
                .findFirst()
                .orElse("");
    }
}
