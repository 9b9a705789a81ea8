package io.videoprovider.stream;

import static io.videoprovider.error.WebhookRejectedException.Reason;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
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
import io.videoprovider.internal.jwt.Hs256;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.client.StreamEvent;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream's webhooks: {@code X-Signature} is the HMAC-SHA256 of the inflated body, in hexadecimal. It carries no time, so there
 * is no freshness to check: keep {@code deliveryId()} and drop what was seen.
 */
final class StreamWebhooks implements Webhooks {

    private final String apiKey;
    private final Map<String, List<Hs256>> keys;
    private final Clock clock;

    StreamWebhooks(String apiKey, Map<String, List<Hs256>> keys, Clock clock) {
        this.apiKey = apiKey;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        if (request.body().length > MAX_BODY_BYTES) {
            throw rejected(
                    Reason.TOO_LARGE,
                    "the body has " + request.body().length + " bytes; the limit is " + MAX_BODY_BYTES,
                    null);
        }
        byte[] signature = signature(request);
        List<Hs256> secrets = secrets(request);
        byte[] body = inflated(request.body());
        if (secrets.stream().noneMatch(secret -> MessageDigest.isEqual(secret.mac(body), signature))) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature is not that of the body", null);
        }
        try {
            return event(new StreamEvent(Json.parse(body)), one(request, "X-Webhook-Id"));
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] signature(WebhookRequest request) {
        String hex = one(request, "X-Signature");
        if (hex.isEmpty()) {
            throw rejected(Reason.MISSING_SIGNATURE, "it needs one X-Signature header", null);
        }
        try {
            return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature is not hexadecimal", null);
        }
    }

    private List<Hs256> secrets(WebhookRequest request) {
        String key = one(request, "X-Api-Key");
        List<Hs256> secrets = keys.get(key.isEmpty() ? apiKey : key);
        if (secrets == null) {
            throw rejected(Reason.UNKNOWN_KEY, "its API key is not known here", null);
        }
        return secrets;
    }

    /** The one value of a header; empty when it is not there, or there twice. */
    private static String one(WebhookRequest request, String header) {
        List<String> values = request.header(header);
        return values.size() == 1 ? values.get(0).strip() : "";
    }

    /** The body inflated if it is gzip, which Stream's own header does not tell; never more than the limit. */
    private static byte[] inflated(byte[] body) {
        if (body.length < 2 || body[0] != (byte) 0x1f || body[1] != (byte) 0x8b) {
            return body;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] inflated = gzip.readNBytes(MAX_BODY_BYTES + 1);
            if (inflated.length > MAX_BODY_BYTES) {
                throw rejected(Reason.TOO_LARGE, "the body inflates to more than " + MAX_BODY_BYTES + " bytes", null);
            }
            return inflated;
        } catch (IOException e) {
            throw rejected(Reason.MALFORMED, "the body begins like gzip and is none", null);
        }
    }

    private static WebhookRejectedException rejected(Reason reason, String problem, @Nullable Exception cause) {
        return new WebhookRejectedException(ProviderId.STREAM.value(), reason, problem, cause);
    }

    private VideoEvent event(StreamEvent event, String webhookId) {
        CallId call = event.callCid().isEmpty() ? null : StreamCalls.callId(event.callCid());
        EventInfo info = new EventInfo(
                ProviderId.STREAM,
                event.type(),
                webhookId,
                Objects.requireNonNullElseGet(event.createdAt(), clock::instant),
                call,
                event.sessionId().isEmpty() ? null : event.sessionId(),
                event.raw());
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
