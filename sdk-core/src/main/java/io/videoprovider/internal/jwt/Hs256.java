package io.videoprovider.internal.jwt;

import io.videoprovider.common.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HS256 key. Signs and verifies JSON Web Tokens (RFC 7519) with the JDK's own HMAC: JWT libraries refuse secrets of less
 * than 32 bytes, and {@code livekit-server --dev} has one of six. Immutable and thread-safe.
 */
public final class Hs256 {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER =
            BASE64URL.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + ".";

    private static final byte[] HEADER_BYTES = HEADER.getBytes(StandardCharsets.US_ASCII);

    /** What RFC 7518 demands of an HS256 key. */
    public static final int RECOMMENDED_SECRET_BYTES = 32;

    // Keyed once and cloned for each use: keying costs two blocks of SHA-256, and a Mac is for one thread.
    private final Mac keyed;

    private Hs256(Mac keyed) {
        this.keyed = keyed;
    }

    /** A key from a secret's UTF-8 bytes; at least one. */
    public static Hs256 of(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return new Hs256(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Begins a token whose claims are written one by one.
     *
     * @param expectedBytes about how long they will be as JSON; only a guess that is right saves something
     */
    public TokenWriter token(int expectedBytes) {
        return new TokenWriter(this, HEADER_BYTES, expectedBytes);
    }

    /** A token of these claims. */
    public String sign(Json claims) {
        String signed = HEADER + BASE64URL.encodeToString(claims.writeUtf8());
        return signed + "." + BASE64URL.encodeToString(mac(signed));
    }

    /** Whether this key signed the token; compared in constant time. */
    public boolean signed(Jwt token) {
        return MessageDigest.isEqual(mac(token.signedPart()), token.signature());
    }

    private byte[] mac(String text) {
        return mac(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The bare HMAC of some bytes. */
    public byte[] mac(byte[] message) {
        return mac(message, message.length);
    }

    /** The bare HMAC of the first bytes. */
    byte[] mac(byte[] message, int length) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the security provider's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    @Override
    public String toString() {
        return "Hs256[██]";
    }
}
