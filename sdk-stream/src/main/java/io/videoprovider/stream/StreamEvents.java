package io.videoprovider.stream;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.CallCreated;
import io.videoprovider.event.CallDeleted;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.CallUpdated;
import io.videoprovider.event.CaptionSpoken;
import io.videoprovider.event.CaptionsFailed;
import io.videoprovider.event.CaptionsStarted;
import io.videoprovider.event.CaptionsStopped;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.IngressFailed;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.event.IngressStarted;
import io.videoprovider.event.IngressStopped;
import io.videoprovider.event.MembersAdded;
import io.videoprovider.event.MembersRemoved;
import io.videoprovider.event.MembersUpdated;
import io.videoprovider.event.MessageReceived;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.PermissionsRequested;
import io.videoprovider.event.PermissionsUpdated;
import io.videoprovider.event.ReactionReceived;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.StatisticsReady;
import io.videoprovider.event.TranscriptionFailed;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.TranscriptionStopped;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.UserBlocked;
import io.videoprovider.event.UserRemoved;
import io.videoprovider.event.UserUnblocked;
import io.videoprovider.event.UsersMuted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.StreamEvent;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Maps Stream's events to portable events. */
final class StreamEvents {

    private StreamEvents() {}

    /**
     * Returns the event; an {@link UnknownEvent} if its type is unknown, a required value is missing or cannot be read. Throws nothing: the
     * vendor does not send a rejected event again.
     */
    static VideoEvent event(
            ProviderId provider,
            StreamEvent event,
            @Nullable String deliveryId,
            String deduplicationKey,
            @Nullable String signedBy) {
        CallId call = event.callCid().isEmpty() ? null : CallMapper.callId(event.callCid());
        EventInfo info = EventInfo.builder(provider, event.raw())
                .type(event.type())
                .deliveryId(deliveryId)
                .deduplicationKey(deduplicationKey)
                .occurredAt(event.createdAt())
                .call(call)
                .sessionId(event.sessionId())
                .signedBy(signedBy)
                .build();
        if (call == null) {
            return new UnknownEvent(info);
        }
        try {
            return typed(info, call, event);
        } catch (RuntimeException e) {
            // Its subject is missing, or a value cannot be read.
            return new UnknownEvent(info);
        }
    }

