package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EventsTest {

    /** Awaitility fails if a thread of the application ends with an exception. */
    @Test
    void pages_disconnect_while_events_are_sent_to_them() {
        try (RunningMeetings app = RunningMeetings.start()) {
            Events events = app.bean(Events.class);
            Client alice = app.signIn("alice");
            for (int round = 0; round < 5; round++) {
                List<Client.Stream> pages =
                        Stream.generate(() -> alice.events("")).limit(8).toList();
                assertThat(events.online("alice")).isTrue();

                pages.forEach(Client.Stream::close);

                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> {
                            events.toUser("alice", "test", Map.of());
                            return !events.online("alice");
                        });
            }
        }
    }

    @Test
    void events_before_the_end_of_a_stream_are_received() {
        try (RunningMeetings app = RunningMeetings.start()) {
            Events events = app.bean(Events.class);
            Client alice = app.signIn("alice");
            String meeting = alice.meeting("Ended");
            for (int round = 0; round < 20; round++) {
                try (Client.Stream page = alice.events("?meeting=" + meeting)) {
                    events.toUser("alice", "last", Map.of());
                    events.disconnect(CallId.of(meeting), "alice");

                    Awaitility.await().atMost(Duration.ofSeconds(20)).until(page::ended);
                    assertThat(page.received())
                            .anyMatch(event -> event.string("type").equals("last"));
                }
            }
        }
    }
}
