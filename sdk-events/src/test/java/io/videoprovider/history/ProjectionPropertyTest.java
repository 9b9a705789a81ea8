package io.videoprovider.history;

import static io.videoprovider.history.Story.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Neither the order of events nor their repetition changes what the history says in the end. */
class ProjectionPropertyTest {

    private static final int RUNS = 1000;

    @Test
    void every_order_of_the_events_of_a_session_ends_in_the_same_state() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            List<VideoEvent> events = story(random);
            List<Object> expected = state(events, random);

            List<VideoEvent> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);

            assertThat(state(shuffled, random)).as("seed %s", seed).isEqualTo(expected);
        }
    }

    @Test
    void repeated_events_change_nothing() {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            List<VideoEvent> events = story(random);
            List<Object> expected = state(events, random);

            List<VideoEvent> repeated = new ArrayList<>();
            for (VideoEvent event : events) {
                Collections.addAll(
                        repeated,
                        Collections.nCopies(1 + random.nextInt(3), event).toArray(VideoEvent[]::new));
            }
            Collections.shuffle(repeated, random);

            assertThat(state(repeated, random)).as("seed %s", seed).isEqualTo(expected);
        }
    }

    /** Returns the events of a call with one session, in which everything happens that vendors report. */
    private static List<VideoEvent> story(Random random) {
        Story story = new Story("standup", "s1");
        story.created(-100, "Standup").updated(-50, "Weekly", null);
        if (random.nextBoolean()) {
            ring(story, random);
        }
        story.started(0);
        int end = 100 + random.nextInt(100);
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            String user = "user-" + random.nextInt(4);
            String connection = "c" + i;
            int joined = 1 + random.nextInt(50);
            if (random.nextInt(8) == 0) {
                story.aborted(joined, user, connection);
                continue;
            }
            story.joined(joined, user, connection);
            if (random.nextBoolean()) {
                TrackKind kind = random.nextBoolean() ? TrackKind.CAMERA : TrackKind.SCREEN_SHARE;
                story.published(joined + 1, user, connection, kind);
            }
            if (random.nextInt(4) > 0) {
                story.left(joined + 2 + random.nextInt(40), user, connection, joined);
            }
        }
        if (random.nextBoolean()) {
            story.recording(10, "r1", RecordingStatus.STARTING).recording(12, "r1", RecordingStatus.RECORDING);
            if (random.nextBoolean()) {
                story.recording(50, "r1", RecordingStatus.PROCESSING)
                        .recording(60, "r1", RecordingStatus.READY, file("a.mp4"))
                        .recording(61, "r1", RecordingStatus.READY, file("b.mp4"));
            } else {
                story.recording(50, "r1", RecordingStatus.FAILED);
            }
        }
        if (random.nextBoolean()) {
            story.broadcast(20, "b1", BroadcastStatus.LIVE).broadcast(70, "b1", BroadcastStatus.ENDED);
        }
        if (random.nextInt(4) == 0) {
            story.callEnded(end - 1);
        }
        if (random.nextInt(4) > 0) {
            story.ended(end);
        }
        return story.events();
    }

    /** Adds a ring, before the session or during it, whose responses may be lost. */
    private static void ring(Story story, Random random) {
        int start = random.nextInt(60) - 30;
        story.rung(start, "user-0", "user-1", "user-2");
        switch (random.nextInt(6)) {
            case 0 -> story.accepted(start + 5, "user-1").rejected(start + 6, "user-2");
            case 1 -> story.rejected(start + 5, "user-1").missed(start + 9, "user-2");
            case 2 -> story.accepted(start + 5, "user-1").missed(start + 9, "user-2");
            case 3 -> story.missed(start + 9, "user-1", "user-2");
            case 4 -> {
                if (random.nextBoolean()) {
                    story.rejected(start + 5, "user-1");
                }
                story.rejected(start + 6, "user-0");
            }
            default -> {
                // All responses are lost.
            }
        }
    }

    /** Returns all entries after the events, which are applied in batches of random size. */
    private static List<Object> state(List<VideoEvent> events, Random random) {
        CallHistory history = CallHistory.inMemory(10, new MutableClock(Story.second(1000)));
        for (int from = 0; from < events.size(); ) {
            int to = Math.min(events.size(), from + 1 + random.nextInt(5));
            history.projection().apply(events.subList(from, to));
            from = to;
        }
        List<Object> entries = new ArrayList<>();
        history.calls(CallEntryQuery.builder().build()).forEach(entries::add);
        history.sessions(SessionQuery.builder().build()).forEach(entries::add);
        history.participations(ParticipationQuery.builder().build()).forEach(entries::add);
        history.recordings(RecordingQuery.builder().build()).forEach(entries::add);
        history.broadcasts(BroadcastQuery.builder().build()).forEach(entries::add);
        history.sessions(SessionQuery.builder().build()).forEach(session -> entries.add(history.metrics(session)));
        return entries;
    }
}
