package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final RunningMeetings APP = RunningMeetings.start();
    private static final Events EVENTS = APP.bean(Events.class);
    private static final Client ALICE = APP.signIn("alice");

    @AfterAll
    static void stop() {
        APP.close();
    }

    /** Awaitility fails if a thread of the application ends with an exception. */
    @Test
    void pages_disconnect_while_events_are_sent_to_them() {
        for (int round = 0; round < 3; round++) {
            List<Client.Stream> pages =
                    Stream.generate(() -> ALICE.events("")).limit(8).toList();
            EVENTS.toUser("alice", "first", Map.of());
            pages.forEach(page -> page.await("first"));

            pages.forEach(Client.Stream::close);

            awaitEnd();
        }
    }

    @Test
    void pages_disconnect_before_their_stream_is_open() throws IOException {
        for (int round = 0; round < 20; round++) {
            Socket page = ALICE.requestEvents();
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofNanos(1))
                    .until(() -> EVENTS.online("alice"));

            page.close();

            awaitEnd();
        }
    }

    @Test
    void events_before_the_end_of_a_stream_are_received() {
        String meeting = ALICE.meeting("Ended");
        for (int round = 0; round < 5; round++) {
            try (Client.Stream page = ALICE.events("?meeting=" + meeting)) {
                EVENTS.toUser("alice", "last", Map.of());
                EVENTS.disconnect(CallId.of(meeting), "alice");

                Awaitility.await().atMost(Duration.ofSeconds(20)).until(page::ended);
                assertThat(page.received())
                        .anyMatch(event -> event.string("type").equals("last"));
            }
        }
    }

    /** Sends events until no page of the user is connected. */
    private static void awaitEnd() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    EVENTS.toUser("alice", "test", Map.of());
                    return !EVENTS.online("alice");
                });
    }
}
