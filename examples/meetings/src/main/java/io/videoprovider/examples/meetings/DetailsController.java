package io.videoprovider.examples.meetings;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.history.SessionMetrics;
import io.videoprovider.history.SessionQuery;
import io.videoprovider.participant.ParticipantKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Details of a meeting: who was in it, how long, and its recordings. */
@RestController
class DetailsController {

    private static final int MAX_SESSIONS = 20;
    private static final int MAX_PARTICIPATIONS = 500;

    private final CallHistory history;
    private final Meetings meetings;
    private final People people;

    DetailsController(CallHistory history, Meetings meetings, People people) {
        this.history = history;
        this.meetings = meetings;
        this.people = people;
    }

    /** A connection of a user to a session. */
    record Participation(
            String userId,
            String name,
            Instant joinedAt,
            @Nullable Instant leftAt,
            @Nullable Long seconds) {}

    /** A session, from the first join to the last leave. */
    record Session(
            Instant startedAt,
            @Nullable Instant endedAt,
            long durationSeconds,
            long peak,
            long total,
            List<Participation> participants) {}

    /** The details in JSON. */
    record Details(
            @JsonUnwrapped Meeting.View meeting, List<Session> sessions, List<RecordingController.View> recordings) {}

    @GetMapping("/api/meetings/{id}/details")
    Details details(@PathVariable String id, @SignedIn Person user) {
        Meeting meeting = meetings.open(id, user, null);
        SessionQuery sessions = SessionQuery.builder()
                .provider(meeting.entry().provider())
                .call(meeting.call())
                .limit(MAX_SESSIONS)
                .build();
        RecordingQuery recordings = RecordingQuery.builder()
                .provider(meeting.entry().provider())
                .call(meeting.call())
                .build();
        return new Details(
                meetings.view(meeting, user),
                history.sessions(sessions).items().stream()
                        .map(session -> session(meeting, session))
                        .toList(),
                history.recordings(recordings).items().stream()
                        .map(entry -> RecordingController.View.of(entry, meeting, meeting.isHost(user.id()), null))
                        .toList());
    }

    private Session session(Meeting meeting, SessionEntry session) {
        ParticipationQuery query = ParticipationQuery.builder()
                .provider(session.provider())
                .call(session.call())
                .sessionId(session.sessionId())
                .limit(MAX_PARTICIPATIONS)
                .build();
        // All pages: there can be many viewers of the live stream.
        List<ParticipationEntry> present = history.participations(query).stream()
                .filter(one -> one.kind().equals(ParticipantKind.STANDARD) && !Admissions.isViewer(one.userId()))
                .limit(MAX_PARTICIPATIONS)
                .toList();
        SessionMetrics metrics = SessionMetrics.of(meeting.entry(), session, present, List.of(), meetings.now());
        return new Session(
                session.startedAt(),
                session.endedAt(),
                metrics.duration().toSeconds(),
                metrics.peakParticipants(),
                metrics.participants(),
                present.stream().map(this::participation).toList());
    }

    private Participation participation(ParticipationEntry one) {
        String name = one.displayName();
        Instant leftAt = one.leftAt();
        return new Participation(
                one.userId(),
                name == null ? people.find(one.userId()).name() : name,
                one.joinedAt(),
                leftAt,
                leftAt == null ? null : Duration.between(one.joinedAt(), leftAt).toSeconds());
    }
}