    private static VideoEvent typed(EventInfo info, CallId call, StreamEvent event) {
        Json raw = event.raw();
        return switch (event.type()) {
            case "call.session_started" -> new CallStarted(info);
            case "call.session_ended", "call.ended" ->
                new CallEnded(info, lower(emptyToNull(StreamEvent.enumName(raw, "reason"))));
            case "call.created" -> new CallCreated(info, state(info, event));
            case "call.updated" -> new CallUpdated(info, state(info, event));
            case "call.deleted" -> new CallDeleted(info, state(info, event));

            case "call.session_participant_joined" -> new ParticipantJoined(info, participant(event));
            case "call.session_participant_left" ->
                new ParticipantLeft(info, participant(event), lower(emptyToNull(StreamEvent.enumName(raw, "reason"))));

            case "call.member_added" -> new MembersAdded(info, members(event));
            case "call.member_updated", "call.member_updated_permission" -> new MembersUpdated(info, members(event));
            case "call.member_removed" -> new MembersRemoved(info, nonEmpty("members", event.memberIds()));

            case "call.recording_started" ->
                new RecordingStarted(info, recording(call, event, RecordingStatus.RECORDING));
            case "call.recording_stopped" ->
                new RecordingStopped(info, recording(call, event, RecordingStatus.PROCESSING));
            case "call.recording_ready" -> {
                file(event.recording());
                yield new RecordingReady(info, recording(call, event, RecordingStatus.READY));
            }
            case "call.recording_failed" -> new RecordingFailed(info, recording(call, event, RecordingStatus.FAILED));

            case "call.transcription_started" ->
                new TranscriptionStarted(info, transcription(call, event, TranscriptionStatus.TRANSCRIBING));
            case "call.transcription_stopped" ->
                new TranscriptionStopped(info, transcription(call, event, TranscriptionStatus.PROCESSING));
            case "call.transcription_ready" -> {
                file(event.transcription());
                yield new TranscriptionReady(info, transcription(call, event, TranscriptionStatus.READY));
            }
            case "call.transcription_failed" ->
                new TranscriptionFailed(info, transcription(call, event, TranscriptionStatus.FAILED));

            case "call.closed_captions_started" -> new CaptionsStarted(info);
            case "call.closed_captions_stopped" -> new CaptionsStopped(info);
            case "call.closed_captions_failed" -> new CaptionsFailed(info, raw.text("error"));
            case "call.closed_caption" -> caption(info, raw.object("closed_caption"));

            case "call.hls_broadcasting_started" -> new BroadcastStarted(info, hls(call, event, BroadcastStatus.LIVE));
            case "call.hls_broadcasting_stopped" -> new BroadcastStopped(info, hls(call, event, BroadcastStatus.ENDED));
            case "call.hls_broadcasting_failed" -> new BroadcastFailed(info, hls(call, event, BroadcastStatus.FAILED));
            case "call.rtmp_broadcast_started" -> new BroadcastStarted(info, rtmp(call, event, BroadcastStatus.LIVE));
            case "call.rtmp_broadcast_stopped" -> new BroadcastStopped(info, rtmp(call, event, BroadcastStatus.ENDED));
            case "call.rtmp_broadcast_failed" -> new BroadcastFailed(info, rtmp(call, event, BroadcastStatus.FAILED));

            case "ingress.started" -> new IngressStarted(info, ingress(event));
            case "ingress.stopped" -> new IngressStopped(info, ingress(event));
            case "ingress.error" -> new IngressFailed(info, ingress(event));

            case "call.ring" -> new RingStarted(info, caller(event), rung(event), raw.bool("video"));
            case "call.notification" -> new RingNotified(info, caller(event), rung(event));
            case "call.accepted" -> new RingAccepted(info, user(event));
            case "call.rejected" -> new RingRejected(info, user(event), raw.text("reason"));
            case "call.missed" -> new RingMissed(info, caller(event), nonEmpty("members", event.memberIds()));

            case "call.blocked_user" ->
                new UserBlocked(info, user(event), emptyToNull(event.userId("blocked_by_user")));
            case "call.unblocked_user" -> new UserUnblocked(info, user(event));
            case "call.kicked_user" -> new UserRemoved(info, user(event), emptyToNull(event.userId("kicked_by_user")));
            case "call.user_muted" ->
                new UsersMuted(
                        info,
                        nonEmpty("muted_user_ids", raw.strings("muted_user_ids")),
                        raw.text("from_user_id"),
                        raw.text("reason"));
            case "call.permission_request" -> new PermissionsRequested(info, user(event), raw.strings("permissions"));
            case "call.permissions_updated" ->
                new PermissionsUpdated(info, user(event), raw.strings("own_capabilities"));

            case "custom" -> message(info, event, raw.object("custom"));
            case "call.reaction_new" -> reaction(info, raw.object("reaction"));
            case "call.stats_report_ready" -> new StatisticsReady(info);
            default -> streamOnly(info);
        };
    }

    private static VideoEvent streamOnly(EventInfo info) {
        return switch (info.type()) {
            case "call.live_started" -> new StreamOnlyEvent.WentLive(info);
            case "call.session_participant_count_updated" -> new StreamOnlyEvent.ParticipantsCounted(info);
            case "call.frame_recording_started", "call.frame_recording_stopped", "call.frame_recording_failed" ->
                new StreamOnlyEvent.FrameRecordingChanged(info);
            case "call.frame_recording_ready" -> new StreamOnlyEvent.FrameCaptured(info);
            case "call.moderation_blur" -> new StreamOnlyEvent.PictureBlurred(info);
            case "call.moderation_warning" -> new StreamOnlyEvent.UserWarned(info);
            case "call.dtmf" -> new StreamOnlyEvent.KeyPressed(info);
            case "call.user_feedback_submitted" -> new StreamOnlyEvent.FeedbackSubmitted(info);
            default -> new UnknownEvent(info);
        };
    }

