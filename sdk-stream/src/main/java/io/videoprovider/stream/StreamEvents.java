package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.ProviderId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEnded;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.client.StreamEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Stream's events say, in this SDK's words. */
final class StreamEvents {

    private StreamEvents() {}

    /** The event, with what of it is not in its fields: how it was delivered. */
    static VideoEvent event(StreamEvent event, String deliveryId, String meaning, @Nullable String signedBy) {
        CallId call = event.callCid().isEmpty() ? null : StreamCalls.callId(event.callCid());
        EventInfo info = EventInfo.builder(ProviderId.STREAM, event.raw())
                .type(event.type())
                .deliveryId(deliveryId)
                .meaning(meaning)
                .occurredAt(Objects.requireNonNullElse(event.createdAt(), Instant.EPOCH))
                .call(call)
                .sessionId(event.sessionId())
                .signedBy(signedBy)
                .build();
        if (call == null) {
            return new UnknownEvent(info);
        }
        return switch (event.type()) {
            case "call.session_started" -> new CallStarted(info);
            case "call.session_ended", "call.ended" -> new CallEnded(info);
            case "call.session_participant_joined" ->
                new ParticipantJoined(info, StreamParticipants.participant(event.participant()));
            case "call.session_participant_left" ->
                new ParticipantLeft(
                        info,
                        StreamParticipants.participant(event.participant()),
                        event.raw().string("reason").toLowerCase(Locale.ROOT));
            case "call.recording_started" ->
                new RecordingStarted(info, recording(call, event, RecordingStatus.RECORDING));
            case "call.recording_stopped" ->
                new RecordingUpdated(info, recording(call, event, RecordingStatus.PROCESSING));
            case "call.recording_ready" -> new RecordingEnded(info, recording(call, event, RecordingStatus.READY));
            case "call.recording_failed" -> new RecordingEnded(info, recording(call, event, RecordingStatus.FAILED));
            default -> new UnknownEvent(info);
        };
    }

    private static Recording recording(CallId call, StreamEvent event, RecordingStatus status) {
        boolean hasFile = event.raw().has("call_recording");
        return StreamRecordings.recording(
                call,
                event.recordingType(),
                event.sessionId(),
                status,
                hasFile ? event.recording() : null,
                event.raw());
    }
}
