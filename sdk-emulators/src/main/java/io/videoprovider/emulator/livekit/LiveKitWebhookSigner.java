package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
     * A signer with one API key.
     *
     * @param apiKey the key's name, which becomes the issuer of the tokens
     * @param apiSecret the key's secret, of any length
     */
    public LiveKitWebhookSigner(String apiKey, String apiSecret) {
        this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
        this.apiSecret = Objects.requireNonNull(apiSecret, "apiSecret");
    }

    /** The value of the {@code Authorization} header for a body that is sent now: a bare token, without "Bearer". */
    public String authorization(String body) {
        return authorization(body.getBytes(StandardCharsets.UTF_8), Instant.now());
    }

    /**
     * The value of the {@code Authorization} header for a body.
     *
     * @param body the bytes exactly as they will be sent
     * @param now when the token was issued; it is valid for five minutes from then
     */
    public String authorization(byte[] body, Instant now) {
        return Tokens.sign(
                apiSecret,
                Json.object()
                        .put("iss", apiKey)
                        .put("exp", now.plus(VALIDITY).getEpochSecond())
                        .put("nbf", now.getEpochSecond())
                        .put("iat", now.getEpochSecond())
                        .put("sha256", sha256(body)));
    }

    /** The headers of a delivery that is sent now, ready for {@code WebhookRequest.of(headers, body)}. */
    public Map<String, List<String>> headers(byte[] body) {
        return headers(body, Instant.now());
    }

    /**
     * The headers of a delivery, ready for {@code WebhookRequest.of(headers, body)}. To see a receiver refuse: a time of long ago
     * makes it stale, one to come makes it premature, a signer with another secret makes it foreign.
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

    /** Names the key, never the secret. */
    @Override
    public String toString() {
        return "LiveKitWebhookSigner[" + apiKey + "]";
    }
}
