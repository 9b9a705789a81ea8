package io.videoprovider.livekit;

import static io.videoprovider.error.WebhookRejectedException.Reason;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.ProviderId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.WebhookRejectedException;
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
import io.videoprovider.internal.jwt.Hs256;
import io.videoprovider.internal.jwt.Jwt;
import io.videoprovider.internal.jwt.JwtException;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.livekit.client.WebhookEvent;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LiveKit's webhooks: a JWT in {@code Authorization}, without {@code Bearer}, that carries the SHA-256 of the body. */
final class LiveKitWebhooks implements Webhooks {

    private final Map<String, Hs256> keys;
    private final Clock clock;

    LiveKitWebhooks(Map<String, Hs256> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        verify(request);
        Json json;
        try {
            json = Json.parse(request.body());
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        try {
            return event(new WebhookEvent(json));
        } catch (InvalidRequestException | DateTimeException e) {
            // Values that no vocabulary has room for: an id with a slash, a time beyond the calendar.
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private void verify(WebhookRequest request) {
        byte[] body = request.body();
        if (body.length > MAX_BODY_BYTES) {
            throw rejected(
                    Reason.TOO_LARGE, "the body has " + body.length + " bytes; the limit is " + MAX_BODY_BYTES, null);
        }
        List<String> authorization = request.header("Authorization");
        if (authorization.size() != 1 || authorization.get(0).isBlank()) {
            throw rejected(Reason.MISSING_SIGNATURE, "it needs one Authorization header", null);
        }
        String token = authorization.get(0).strip();
        // LiveKit sends the bare token; some proxies and test tools put the scheme before it.
        token = token.regionMatches(true, 0, "Bearer ", 0, 7)
                ? token.substring(7).strip()
                : token;
        try {
            Jwt jwt = Jwt.parse(token);
            Hs256 key = keys.get(jwt.claims().string("iss"));
            if (key == null) {
                throw rejected(Reason.UNKNOWN_KEY, "its API key is not known here", null);
            }
            if (!key.signed(jwt)) {
                throw rejected(Reason.BAD_SIGNATURE, "the signature is not that of its API key", null);
            }
            if (!hashMatches(jwt.claims().string("sha256"), body)) {
                throw rejected(Reason.BAD_SIGNATURE, "the signature is for another body", null);
            }
            jwt.checkTimes(clock.instant(), LiveKitTokens.LEEWAY);
        } catch (JwtException e) {
            throw rejected(reason(e), String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean hashMatches(String claim, byte[] body) {
        try {
            byte[] actual = MessageDigest.getInstance("SHA-256").digest(body);
            return MessageDigest.isEqual(Base64.getEncoder().encode(actual), claim.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Reason reason(JwtException e) {
        return switch (e.reason()) {
            case MALFORMED, WRONG_ALGORITHM -> Reason.BAD_SIGNATURE;
            case EXPIRED -> Reason.STALE;
            case NOT_YET_VALID -> Reason.NOT_YET_VALID;
        };
    }

    private static WebhookRejectedException rejected(Reason reason, String problem, @Nullable Exception cause) {
        return new WebhookRejectedException(ProviderId.LIVEKIT.value(), reason, problem, cause);
    }

    private static VideoEvent event(WebhookEvent event) {
        EventInfo info = info(event);
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

    private static EventInfo info(WebhookEvent event) {
        String room = event.room().name();
        String sid = event.room().sid();
        if (room.isEmpty()) {
            room = event.egress().roomName();
            sid = event.egress().roomId();
        }
        CallId call = room.isEmpty() ? null : LiveKitCalls.callId(room);
        return new EventInfo(
                ProviderId.LIVEKIT,
                event.event(),
                event.id(),
                event.createdAt(),
                call,
                sid.isEmpty() ? null : sid,
                event.raw());
    }
}
