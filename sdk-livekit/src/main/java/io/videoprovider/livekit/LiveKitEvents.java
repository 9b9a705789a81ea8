package io.videoprovider.livekit;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.BroadcastUpdated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.IngressFailed;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.event.IngressStarted;
import io.videoprovider.event.IngressStopped;
import io.videoprovider.event.ParticipantAborted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.IngressInfo;
import io.videoprovider.livekit.client.WebhookEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.Track;
import io.videoprovider.recording.Recording;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maps LiveKit's webhook events to portable events. */
final class LiveKitEvents {

    private LiveKitEvents() {}

    /**
     * Returns the event; an {@link UnknownEvent} if its type is unknown, a required value is missing or cannot be read. Throws nothing: the
     * vendor does not send a rejected event again.
     */
    static VideoEvent event(
            ProviderId provider, WebhookEvent event, @Nullable String deliveryId, @Nullable String signedBy) {
        EventInfo info = info(provider, event, deliveryId, signedBy);
        try {
            return typed(info, event);
        } catch (RuntimeException e) {
            // Its subject is missing, or a value cannot be read.
            return new UnknownEvent(info);
        }
    }

    private static VideoEvent typed(EventInfo info, WebhookEvent event) {
        if (event.event().startsWith("agent_job_")) {
            return agentJob(info, event);
        }
        if (info.call() == null) {
            // The egress of a web page belongs to no call.
            return new UnknownEvent(info);
        }
        return switch (event.event()) {
            case "room_started" -> new CallStarted(info);
            case "room_finished" -> new CallEnded(info, endReason(event));
            case "participant_joined" -> new ParticipantJoined(info, participant(event));
            case "participant_left" -> new ParticipantLeft(info, participant(event), reason(event));
            case "participant_connection_aborted" -> new ParticipantAborted(info, participant(event), reason(event));
            case "track_published" ->
                new TrackPublished(info, event.participant().identity(), connection(event), track(event));
            case "track_unpublished" ->
                new TrackUnpublished(info, event.participant().identity(), connection(event), track(event));
            case "egress_started", "egress_updated", "egress_ended" ->
                event.egress().streamsOnly() ? broadcast(info, event) : recording(info, event);
            case "ingress_started", "ingress_ended" -> ingress(info, event);
            default -> new UnknownEvent(info);
        };
    }

    private static VideoEvent agentJob(EventInfo info, WebhookEvent event) {
        return switch (event.event()) {
            case "agent_job_pending" -> new LiveKitOnlyEvent.AgentJobPending(info);
            case "agent_job_started" -> new LiveKitOnlyEvent.AgentJobStarted(info);
            case "agent_job_ended" -> new LiveKitOnlyEvent.AgentJobEnded(info);
            default -> new UnknownEvent(info);
        };
    }

    private static String connection(WebhookEvent event) {
        // Without a connection id, listeners cannot identify the participant.
        return Check.text("sid of the participant", event.participant().sid());
    }

    private static Participant participant(WebhookEvent event) {
        connection(event);
        return ParticipantMapper.participant(event.participant());
    }

    private static @Nullable String reason(WebhookEvent event) {
        return blankToNull(event.participant().disconnectReason().toLowerCase(Locale.ROOT));
    }

    private static @Nullable String endReason(WebhookEvent event) {
        String reason = event.roomEndReason().replaceFirst("^ROOM_END_", "").toLowerCase(Locale.ROOT);
        return reason.equals("unknown") ? null : blankToNull(reason);
    }

    private static Track track(WebhookEvent event) {
        Check.text("sid of the track", event.track().sid());
        return ParticipantMapper.track(event.track());
    }

    private static VideoEvent recording(EventInfo info, WebhookEvent event) {
        Recording recording = EgressMapper.recording(event.egress());
        if (event.event().equals("egress_started")) {
            return new RecordingStarted(info, recording);
        }
        return switch (recording.status()) {
            case STOPPING, PROCESSING -> new RecordingStopped(info, recording);
            case READY -> new RecordingReady(info, recording);
            case FAILED -> new RecordingFailed(info, recording);
            default -> new RecordingUpdated(info, recording);
        };
    }

    private static VideoEvent broadcast(EventInfo info, WebhookEvent event) {
        EgressInfo egress = event.egress();
        Check.text("id of the egress", egress.egressId());
        Broadcast broadcast = EgressMapper.broadcast(egress);
        return switch (event.event()) {
            case "egress_started" -> new BroadcastStarted(info, broadcast);
            case "egress_ended" ->
                broadcast.status() == BroadcastStatus.FAILED
                        ? new BroadcastFailed(info, broadcast)
                        : new BroadcastStopped(info, broadcast);
            default -> new BroadcastUpdated(info, broadcast);
        };
    }

    private static VideoEvent ingress(EventInfo info, WebhookEvent event) {
        IngressInfo ingress = event.ingress();
        IngressSnapshot snapshot = new IngressSnapshot(
                Check.text("id of the ingress", ingress.ingressId()),
                blankToNull(ingress.participantIdentity()),
                blankToNull(ingress.error()));
        if (event.event().equals("ingress_started")) {
            return new IngressStarted(info, snapshot);
        }
        return ingress.status().equals("ENDPOINT_ERROR") || snapshot.failure() != null
                ? new IngressFailed(info, snapshot)
                : new IngressStopped(info, snapshot);
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static EventInfo info(
            ProviderId provider, WebhookEvent event, @Nullable String deliveryId, @Nullable String signedBy) {
        String room = event.room().name();
        String sid = event.room().sid();
        if (room.isEmpty()) {
            room = event.egress().roomName();
            sid = event.egress().roomId();
        }
        if (room.isEmpty()) {
            room = event.job().room().name();
            sid = event.job().room().sid();
        }
        if (sid.isEmpty()) {
            // The room of an ingress event has only a name.
            room = room.isEmpty() ? event.ingress().roomName() : room;
            sid = event.ingress().roomId();
        }
        return EventInfo.builder(provider, event.raw())
                .type(event.event())
                .deliveryId(event.id().isEmpty() ? deliveryId : event.id())
                .deduplicationKey(deduplicationKey(event))
                .occurredAt(event.createdAt())
                .call(room.isEmpty() ? null : CallMapper.callId(room))
                .sessionId(sid)
                .signedBy(signedBy)
                .build();
    }

    /**
     * Returns the content of an egress event. The server sends the event before it stores the change; if storing fails, the
     * worker reports the change again and the event gets a new id. Destinations are in order, without their URLs, which may
     * contain keys.
     */
    private static @Nullable String deduplicationKey(WebhookEvent event) {
        EgressInfo egress = event.egress();
        if (egress.egressId().isEmpty()) {
            return null;
        }
        String streams =
                egress.streams().stream().map(EgressInfo.StreamInfo::status).collect(Collectors.joining(","));
        return String.join(" ", egress.egressId(), event.event(), egress.status(), streams)
                .strip();
    }
}
