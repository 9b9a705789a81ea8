package io.videoprovider.spi;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.impl.HMAC;
import com.nimbusds.jose.util.Base64URL;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;

/** An HS256 key: signs and verifies JSON Web Tokens (RFC 7519) and other messages. Immutable and thread-safe. */
public final class SigningKey {

    /** The minimum of RFC 7518 for an HS256 key; shorter secrets work. */
    public static final int RECOMMENDED_SECRET_BYTES = 32;

    private static final JWSHeader HS256 = new JWSHeader(JWSAlgorithm.HS256);

    private static final String HMAC_SHA256 = "HMACSHA256";

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /** The first part of every token that is signed here, with the dot. */
    static final String HEADER =
            BASE64URL.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII)) + ".";

    private static final byte[] HEADER_BYTES = HEADER.getBytes(StandardCharsets.US_ASCII);

    /** 32 bytes in base64url without padding. */
    private static final int SIGNATURE_LENGTH = 43;

    private final MACVerifier verifier;
    private final Mac keyed;

    private SigningKey(byte[] secret) {
        // MACVerifier rejects the six bytes of a LiveKit development server. HMAC pads keys with zeros: the same key.
        byte[] padded = Arrays.copyOf(secret, Math.max(secret.length, RECOMMENDED_SECRET_BYTES));
        try {
            this.verifier = new MACVerifier(padded);
            this.keyed = HMAC.getInitMac(HMAC_SHA256, verifier.getSecretKey(), null);
            // Otherwise each verification would search the security providers for the algorithm.
            verifier.getJCAContext().setProvider(keyed.getProvider());
        } catch (JOSEException e) {
            throw unavailable(e);
        }
    }

    /** Returns the key of a secret's UTF-8 bytes; the secret must not be empty. */
    public static SigningKey of(String secret) {
        if (Check.notNull("secret", secret).isEmpty()) {
            throw new InvalidRequestException("secret", "must not be empty");
        }
        return new SigningKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a token of these claims. */
    public String sign(Json claims) {
        // SignedJWT would build the same from a claims set, in more than twice the time; MACSigner would encode the
        // signature with Nimbus' own base64, which takes as long as the HMAC.
        byte[] payload = BASE64URL.encode(Check.notNull("claims", claims).writeUtf8());
        int signed = HEADER_BYTES.length + payload.length;
        byte[] token = Arrays.copyOf(HEADER_BYTES, signed + 1 + SIGNATURE_LENGTH);
        System.arraycopy(payload, 0, token, HEADER_BYTES.length, payload.length);
        token[signed] = '.';
        System.arraycopy(BASE64URL.encode(mac(token, signed)), 0, token, signed + 1, SIGNATURE_LENGTH);
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    /** Returns whether this key signed the token; compared in constant time. */
    public boolean signed(Jwt token) {
        return verify(
                Check.notNull("token", token).signedPart().getBytes(StandardCharsets.US_ASCII), token.signature());
    }

    /** Returns whether this key signed the message; compared in constant time. */
    public boolean signed(byte[] message, byte[] signature) {
        return verify(Check.notNull("message", message), Base64URL.encode(Check.notNull("signature", signature)));
    }

    private boolean verify(byte[] message, Base64URL signature) {
        try {
            return verifier.verify(HS256, message, signature);
        } catch (JOSEException e) {
            throw unavailable(e);
        }
    }

    /** Returns the bare HMAC-SHA256 of a message. */
    public byte[] mac(byte[] message) {
        return mac(Check.notNull("message", message), message.length);
    }

    private byte[] mac(byte[] message, int length) {
        try {
            // A clone has the processed key. It also is thread-safe: only clones change.
            Mac mac = (Mac) keyed.clone();
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            return macWithoutClone(Arrays.copyOf(message, length));
        }
    }

    /** Some security providers, such as those of hardware, cannot clone. */
    private byte[] macWithoutClone(byte[] message) {
        try {
            return HMAC.compute(HMAC_SHA256, verifier.getSecretKey(), message, keyed.getProvider());
        } catch (JOSEException e) {
            throw unavailable(e);
        }
    }

    private static IllegalStateException unavailable(JOSEException cause) {
        return new IllegalStateException("HMAC-SHA256 is not available", cause);
    }

    @Override
    public String toString() {
        return "SigningKey[██]";
    }
}
