package io.videoprovider.stream;

import static io.videoprovider.error.WebhookRejectedException.Reason;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.WebhookChecks;
import io.videoprovider.stream.client.StreamEvent;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Stream's webhooks: {@code X-Signature} is the HMAC-SHA256 of the inflated body, in hexadecimal. It contains no
 * time, so the freshness cannot be checked: drop events whose {@code deliveryId()} was received before.
 */
final class StreamWebhooks implements Webhooks {

    /** The length of an HMAC-SHA256 in hexadecimal. */
    private static final int SIGNATURE_DIGITS = 64;

    private final ProviderId provider;
    private final String apiKey;
    private final Keyring keys;

    StreamWebhooks(ProviderId provider, String apiKey, Keyring keys) {
        this.provider = provider;
        this.apiKey = apiKey;
        this.keys = keys;
    }

    @Override
    public ProviderId provider() {
        return provider;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        byte[] received = WebhookChecks.body(provider, request);
        byte[] signature = signature(request);
        List<Keyring.Key> secrets = secrets(request);
        byte[] body = inflated(received);
        String signedBy = Keyring.signer(secrets, secret -> secret.signed(body, signature));
        if (signedBy == null) {
            throw rejected(Reason.BAD_SIGNATURE, "no secret of the API key matches the signature", null);
        }
        return read(json(body), body, one(request, "X-Webhook-Id"), signedBy);
    }

    @Override
    public void checkHeaders(WebhookRequest request) {
        Check.notNull("request", request);
        signature(request);
        secrets(request);
    }

    @Override
    public VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
        byte[] unpacked = unpacked(WebhookChecks.size(provider, body));
        Json json = json(unpacked);
        if (!json.has("type") && json.has("Message")) {
            // SNS wraps the message in an envelope, unless the subscription has raw message delivery.
            unpacked = unpacked(json.string("Message").getBytes(StandardCharsets.UTF_8));
            json = json(unpacked);
        }
        return read(json, unpacked, deliveryId, signedBy);
    }

    private byte[] signature(WebhookRequest request) {
        String hex = one(request, "X-Signature");
        if (hex.isEmpty()) {
            throw rejected(Reason.MISSING_SIGNATURE, "must have exactly one X-Signature header", null);
        }
        if (hex.length() != SIGNATURE_DIGITS) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature must have " + SIGNATURE_DIGITS + " digits", null);
        }
        try {
            return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.BAD_SIGNATURE, "the signature is not hexadecimal", null);
        }
    }

    private List<Keyring.Key> secrets(WebhookRequest request) {
        if (request.header("X-Api-Key").size() > 1) {
            throw rejected(Reason.UNKNOWN_KEY, "must have at most one X-Api-Key header", null);
        }
        String key = one(request, "X-Api-Key");
        List<Keyring.Key> secrets = keys.of(key.isEmpty() ? apiKey : key);
        if (secrets.isEmpty()) {
            throw rejected(Reason.UNKNOWN_KEY, "the API key is unknown to this provider", null);
        }
        return secrets;
    }

    /** Returns the value of a header; empty if it is missing or repeated. */
    private static String one(WebhookRequest request, String header) {
        List<String> values = request.header(header);
        return values.size() == 1 ? values.get(0).strip() : "";
    }

    /** Returns the JSON in a message of a queue, which may be plain, gzip, or gzip in base64. */
    private byte[] unpacked(byte[] message) {
        boolean plain = Gzip.isGzip(message)
                || new String(message, StandardCharsets.ISO_8859_1).strip().startsWith("{");
        try {
            return inflated(plain ? message : Base64.getMimeDecoder().decode(message));
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, "the message is neither JSON nor base64", null);
        }
    }

    /** Returns the body, inflated if it is gzip, which no header of Stream reports; never more than the limit. */
    private byte[] inflated(byte[] body) {
        if (!Gzip.isGzip(body)) {
            return body;
        }
        try {
            byte[] inflated = Gzip.inflate(body, MAX_BODY_BYTES);
            if (inflated.length > MAX_BODY_BYTES) {
                throw rejected(Reason.TOO_LARGE, "the body inflates to more than " + MAX_BODY_BYTES + " bytes", null);
            }
            return inflated;
        } catch (ZipException e) {
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private Json json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private VideoEvent read(Json json, byte[] words, @Nullable String deliveryId, @Nullable String signedBy) {
        return StreamEvents.event(provider, new StreamEvent(json), deliveryId, deduplicationKey(words), signedBy);
    }

    /**
     * Returns a shortened hash of the body. Every event contains its time to the nanosecond, so equal bodies are the same event.
     * Messages of a queue have no id, and the same event may arrive from a queue and as a webhook.
     */
    private static String deduplicationKey(byte[] words) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private WebhookRejectedException rejected(Reason reason, String problem, @Nullable Exception cause) {
        return new WebhookRejectedException(provider, reason, problem, cause);
    }
}