    private static String user(StreamEvent event) {
        return Check.text("user", event.userId("user"));
    }

    private static @Nullable String caller(StreamEvent event) {
        return emptyToNull(event.userId("user"));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static List<String> nonEmpty(String field, List<String> ids) {
        if (ids.isEmpty()) {
            throw new InvalidRequestException(field, "must not be empty");
        }
        return ids;
    }

    private static Call state(EventInfo info, StreamEvent event) {
        Check.text("cid of the call", event.call().cid());
        return CallMapper.call(event.call(), info.provider());
    }

    private static Participant participant(StreamEvent event) {
        // Without a connection id, listeners cannot identify the participant.
        Check.text("user_session_id", event.participant().userSessionId());
        return ParticipantMapper.participant(event.participant());
    }

    private static List<Member> members(StreamEvent event) {
        nonEmpty("members", event.memberIds());
        return MemberMapper.members(event.members());
    }

    /** Returns the members except the caller, whose devices do not ring. */
    private static List<String> rung(StreamEvent event) {
        return event.memberIds().stream()
                .filter(id -> !id.equals(event.userId("user")))
                .toList();
    }

    private static CallRecording file(CallRecording file) {
        Check.text("filename", file.filename());
        return file;
    }

    private static VideoEvent message(EventInfo info, StreamEvent event, Json custom) {
        return new MessageReceived(
                info, user(event), MessageMapper.topic(custom), MessageMapper.payload(custom), custom);
    }

    private static VideoEvent caption(EventInfo info, Json caption) {
        String speaker = caption.string("speaker_id");
        return new CaptionSpoken(
                info,
                Check.text("speaker", speaker.isEmpty() ? caption.object("user").string("id") : speaker),
                caption.string("text"),
                caption.text("language"),
                StreamEvent.moment(caption, "start_time"),
                StreamEvent.moment(caption, "end_time"));
    }

    private static Broadcast hls(CallId call, StreamEvent event, BroadcastStatus status) {
        String playlist = event.raw().string("hls_playlist_url");
        return BroadcastMapper.broadcast(
                new BroadcastMapper.BroadcastKey(call, BroadcastKind.HLS, event.sessionId()),
                status,
                playlist,
                null,
                event.raw());
    }

    private static Broadcast rtmp(CallId call, StreamEvent event, BroadcastStatus status) {
        String name = Check.text("name", event.raw().string("name"));
        return BroadcastMapper.broadcast(
                new BroadcastMapper.BroadcastKey(call, BroadcastKind.PUSH, name), status, "", null, event.raw());
    }

    private static IngressSnapshot ingress(StreamEvent event) {
        return new IngressSnapshot(
                Check.text("ingress_stream_id", event.raw().string("ingress_stream_id")),
                event.raw().text("user_id"),
                event.raw().text("error"));
    }

    private static VideoEvent reaction(EventInfo info, Json reaction) {
        return new ReactionReceived(
                info,
                Check.text("user", reaction.object("user").string("id")),
                reaction.string("type"),
                reaction.text("emoji_code"));
    }

    private static Recording recording(CallId call, StreamEvent event, RecordingStatus status) {
        boolean hasFile = event.raw().has("call_recording");
        return RecordingMapper.recording(
                new RecordingMapper.RecordingKey(call, event.recordingType(), event.sessionId()),
                status,
                hasFile ? List.of(event.recording()) : List.of(),
                event.raw());
    }

    private static Transcription transcription(CallId call, StreamEvent event, TranscriptionStatus status) {
        return TranscriptionMapper.transcription(
                new TranscriptionMapper.TranscriptionKey(call, event.sessionId()),
                status,
                event.raw().has("call_transcription") ? List.of(event.transcription()) : List.of(),
                event.raw().text("error"),
                event.raw());
    }
}
