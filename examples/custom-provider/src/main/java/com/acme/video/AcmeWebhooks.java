package com.acme.video;

import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.WebhookChecks;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Acme signs the body of a webhook: {@code Acme-Signature} is its HMAC-SHA256 in hexadecimal. */
final class AcmeWebhooks implements Webhooks {

    private static final Duration MAX_AGE = Duration.ofMinutes(10);
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final SigningKey secret;
    private final String signedBy;
    private final Clock clock;

    AcmeWebhooks(String apiKey, SigningKey secret, Clock clock) {
        this.secret = secret;
        this.signedBy = apiKey + "#1";
        this.clock = clock;
    }

    @Override
    public ProviderId provider() {
        return AcmeVideoProvider.ID;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        byte[] body = WebhookChecks.body(AcmeVideoProvider.ID, request);
        if (!secret.signed(body, signature(request))) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature does not match the body", null);
        }
        VideoEvent event = event(body, signedBy);
        Instant now = clock.instant();
        Instant occurredAt = event.occurredAt();
        if (occurredAt == null || occurredAt.isBefore(now.minus(MAX_AGE))) {
            throw rejected(Reason.STALE, "it is older than " + MAX_AGE, null);
        }
        if (occurredAt.isAfter(now.plus(LEEWAY))) {
            throw rejected(Reason.NOT_YET_VALID, "its time is in the future", null);
        }
        return event;
    }

    @Override
    public void checkHeaders(WebhookRequest request) {
        signature(request);
    }

    @Override
    public VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
        return event(WebhookChecks.size(AcmeVideoProvider.ID, body), signedBy);
    }

    private static byte[] signature(WebhookRequest request) {
        List<String> signatures = request.header("Acme-Signature");
        if (signatures.size() != 1) {
            throw rejected(Reason.MISSING_SIGNATURE, "it must have one Acme-Signature header", null);
        }
        try {
            return HexFormat.of().parseHex(signatures.get(0));
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature is not hexadecimal", null);
        }
    }

    private static VideoEvent event(byte[] body, @Nullable String signedBy) {
        Json json;
        try {
            json = Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, "the body is not JSON", e);
        }
        Json call = json.object("call");
        EventInfo info = EventInfo.builder(AcmeVideoProvider.ID, json)
                .type(json.string("event"))
                .deliveryId(json.string("delivery"))
                .occurredAt(AcmeMapper.instant(json, "at"))
                .call(AcmeMapper.callId(call))
                .sessionId(call.string("session"))
                .signedBy(signedBy)
                .build();
        return switch (info.type()) {
            case "call.started" -> new CallStarted(info);
            case "call.ended" -> new CallEnded(info);
            case "participant.joined" ->
                new ParticipantJoined(info, AcmeMapper.participant(json.object("participant")));
            case "participant.left" ->
                new ParticipantLeft(info, AcmeMapper.participant(json.object("participant")), json.text("reason"));
            case "recording.started" -> new RecordingStarted(info, AcmeMapper.recording(json.object("recording")));
            case "recording.ready" -> new RecordingReady(info, AcmeMapper.recording(json.object("recording")));
            default -> new UnknownEvent(info);
        };
    }

    private static WebhookRejectedException rejected(Reason reason, String problem, @Nullable Exception cause) {
        return new WebhookRejectedException(AcmeVideoProvider.ID, reason, problem, cause);
    }
}
