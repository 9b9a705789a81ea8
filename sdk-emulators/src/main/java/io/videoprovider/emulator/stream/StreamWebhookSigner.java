package io.videoprovider.emulator.stream;

import io.videoprovider.error.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhook bodies as Stream does, for tests of a receiver: the lower-case hexadecimal HMAC-SHA256 of the body
 * before compression, with the API secret.
 *
 * <p>Immutable and thread-safe.
 */
public final class StreamWebhookSigner {

    private final String apiKey;
    private final String apiSecret;

    /**
     * Creates a signer of one application.
     *
     * @param apiKey the application's API key
     * @param apiSecret its secret, of any length
     */
    public StreamWebhookSigner(String apiKey, String apiSecret) {
        this.apiKey = Check.notNull("apiKey", apiKey);
        this.apiSecret = Check.notNull("apiSecret", apiSecret);
    }

    /** Returns the value of the {@code X-SIGNATURE} header for a body. */
    public String signature(String body) {
        return signature(Check.notNull("body", body).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the value of the {@code X-SIGNATURE} header for a body.
     *
     * @param body the bytes of the JSON, not compressed
     */
    public String signature(byte[] body) {
        return HexFormat.of().formatHex(hmac(apiSecret, Check.notNull("body", body)));
    }

    /**
     * Returns the headers of a webhook, for {@code WebhookRequest.of(headers, body)}; the body may be sent as it is or
     * {@linkplain #compressed compressed}. To test a rejection, use a signer with another secret.
     *
     * @param body the bytes of the JSON, not compressed
     * @param webhookId the delivery's id, the same for each attempt
     */
    public Map<String, List<String>> headers(byte[] body, String webhookId) {
        return Map.of(
                "Content-Type", List.of("application/json"),
                "X-Api-Key", List.of(apiKey),
                "X-Signature", List.of(signature(body)),
                "X-Webhook-Attempt", List.of("1"),
                "X-Webhook-Id", List.of(Check.notNull("webhookId", webhookId)));
    }

    /** Returns a body as Stream sends it to an application with enabled compression: gzip, without a header for it. */
    public static byte[] compressed(byte[] body) {
        Check.notNull("body", body);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    // Not with a JWT library, which rejects short secrets; HMAC accepts them.
    static byte[] hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the key without the secret. */
    @Override
    public String toString() {
        return "StreamWebhookSigner[" + apiKey + "]";
    }
}
