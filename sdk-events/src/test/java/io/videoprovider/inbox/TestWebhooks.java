package io.videoprovider.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Webhooks of an invented vendor: the body is {@code type id call second}, the signature is the word {@code signed}. */
final class TestWebhooks implements Webhooks {

    static final ProviderId ACME = new ProviderId("acme");

    static byte[] body(String type, String id, String call, int second) {
        return (type + " " + id + " " + call + " " + second).getBytes(UTF_8);
    }

    static Delivery delivery(String type, String id, String call, int second) {
        byte[] body = body(type, id, call, second);
        return Delivery.of(new TestWebhooks().parseWithoutVerification(body, null), body);
    }

    static Delivery unparsable(String id) {
        return Delivery.builder(ACME, id, "hunter2".getBytes(UTF_8)).build();
    }

    @Override
    public ProviderId provider() {
        return ACME;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        if (!request.header("signature").contains("signed")) {
            throw rejected(WebhookRejectedException.Reason.BAD_SIGNATURE);
        }
        return parseWithoutVerification(request.body(), null, "acme#2");
    }

    @Override
    public VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
        String[] words = new String(body, UTF_8).split(" ", -1);
        if (words[0].equals("bug")) {
            throw new IllegalStateException("hunter2");
        }
        if (words.length != 4) {
            throw rejected(WebhookRejectedException.Reason.MALFORMED);
        }
        EventInfo info = EventInfo.builder(ACME, Json.EMPTY)
                .type(words[0])
                .deliveryId(words[1])
                .call(CallId.of(words[2]))
                .occurredAt(Instant.ofEpochSecond(Integer.parseInt(words[3])))
                .signedBy(signedBy)
                .build();
        return switch (words[0]) {
            case "started" -> new CallStarted(info);
            case "ended" -> new CallEnded(info);
            default -> new UnknownEvent(info);
        };
    }

    private static WebhookRejectedException rejected(WebhookRejectedException.Reason reason) {
        return new WebhookRejectedException(new ProviderId("acme"), reason, "no", null);
    }
}
