package io.videoprovider.retention;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports recordings to a history, as a provider does. */
final class RecordedCalls {

    static final ProviderId ACME = new ProviderId("acme");
    static final CallId CALL = CallId.of("standup");

    private final CallHistory history;
    private final Clock clock;

    RecordedCalls(CallHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /** Reports that the files of a recording are available. The recording has ended now. */
    RecordingId ready(CallId call, String id, String... locations) {
        return report(call, id, RecordingStatus.READY, locations);
    }

    RecordingId report(CallId call, String id, RecordingStatus status, String... locations) {
        return report(call, id, status, clock.instant(), locations);
    }

    /** Reports a recording that started a minute before a time and, if it has ended, ended then. */
    RecordingId report(CallId call, String id, RecordingStatus status, Instant end, String... locations) {
        RecordingId recording = new RecordingId(id);
        List<RecordingFile> files = Arrays.stream(locations)
                .map(location ->
                        new RecordingFile(location.substring(location.lastIndexOf('/') + 1), location, 5L, null))
                .toList();
        apply(
                ACME,
                call,
                new Recording(
                        recording,
                        call,
                        "session",
                        RecordingKind.COMPOSITE,
                        status,
                        false,
                        end.minusSeconds(60),
                        status.terminal() ? end : null,
                        files,
                        null,
                        Json.EMPTY));
        return recording;
    }

    /** Reports a recording of any provider. */
    void apply(ProviderId provider, CallId call, Recording recording) {
        EventInfo info = info(provider, call, recording.sessionId());
        VideoEvent event = switch (recording.status()) {
            case READY -> new RecordingReady(info, recording);
            case FAILED -> new RecordingFailed(info, recording);
            default -> new RecordingUpdated(info, recording);
        };
        history.projection().apply(List.of(event));
    }

    void joined(CallId call, String session, String user) {
        Participant participant = new Participant(
                user,
                "connection-" + user,
                null,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                clock.instant(),
                Json.EMPTY);
        history.projection().apply(List.of(new ParticipantJoined(info(ACME, call, session), participant)));
    }

    void rung(CallId call, String caller, String user) {
        history.projection().apply(List.of(new RingStarted(info(ACME, call, null), caller, List.of(user), true)));
    }

    private EventInfo info(ProviderId provider, CallId call, @Nullable String session) {
        return EventInfo.builder(provider, Json.EMPTY)
                .call(call)
                .sessionId(session)
                .occurredAt(clock.instant())
                .build();
    }

    RecordingEntry entry(RecordingId recording) {
        return history.recording(ACME, recording).orElseThrow();
    }
}
