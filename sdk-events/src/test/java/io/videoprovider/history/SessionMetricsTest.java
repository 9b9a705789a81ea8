package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.TrackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Metrics of one session of 100 minutes, of which each connection is a line of text. */
class SessionMetricsTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    private static final CallId CALL = CallId.of("lobby");

    private final CallEntry call = CallEntry.builder(ProviderId.LIVEKIT, CALL).build();

    private static Instant minute(long minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static ParticipationEntry.Builder connection(String user, int from, int to) {
        return ParticipationEntry.builder(ProviderId.LIVEKIT, CALL, "RM_1", user + "-" + from, user, minute(from))
                .leftAt(minute(to));
    }

    private SessionMetrics metrics(CallEntry of, ParticipationEntry.Builder... connections) {
        SessionEntry session = SessionEntry.builder(ProviderId.LIVEKIT, CALL, "RM_1", START)
                .endedAt(minute(100))
                .build();
        return SessionMetrics.of(
                of,
                session,
                List.of(connections).stream()
                        .map(ParticipationEntry.Builder::build)
                        .toList(),
                List.of(),
                minute(100));
    }

    @Test
    void viewers_publish_no_track_in_any_of_their_connections() {
        SessionMetrics metrics = metrics(
                call,
                connection("host", 0, 100).tracks(Set.of(TrackKind.MICROPHONE)),
                connection("late host", 0, 10),
                connection("late host", 20, 100).tracks(Set.of(TrackKind.CAMERA)),
                connection("one", 0, 40),
                connection("two", 30, 50),
                connection("three", 60, 100));

        assertThat(metrics.participants()).isEqualTo(5);
        assertThat(metrics.peakParticipants()).isEqualTo(4);
        assertThat(metrics.viewers()).isEqualTo(3);
        assertThat(metrics.peakViewers()).isEqualTo(2);
        assertThat(metrics.watchTime()).isEqualTo(Duration.ofMinutes(100 + 10 + 80 + 40 + 20 + 40));
    }

    @Test
    void who_leaves_for_good_before_the_last_tenth_has_left_early() {
        SessionMetrics metrics = metrics(
                call,
                connection("stays", 0, 100),
                connection("almost", 0, 90),
                connection("early", 0, 89),
                connection("returns", 0, 20),
                connection("returns", 50, 95));

        assertThat(metrics.earlyLeavers()).isEqualTo(1);
        assertThat(metrics.dropOffRate()).isEqualTo(0.25);
        assertThat(metrics.rejoinRate()).isEqualTo(0.25);
    }

    @Test
    void programs_do_not_count_and_failed_connections_are_no_participants() {
        SessionMetrics metrics = metrics(
                call,
                connection("recorder", 0, 100).kind(ParticipantKind.EGRESS),
                connection("agent", 0, 100).kind(ParticipantKind.AGENT),
                connection("phone", 0, 100).kind(ParticipantKind.SIP),
                connection("failed", 0, 1).aborted(true));

        assertThat(metrics.participants()).isEqualTo(1);
        assertThat(metrics.connections()).isEqualTo(2);
        assertThat(metrics.connectionSuccessRate()).isEqualTo(0.5);
    }

    @Test
    void time_to_join_is_that_of_the_first_rung_user() {
        CallEntry rung = call.toBuilder()
                .rungAt(START.minusSeconds(20))
                .rings(Map.of("bob", RingState.ACCEPTED, "carol", RingState.ACCEPTED))
                .build();

        SessionMetrics metrics =
                metrics(rung, connection("alice", 0, 100), connection("bob", 2, 100), connection("carol", 1, 100));

        assertThat(metrics.meanTimeToJoin()).isEqualTo(Duration.ofSeconds(80));
        assertThat(metrics.plus(metrics(call, connection("alice", 0, 100))).meanTimeToJoin())
                .isEqualTo(Duration.ofSeconds(80));
    }
}
