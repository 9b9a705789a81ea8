package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On an emulator, users are in a meeting while a page of it is open. */
class EmulatedClientsTest {

    @ParameterizedTest
    @ValueSource(strings = {"livekit", "stream"})
    void a_user_is_in_the_meeting_while_a_page_is_open(String vendor) {
        try (RunningMeetings app = RunningMeetings.start("--videoprovider.primary=" + vendor)) {
            Client alice = app.signIn("alice");
            Client bob = app.signIn("bob");
            String id = alice.meeting("Emulated");
            alice.join(id, null).ok();
            bob.join(id, alice.key(id)).ok();
            try (Client.Stream page = alice.events("?meeting=" + id);
                    Client.Stream home = bob.events("")) {
                assertThat(present(alice, id)).containsExactly("alice");
                try (Client.Stream first = bob.events("?meeting=" + id)) {
                    page.await("joined", event -> event.string("userId").equals("bob"));
                    try (Client.Stream second = bob.events("?meeting=" + id)) {
                        assertThat(present(alice, id)).containsExactly("alice", "bob");
                        assertThat(bob.join(id, null).ok().bool("alreadyConnected"))
                                .isTrue();
                        assertThat(second.ended()).isFalse();
                    }
                    Awaitility.await()
                            .during(Duration.ofSeconds(4))
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> present(alice, id).contains("bob"));
                    assertThat(first.ended()).isFalse();
                }
                page.await("left", event -> event.string("userId").equals("bob"));
                assertThat(present(alice, id)).containsExactly("alice");

                try (Client.Stream again = bob.events("?meeting=" + id)) {
                    alice.delete("/api/meetings/" + id + "/participants/bob").ok();
                    Awaitility.await().atMost(Duration.ofSeconds(20)).until(again::ended);
                }
                assertThat(present(alice, id)).containsExactly("alice");
                assertThat(home.ended()).isFalse();

                alice.post("/api/meetings/" + id + "/end", Json.EMPTY).ok();
            }
            // A page that has not noticed the end does not begin the call again.
            try (Client.Stream late = alice.events("?meeting=" + id)) {
                assertThat(present(alice, id)).isEmpty();
                assertThat(late.ended()).isFalse();
            }
            Json session = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(
                            () -> alice.get("/api/meetings/" + id + "/details")
                                    .ok()
                                    .objects("sessions"),
                            sessions -> sessions.size() == 1 && sessions.get(0).has("endedAt"))
                    .get(0);
            assertThat(session.objects("participants").stream().map(one -> one.string("name")))
                    .contains("Alice", "Bob");
            assertThat(session.number("total")).isEqualTo(2);
        }
    }

    private static List<String> present(Client client, String meeting) {
        return client.get("/api/meetings/" + meeting + "/participants").ok().objects("items").stream()
                .map(one -> one.string("userId"))
                .toList();
    }
}
