package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.error.Check;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Signs webhook bodies as a LiveKit server does, for tests of a receiver.
 *
 * <p>Immutable and thread-safe.
 */
public final class LiveKitWebhookSigner {

    private static final Duration VALIDITY = Duration.ofMinutes(5);

    private final String apiKey;
    private final String apiSecret;

    /**
     * Creates a signer with one API key.
     *
     * @param apiKey the key's name, which becomes the issuer of the tokens
     * @param apiSecret the key's secret, of any length
     */
    public LiveKitWebhookSigner(String apiKey, String apiSecret) {
        this.apiKey = Check.notNull("apiKey", apiKey);
        this.apiSecret = Check.notNull("apiSecret", apiSecret);
    }

    /** Returns the value of the {@code Authorization} header for a body that is sent now: the token without "Bearer". */
    public String authorization(String body) {
        return authorization(Check.notNull("body", body).getBytes(StandardCharsets.UTF_8), Instant.now());
    }

    /**
     * Returns the value of the {@code Authorization} header for a body.
     *
     * @param body the bytes exactly as they will be sent
     * @param now when the token was issued; it is valid for five minutes from then
     */
    public String authorization(byte[] body, Instant now) {
        Check.notNull("body", body);
        Check.time("now", now);
        return Tokens.sign(
                apiSecret,
                Json.object()
                        .put("iss", apiKey)
                        .put("exp", now.plus(VALIDITY).getEpochSecond())
                        .put("nbf", now.getEpochSecond())
                        .put("iat", now.getEpochSecond())
                        .put("sha256", sha256(body)));
    }

    /** Returns the headers of a webhook that is sent now, for {@code WebhookRequest.of(headers, body)}. */
    public Map<String, List<String>> headers(byte[] body) {
        return headers(body, Instant.now());
    }

    /**
     * Returns the headers of a webhook, for {@code WebhookRequest.of(headers, body)}. To test rejections, use a time in the
     * past (stale), a time in the future (not yet valid), or a signer with another secret (bad signature).
     *
     * @param body the bytes exactly as they will be sent
     * @param now when the token was issued; it is valid for five minutes from then
     */
    public Map<String, List<String>> headers(byte[] body, Instant now) {
        return Map.of(
                "Authorization", List.of(authorization(body, now)),
                "Content-Type", List.of("application/webhook+json"));
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the key without the secret. */
    @Override
    public String toString() {
        return "LiveKitWebhookSigner[" + apiKey + "]";
    }
}
