package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.transcription.TranscriptionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryQueryTest {

    private static final Instant TIME = Instant.parse("2026-05-04T10:00:00Z");

    private static <B extends HistoryQuery.Builder<B>> B filled(B builder) {
        return builder.provider(ProviderId.STREAM)
                .call(CallId.of("default", "standup"))
                .user("alice")
                .from(TIME)
                .before(TIME.plusSeconds(60))
                .custom("bookingId", "b-42")
                .after(new Cursor(TIME, "0123456789abcdef0123456789abcdef"))
                .limit(7);
    }

    @Test
    void a_builder_of_a_query_has_all_of_its_values() {
        CallEntryQuery calls = filled(CallEntryQuery.builder())
                .states(Set.of(CallState.ACTIVE))
                .build();
        SessionQuery sessions = filled(SessionQuery.builder()).open(true).build();
        ParticipationQuery participations = filled(ParticipationQuery.builder())
                .sessionId("s-1")
                .connected(false)
                .build();
        RecordingQuery recordings = filled(RecordingQuery.builder())
                .statuses(Set.of(RecordingStatus.READY))
                .sessionId("s-1")
                .expiresBefore(TIME)
                .build();
        TranscriptionQuery transcriptions = filled(TranscriptionQuery.builder())
                .statuses(Set.of(TranscriptionStatus.READY))
                .build();
        BroadcastQuery broadcasts = filled(BroadcastQuery.builder())
                .statuses(Set.of(BroadcastStatus.LIVE))
                .build();

        List<HistoryQuery> queries = List.of(calls, sessions, participations, recordings, transcriptions, broadcasts);
        List<HistoryQuery> copies = List.of(
                calls.toBuilder().build(),
                sessions.toBuilder().build(),
                participations.toBuilder().build(),
                recordings.toBuilder().build(),
                transcriptions.toBuilder().build(),
                broadcasts.toBuilder().build());

        assertThat(copies).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(queries);
    }
}
