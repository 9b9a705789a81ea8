package io.videoprovider.testing.stream;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhook bodies as Stream does, for tests of a receiver: the lower-case hexadecimal HMAC-SHA256 of the body
 * before compression, with the API secret.
 *
 * <p>Immutable and thread-safe.
 */
public final class StreamWebhookSigner {

    private final String apiSecret;

    /**
     * A signer with one API secret.
     *
     * @param apiSecret the secret, of any length
     */
    public StreamWebhookSigner(String apiSecret) {
        this.apiSecret = Objects.requireNonNull(apiSecret, "apiSecret");
    }

    /** The value of the {@code X-SIGNATURE} header for a body. */
    public String signature(String body) {
        return signature(body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The value of the {@code X-SIGNATURE} header for a body.
     *
     * @param body the bytes of the JSON, not compressed
     */
    public String signature(byte[] body) {
        return HexFormat.of().formatHex(hmac(apiSecret, body));
    }

    // Not through a JWT library: those refuse short secrets, HMAC does not care.
    static byte[] hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "StreamWebhookSigner";
    }
}
