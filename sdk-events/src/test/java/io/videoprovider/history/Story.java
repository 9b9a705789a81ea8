package io.videoprovider.history;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.CallCreated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.CallUpdated;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantAborted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the events of a call, in the order in which they occur. Times are seconds after {@link #START}. */
final class Story {

    static final ProviderId ACME = new ProviderId("acme");
    static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

    final CallId call;
    private final String sessionId;
    private final List<VideoEvent> events = new ArrayList<>();
    private EventOrigin origin = EventOrigin.VENDOR;

    Story(String call, String sessionId) {
        this.call = CallId.of(call);
        this.sessionId = sessionId;
    }

    static Instant second(int second) {
        return START.plusSeconds(second);
    }

    List<VideoEvent> events() {
        return List.copyOf(events);
    }

    /** The events that follow have this origin. */
    Story from(EventOrigin origin) {
        this.origin = origin;
        return this;
    }

    private EventInfo info(int second, @Nullable String session) {
        return EventInfo.builder(ACME, Json.EMPTY)
                .type("sample")
                .call(call)
                .sessionId(session)
                .occurredAt(second(second))
                .origin(origin)
                .build();
    }

    private Story add(VideoEvent event) {
        events.add(event);
        return this;
    }

    Story created(int second, String title) {
        return add(new CallCreated(info(second, null), state(title, null)));
    }

    Story updated(int second, String title, @Nullable Instant endedAt) {
        return add(new CallUpdated(info(second, null), state(title, endedAt)));
    }

    private Call state(String title, @Nullable Instant endedAt) {
        return new Call(
                call,
                ACME,
                null,
                title,
                second(0),
                Map.of("bookingId", title),
                null,
                START,
                endedAt,
                0,
                false,
                false,
                Set.of(),
                Json.EMPTY);
    }

    Story started(int second) {
        return add(new CallStarted(info(second, sessionId)));
    }

    Story ended(int second) {
        return add(new CallEnded(info(second, sessionId), "empty"));
    }

    Story callEnded(int second) {
        return add(new CallEnded(info(second, null), "ended"));
    }

    Story joined(int second, String user, String connection) {
        return add(new ParticipantJoined(info(second, sessionId), participant(user, connection, second(second))));
    }

    Story left(int second, String user, String connection, int joinedAt) {
        return add(new ParticipantLeft(
                info(second, sessionId), participant(user, connection, second(joinedAt)), "client_initiated"));
    }

    Story aborted(int second, String user, String connection) {
        return add(new ParticipantAborted(info(second, sessionId), participant(user, connection, null), "timeout"));
    }

    Story published(int second, String user, String connection, TrackKind kind) {
        return add(new TrackPublished(
                info(second, sessionId), user, connection, new Track("TR_1", kind, false, Json.EMPTY)));
    }

    Story recording(int second, String id, RecordingStatus status, RecordingFile... files) {
        return recording(second, id, status, status == RecordingStatus.FAILED ? "disk full" : null, files);
    }

    Story recording(int second, String id, RecordingStatus status, @Nullable String failure, RecordingFile... files) {
        Recording recording = new Recording(
                new RecordingId(id),
                call,
                sessionId,
                RecordingKind.COMPOSITE,
                status,
                false,
                null,
                status.terminal() ? second(second) : null,
                List.of(files),
                failure,
                Json.EMPTY);
        EventInfo info = info(second, sessionId);
        return add(
                switch (status) {
                    case READY -> new RecordingReady(info, recording);
                    case FAILED -> new RecordingFailed(info, recording);
                    case STOPPING, PROCESSING -> new RecordingStopped(info, recording);
                    default -> new RecordingStarted(info, recording);
                });
    }

    /** A recording of a vendor that has one for each kind and session, and omits the session in most events. */
    Story recordingWithoutSession(int second, RecordingStatus status) {
        Recording recording = new Recording(
                new RecordingId(call + "~composite~"),
                call,
                null,
                RecordingKind.COMPOSITE,
                status,
                false,
                null,
                null,
                List.of(),
                null,
                Json.EMPTY);
        return add(
                status.active()
                        ? new RecordingStarted(info(second, null), recording)
                        : new RecordingStopped(info(second, null), recording));
    }

    Story broadcast(int second, String id, BroadcastStatus status) {
        Broadcast broadcast = new Broadcast(
                new BroadcastId(id), call, sessionId, BroadcastKind.HLS, status, null, null, null, null, Json.EMPTY);
        EventInfo info = info(second, sessionId);
        return add(status.terminal() ? new BroadcastStopped(info, broadcast) : new BroadcastStarted(info, broadcast));
    }

    Story rung(int second, String caller, String... users) {
        return add(new RingStarted(info(second, null), caller, List.of(users), true));
    }

    Story accepted(int second, String user) {
        return add(new RingAccepted(info(second, null), user));
    }

    Story rejected(int second, String user) {
        return add(new RingRejected(info(second, null), user, null));
    }

    Story missed(int second, String... users) {
        return add(new RingMissed(info(second, null), null, List.of(users)));
    }

    static RecordingFile file(String name) {
        return new RecordingFile(
                name, "https://files.example/" + name + "?signature=hunter2", 10L, Duration.ofSeconds(5));
    }

    private static Participant participant(String user, String connection, @Nullable Instant joinedAt) {
        return new Participant(
                user,
                connection,
                user.toUpperCase(java.util.Locale.ROOT),
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                joinedAt,
                Json.EMPTY);
    }
}
