package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.error.ProviderId;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.SessionQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingsTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static Client alice;
    private static Client bob;
    private static Client carol;

    @BeforeAll
    static void signIn() {
        alice = APP.signIn("alice");
        bob = APP.signIn("bob");
        carol = APP.signIn("carol");
    }

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void an_instant_meeting_is_joined_by_its_host_and_by_link() {
        String id = alice.meeting("Planning");

        Json host = alice.join(id, null).ok();
        Json guest = bob.join(id, alice.key(id)).ok();

        assertThat(host.string("role")).isEqualTo("HOST");
        assertThat(guest.string("role")).isEqualTo("SPEAKER");
        assertThat(guest.string("provider")).isEqualTo("livekit");
        assertThat(guest.string("serverUrl")).startsWith("ws://127.0.0.1:");
        LiveKitParticipant participant = APP.bean(LiveKitEmulator.class).join(guest.string("token"));
        assertThat(participant.identity()).isEqualTo("bob");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ids(bob, "upcoming").contains(id));
        assertThat(bob.get("/api/meetings/" + id).ok().string("state")).isEqualTo("ACTIVE");
        assertThat(ids(bob, "previous")).doesNotContain(id);
    }

    @Test
    void a_meeting_that_was_empty_is_not_closed() {
        String id = alice.meeting("Empty");
        APP.bean(LiveKitEmulator.class).join(alice.join(id, null).ok().string("token"));
        await(alice, id, "ACTIVE");

        // As the server does when a room is empty.
        APP.bean(VideoProvider.class).calls().end(CallId.of(id));

        await(alice, id, "ENDED");
        assertThat(alice.get("/api/meetings/" + id).ok().bool("closed")).isFalse();
        alice.join(id, null).ok();
        alice.post("/api/meetings/" + id + "/end", Json.EMPTY).ok();
        assertThat(alice.get("/api/meetings/" + id).ok().bool("closed")).isTrue();
    }

    @Test
    void running_meetings_are_upcoming_before_planned_ones_on_all_pages() {
        try (RunningMeetings app = RunningMeetings.start()) {
            Client host = app.signIn("alice");
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String id = host.meeting("Running");
                app.bean(LiveKitEmulator.class).join(host.join(id, null).ok().string("token"));
                await(host, id, "ACTIVE");
                startedAt(app, id, Instant.now().minusSeconds(10 - i));
                expected.add(0, id);
            }
            for (int i = 1; i <= 4; i++) {
                expected.add(schedule(host, Instant.now().plus(Duration.ofHours(i)))
                        .ok()
                        .string("id"));
            }

            for (int limit : List.of(1, 2, 3, 4, 7, 8)) {
                assertThat(pages(host, "upcoming", limit)).as("limit %s", limit).containsExactlyElementsOf(expected);
            }
            assertThat(pages(host, "previous", 2)).isEmpty();
            assertThat(host.get("/api/meetings?list=upcoming&cursor=running.x").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_planned_meeting_that_no_user_joined_is_previous_an_hour_after_its_start() {
        try (RunningMeetings app = RunningMeetings.start()) {
            Client host = app.signIn("alice");
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String id;
                if (i % 2 == 0) {
                    id = schedule(host, Instant.now().plus(Duration.ofMinutes(5)))
                            .ok()
                            .string("id");
                } else {
                    id = host.meeting("Held");
                    app.bean(LiveKitEmulator.class)
                            .join(host.join(id, null).ok().string("token"));
                    await(host, id, "ACTIVE");
                    host.post("/api/meetings/" + id + "/end", Json.EMPTY).ok();
                    awaitReportedEnd(app, id);
                }
                assertThat(pages(host, "previous", 2)).doesNotContain(i % 2 == 0 ? id : "");
                startedAt(app, id, Instant.now().minus(Duration.ofHours(2)).plusSeconds(i));
                expected.add(0, id);
            }
            String late = schedule(host, Instant.now()).ok().string("id");

            for (int limit : List.of(1, 2, 3, 6, 7)) {
                assertThat(pages(host, "previous", limit)).as("limit %s", limit).containsExactlyElementsOf(expected);
            }
            assertThat(pages(host, "upcoming", 2)).containsExactly(late);
        }
    }

    @Test
    void a_stranger_gets_nothing_of_a_meeting() {
        String id = alice.meeting("Secret");
        alice.join(id, null).ok();
        String path = "/api/meetings/" + id;

        for (String get : List.of(path, path + "/participants", path + "/chat", path + "/details")) {
            assertThat(carol.get(get).status()).as(get).isEqualTo(404);
        }
        for (String post : List.of(
                "/join", "/token", "/chat", "/reactions", "/watch", "/end", "/mute-all", "/recordings", "/broadcast")) {
            Client.Response response = carol.post(
                    path + post,
                    Json.builder()
                            .put("text", "hi")
                            .put("kind", "heart")
                            .put("key", "guessed")
                            .build());
            assertThat(response.status()).as(post).isEqualTo(404);
            assertThat(response.http().body()).doesNotContain("Secret");
        }
        assertThat(carol.delete(path).status()).isEqualTo(404);
        assertThat(carol.delete(path + "/participants/alice").status()).isEqualTo(404);
        assertThat(carol.get("/api/events?meeting=" + id).status()).isEqualTo(404);
        assertThat(carol.get("/api/events?watch=" + id).status()).isEqualTo(404);
        assertThat(ids(carol, "previous")).doesNotContain(id);
        // The same response as for a meeting that does not exist.
        assertThat(carol.get(path).http().body().replace(id, ""))
                .isEqualTo(carol.get("/api/meetings/none").http().body().replace("none", ""));
    }

    @Test
    void the_key_of_one_meeting_does_not_open_another() {
        String first = alice.meeting("First");
        String second = alice.meeting("Second");

        assertThat(bob.join(second, alice.key(first)).status()).isEqualTo(404);
        assertThat(bob.join(second, "").status()).isEqualTo(404);
    }

    @Test
    void a_scheduled_meeting_opens_fifteen_minutes_before_its_start() {
        Instant start = Instant.now().plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
        Json later = schedule(alice, start).ok();
        Json soon = schedule(alice, Instant.now().plus(Duration.ofMinutes(14))).ok();

        Client.Response early = alice.join(later.string("id"), null);

        assertThat(early.status()).isEqualTo(403);
        assertThat(early.reason()).isEqualTo("too-early");
        assertThat(Instant.parse(early.json().string("opensAt"))).isEqualTo(start.minus(Duration.ofMinutes(15)));
        assertThat(alice.post("/api/meetings/" + later.string("id") + "/token", Json.EMPTY)
                        .reason())
                .isEqualTo("too-early");
        alice.join(soon.string("id"), null).ok();
        assertThat(ids(alice, "upcoming")).contains(later.string("id"));
    }

    @Test
    void invited_users_see_a_scheduled_meeting_and_join_without_the_link() {
        Json meeting = alice.post(
                        "/api/meetings",
                        Json.builder()
                                .put("title", "Review")
                                .put("startsAt", Instant.now().plusSeconds(600).toString())
                                .put("invite", List.of("bob"))
                                .build())
                .ok();
        String id = meeting.string("id");

        assertThat(ids(bob, "upcoming")).contains(id);
        assertThat(ids(carol, "upcoming")).doesNotContain(id);
        assertThat(bob.delete("/api/meetings/" + id).reason()).isEqualTo("not-host");
        LiveKitParticipant early =
                APP.bean(LiveKitEmulator.class).join(bob.join(id, null).ok().string("token"));
        assertThat(alice.delete("/api/meetings/" + id).status()).isEqualTo(204);
        assertThat(early.connected()).isFalse();
        assertThat(bob.join(id, null).reason()).isEqualTo("ended");
        assertThat(ids(bob, "upcoming")).doesNotContain(id);
    }

    @Test
    void times_in_the_past_or_far_ahead_are_rejected() {
        assertThat(schedule(alice, Instant.now().minus(Duration.ofMinutes(2)))
                        .json()
                        .string("field"))
                .isEqualTo("startsAt");
        assertThat(schedule(alice, Instant.now().plus(Duration.ofDays(400)))
                        .json()
                        .string("field"))
                .isEqualTo("startsAt");
        assertThat(alice.post(
                                "/api/meetings",
                                Json.builder().put("startsAt", "tomorrow").build())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_personal_room_keeps_its_id_and_opens_again_after_its_end() {
        String id = alice.post("/api/meetings/personal", Json.EMPTY).ok().string("id");

        assertThat(alice.post("/api/meetings/personal", Json.EMPTY).ok().string("id"))
                .isEqualTo(id);
        assertThat(bob.post("/api/meetings/personal", Json.EMPTY).ok().string("id"))
                .isNotEqualTo(id);
        assertThat(bob.join(id, null).status()).isEqualTo(404);
        alice.join(id, null).ok();
        assertThat(alice.post("/api/meetings/" + id + "/end", Json.EMPTY).status())
                .isEqualTo(204);
        alice.join(id, null).ok();
    }

    @Test
    void end_for_all_closes_the_meeting_and_is_reported_to_everyone() {
        String id = alice.meeting("Short");
        Json token = alice.join(id, null).ok();
        bob.join(id, alice.key(id)).ok();
        LiveKitParticipant participant = APP.bean(LiveKitEmulator.class).join(token.string("token"));
        try (Client.Stream events = bob.events("?meeting=" + id)) {
            assertThat(bob.post("/api/meetings/" + id + "/end", Json.EMPTY).reason())
                    .isEqualTo("not-host");

            assertThat(alice.post("/api/meetings/" + id + "/end", Json.EMPTY).status())
                    .isEqualTo(204);

            assertThat(events.await("ended").string("by")).isEqualTo("alice");
        }
        assertThat(participant.connected()).isFalse();
        assertThat(bob.join(id, null).reason()).isEqualTo("ended");
        assertThat(alice.post("/api/meetings/" + id + "/token", Json.EMPTY).status())
                .isEqualTo(410);
    }

    @Test
    void a_second_tab_is_reported_before_it_replaces_the_first() {
        String id = alice.meeting("Tabs");
        Json first = alice.join(id, null).ok();
        assertThat(first.bool("alreadyConnected")).isFalse();
        APP.bean(LiveKitEmulator.class).join(first.string("token"));

        assertThat(alice.join(id, null).ok().bool("alreadyConnected")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "שלום עולם \u202Eevil",
                "👩‍👩‍👧‍👦 🎉",
                "Robert'); DROP TABLE meetings;--",
                "${jndi:ldap://x}",
                "{{7*7}}"
            })
    void hostile_titles_are_returned_as_they_were_sent(String title) {
        String id = alice.meeting(title);

        assertThat(alice.get("/api/meetings/" + id).ok().string("title")).isEqualTo(title);
        assertThat(alice.get("/api/meetings/" + id).header("Content-Type")).isEqualTo("application/json");
        alice.join(id, null).ok();
    }

    @Test
    void titles_that_are_too_long_or_have_control_characters_are_rejected() {
        for (String title : List.of("x".repeat(201), "a\nb", "a\u0000b", "a\u001b[31mb")) {
            Client.Response response = alice.post(
                    "/api/meetings", Json.builder().put("title", title).build());
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.json().string("field")).isEqualTo("title");
        }
        assertThat(alice.meeting("🎉".repeat(200))).isNotEmpty();
        assertThat(alice.post(
                                "/api/meetings",
                                Json.builder().put("title", "x".repeat(70_000)).build())
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fetc",
                "%00",
                "a%20b",
                "%E2%80%AE",
                "meet-1%27--",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void hostile_ids_are_not_found(String id) {
        assertThat(alice.get("/api/meetings/" + id).status()).isIn(400, 404);
        assertThat(alice.post("/api/meetings/" + id + "/join", Json.EMPTY).status())
                .isIn(400, 404);
    }

    @Test
    void lists_have_pages() {
        Client own = APP.signIn("carol");
        for (int i = 0; i < 25; i++) {
            schedule(own, Instant.now().plus(Duration.ofDays(i + 1))).ok();
        }

        Json first = own.get("/api/meetings?list=upcoming&limit=20").ok();
        Json second = own.get("/api/meetings?list=upcoming&limit=20&cursor=" + first.string("next"))
                .ok();

        assertThat(first.objects("items")).hasSize(20);
        assertThat(second.objects("items")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(second.has("next")).isFalse();
        assertThat(first.objects("items")).doesNotContainAnyElementsOf(second.objects("items"));
        assertThat(own.get("/api/meetings?list=upcoming&cursor=%27x").status()).isEqualTo(400);
        assertThat(own.get("/api/meetings?list=upcoming&limit=1000000").status())
                .isEqualTo(400);
        assertThat(own.get("/api/meetings?list=all").status()).isEqualTo(400);
    }

    private static Client.Response schedule(Client client, Instant start) {
        return client.post(
                "/api/meetings",
                Json.builder()
                        .put("title", "Later")
                        .put("startsAt", start.toString())
                        .build());
    }

    /** Changes the planned start of a meeting, and that of its session. */
    private static void startedAt(RunningMeetings app, String meeting, Instant start) {
        app.bean(CallHistory.class)
                .storage()
                .updateCall(
                        ProviderId.LIVEKIT,
                        CallId.of(meeting),
                        entry -> entry.toBuilder()
                                .startsAt(entry.startsAt() == null ? null : start)
                                .lastStartedAt(entry.lastStartedAt() == null ? null : start)
                                .build());
    }

    private static void await(Client client, String meeting, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/api/meetings/" + meeting)
                        .ok()
                        .string("state")
                        .equals(state));
    }

    /** The end of a meeting ends its session. A later event replaces that estimate, and with it the start that a test has changed. */
    private static void awaitReportedEnd(RunningMeetings app, String meeting) {
        SessionQuery query = SessionQuery.builder()
                .provider(ProviderId.LIVEKIT)
                .call(CallId.of(meeting))
                .build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> app.bean(CallHistory.class).sessions(query).items().stream()
                        .anyMatch(session -> session.endedAt() != null && !session.endEstimated()));
    }

    private static List<String> pages(Client client, String list, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Json page = client.get("/api/meetings?list=" + list + "&limit=" + limit + cursor)
                    .ok();
            assertThat(page.objects("items")).hasSizeLessThanOrEqualTo(limit);
            page.objects("items").forEach(meeting -> ids.add(meeting.string("id")));
            cursor = page.has("next") ? "&cursor=" + page.string("next") : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    private static List<String> ids(Client client, String list) {
        return client.get("/api/meetings?limit=100&list=" + list).ok().objects("items").stream()
                .map(meeting -> meeting.string("id"))
                .toList();
    }
}
