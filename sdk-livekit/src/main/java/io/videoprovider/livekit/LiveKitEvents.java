package io.videoprovider.livekit;

import io.videoprovider.common.ProviderId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEnded;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.livekit.client.WebhookEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What LiveKit's events say, in this SDK's words. */
final class LiveKitEvents {

    private LiveKitEvents() {}

    /** An event, signed by the secret of that name if there was one. */
    static VideoEvent event(WebhookEvent event, String deliveryId, @Nullable String signedBy) {
        EventInfo info = info(event, deliveryId, signedBy);
        if (info.call() == null) {
            // The egress of a web page belongs to no call.
            return new UnknownEvent(info);
        }
        return switch (event.event()) {
            case "room_started" -> new CallStarted(info);
            case "room_finished" -> new CallEnded(info);
            case "participant_joined", "participant_left", "track_published", "track_unpublished" ->
                participant(info, event);
            case "egress_started", "egress_updated", "egress_ended" -> egress(info, event);
            default -> new UnknownEvent(info);
        };
    }

    private static VideoEvent participant(EventInfo info, WebhookEvent event) {
        ParticipantInfo participant = event.participant();
        boolean ofTrack = event.event().startsWith("track_");
        if (participant.sid().isEmpty() || (ofTrack && event.track().sid().isEmpty())) {
            // Somebody joined who has no connection: no listener could tell who.
            return new UnknownEvent(info);
        }
        return switch (event.event()) {
            case "participant_joined" -> new ParticipantJoined(info, LiveKitParticipants.participant(participant));
            case "participant_left" ->
                new ParticipantLeft(
                        info,
                        LiveKitParticipants.participant(participant),
                        participant.disconnectReason().toLowerCase(Locale.ROOT));
            case "track_published" ->
                new TrackPublished(
                        info, participant.identity(), participant.sid(), LiveKitParticipants.track(event.track()));
            default ->
                new TrackUnpublished(
                        info, participant.identity(), participant.sid(), LiveKitParticipants.track(event.track()));
        };
    }

    private static VideoEvent egress(EventInfo info, WebhookEvent event) {
        if (event.egress().streamsOnly() || event.egress().egressId().isEmpty()) {
            return new UnknownEvent(info);
        }
        var recording = LiveKitRecordings.recording(event.egress());
        return switch (event.event()) {
            case "egress_started" -> new RecordingStarted(info, recording);
            case "egress_ended" -> new RecordingEnded(info, recording);
            default -> new RecordingUpdated(info, recording);
        };
    }

    private static EventInfo info(WebhookEvent event, String deliveryId, @Nullable String signedBy) {
        String room = event.room().name();
        String sid = event.room().sid();
        if (room.isEmpty()) {
            room = event.egress().roomName();
            sid = event.egress().roomId();
        }
        return EventInfo.builder(ProviderId.LIVEKIT, event.raw())
                .type(event.event())
                .deliveryId(event.id().isEmpty() ? deliveryId : event.id())
                .meaning(meaning(event))
                .occurredAt(event.createdAt())
                .call(room.isEmpty() ? null : LiveKitCalls.callId(room))
                .sessionId(sid)
                .signedBy(signedBy)
                .build();
    }

    /**
     * The server sends an egress' event before it has stored the change; when storing fails, the egress tells it again and
     * the event gets a new id. Destinations are told apart by their place: their URLs may hold keys.
     */
    private static String meaning(WebhookEvent event) {
        EgressInfo egress = event.egress();
        return egress.egressId().isEmpty()
                ? ""
                : egress.egressId() + " " + event.event() + " " + egress.status()
                        + String.join(
                                ",",
                                egress.streams().stream()
                                        .map(stream -> " " + stream.status())
                                        .toList());
    }
}
