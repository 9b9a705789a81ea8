package io.videoprovider.examples.meetings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static final Client ALICE = APP.signIn("alice");
    private static final Client BOB = APP.signIn("bob");

    private String meeting;
    private String path;
    private Json token;

    @BeforeEach
    void meet() {
        meeting = ALICE.meeting("Chat");
        path = "/api/meetings/" + meeting;
        ALICE.join(meeting, null).ok();
        token = BOB.join(meeting, ALICE.key(meeting)).ok();
    }

    @AfterAll
    static void stop() {
        APP.close();
    }

    @Test
    void a_message_reaches_streams_and_connected_participants() {
        LiveKitParticipant participant = APP.bean(LiveKitEmulator.class).join(token.string("token"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> BOB.get(path).ok().string("state").equals("ACTIVE"));
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            Json sent = say(ALICE, "hello").ok();

            Json event = events.await("chat");
            assertThat(event.object("message")).isEqualTo(sent);
            assertThat(event.string("meeting")).isEqualTo(meeting);
            // The same event: the page shows its id once.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(participant.received())
                            .extracting(data -> Json.parse(new String(data.payload(), UTF_8)))
                            .contains(event));
        }
        assertThat(BOB.get(path + "/chat").ok().objects("messages")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(document.cookie)</script>",
                "javascript:alert(1)",
                "مرحبا \u202E\u2066 hidden",
                "👍🏽👩‍👩‍👧‍👦",
                "a\nb\tc",
                "\\\"}{data: x"
            })
    void hostile_text_is_returned_as_it_was_sent(String text) {
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            assertThat(say(ALICE, text).ok().string("text")).isEqualTo(text);

            assertThat(events.await("chat").object("message").string("text")).isEqualTo(text);
        }
    }

    @Test
    void a_message_has_at_most_five_hundred_characters() {
        assertThat(say(BOB, "🎉".repeat(500)).status()).isEqualTo(201);
        for (String text : List.of("x".repeat(501), "x".repeat(10_000), "", "  \n ", "a\u0000b", "a\u001bb")) {
            Client.Response refused = say(BOB, text);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().string("field")).isEqualTo("text");
        }
        assertThat(BOB.post(path + "/chat", Json.EMPTY).json().string("field")).isEqualTo("text");
    }

    @Test
    void hosts_pin_and_delete_and_authors_delete_their_own() {
        try (Client.Stream events = BOB.events("?meeting=" + meeting)) {
            String of = say(BOB, "mine").ok().string("id");
            String host = say(ALICE, "rules").ok().string("id");

            assertThat(BOB.put(path + "/chat/" + host + "/pin", Json.EMPTY).reason())
                    .isEqualTo("not-host");
            assertThat(BOB.delete(path + "/chat/" + host).reason()).isEqualTo("not-host");
            assertThat(ALICE.put(path + "/chat/" + host + "/pin", Json.EMPTY).status())
                    .isEqualTo(204);
            assertThat(events.await("chat-pinned").bool("pinned")).isTrue();
            assertThat(BOB.delete(path + "/chat/" + of).status()).isEqualTo(204);
            assertThat(events.await("chat-deleted").string("messageId")).isEqualTo(of);

            List<Json> left = BOB.get(path + "/chat").ok().objects("messages");
            assertThat(left).hasSize(1);
            assertThat(left.get(0).bool("pinned")).isTrue();
            assertThat(ALICE.delete(path + "/chat/none").status()).isEqualTo(404);
        }
    }

    @Test
    void slow_mode_limits_participants_and_not_hosts() {
        assertThat(BOB.put(path + "/chat/slow-mode", seconds(30)).reason()).isEqualTo("not-host");
        assertThat(ALICE.put(path + "/chat/slow-mode", seconds(301)).json().string("field"))
                .isEqualTo("seconds");
        assertThat(ALICE.put(path + "/chat/slow-mode", seconds(30)).status()).isEqualTo(204);

        say(BOB, "one").ok();
        Client.Response second = say(BOB, "two");

        assertThat(second.reason()).isEqualTo("slow-mode");
        assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(1, 30);
        say(ALICE, "one").ok();
        say(ALICE, "two").ok();
        assertThat(BOB.get(path + "/chat").ok().number("slowModeSeconds")).isEqualTo(30);
    }

    @Test
    void the_eight_reactions_and_no_others_are_relayed() {
        try (Client.Stream events = ALICE.events("?meeting=" + meeting)) {
            for (String kind : List.of("heart", "like", "fire", "clap", "laugh", "wow", "sad", "angry")) {
                assertThat(BOB.post(path + "/reactions", kind(kind)).status()).isEqualTo(204);
                events.await("reaction", event -> kind.equals(event.string("kind")));
            }
            assertThat(BOB.post(path + "/reactions", kind("<img>")).status()).isEqualTo(400);
        }
    }

    @Test
    void the_chat_keeps_two_hundred_messages_and_drops_pinned_ones_last() {
        String pinned = say(ALICE, "first").ok().string("id");
        ALICE.put(path + "/chat/" + pinned + "/pin", Json.EMPTY);
        for (int i = 0; i < 210; i++) {
            say(ALICE, "message " + i).ok();
        }

        List<Json> messages = BOB.get(path + "/chat").ok().objects("messages");

        assertThat(messages).hasSize(200);
        assertThat(messages.get(0).string("id")).isEqualTo(pinned);
        assertThat(messages.get(199).string("text")).isEqualTo("message 209");
    }

    @Test
    void the_next_guests_of_a_personal_room_do_not_get_its_chat() {
        String room = ALICE.post("/api/meetings/personal", Json.EMPTY).ok().string("id");
        path = "/api/meetings/" + room;
        converse(room);

        APP.bean(VideoProvider.class).calls().end(CallId.of(room));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Json chat = BOB.get(path + "/chat").ok();
            assertThat(chat.objects("messages")).isEmpty();
            assertThat(chat.number("slowModeSeconds")).isZero();
        });
        say(BOB, "next").ok();
        // Without webhooks.
        ALICE.post(path + "/end", Json.EMPTY).ok();
        assertThat(BOB.get(path + "/chat").ok().objects("messages")).isEmpty();
    }

    @Test
    void a_meeting_that_goes_on_after_it_was_empty_keeps_its_chat() {
        converse(meeting);

        APP.bean(VideoProvider.class).calls().end(CallId.of(meeting));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> BOB.get(path).ok().string("state").equals("ENDED"));
        assertThat(BOB.get(path + "/chat").ok().objects("messages")).hasSize(1);
        BOB.join(meeting, null).ok();
        assertThat(BOB.get(path + "/chat").ok().objects("messages")).hasSize(1);
    }

    /** Both are connected, and bob has sent a message. */
    private void converse(String room) {
        BOB.join(room, ALICE.key(room)).ok();
        APP.bean(LiveKitEmulator.class).join(ALICE.join(room, null).ok().string("token"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> BOB.get(path).ok().string("state").equals("ACTIVE"));
        say(BOB, "only for you").ok();
        ALICE.put(path + "/chat/slow-mode", seconds(30)).ok();
        assertThat(BOB.get(path + "/chat").ok().objects("messages")).hasSize(1);
    }

    @Test
    void tokens_do_not_permit_to_send_data_past_the_rules() {
        Json claims =
                Json.parse(Base64.getUrlDecoder().decode(token.string("token").split("\\.", -1)[1]));

        assertThat(claims.object("video").bool("canPublishData")).isFalse();
        assertThat(claims.object("video").bool("roomAdmin")).isFalse();
        assertThat(claims.object("video").bool("roomRecord")).isFalse();
        assertThat(claims.object("video").bool("canUpdateOwnMetadata")).isFalse();
    }

    private Client.Response say(Client client, String text) {
        return client.post(path + "/chat", Json.builder().put("text", text).build());
    }

    private static Json seconds(int seconds) {
        return Json.builder().put("seconds", seconds).build();
    }

    private static Json kind(String kind) {
        return Json.builder().put("kind", kind).build();
    }
}
