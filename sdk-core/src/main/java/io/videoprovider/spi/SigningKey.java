package io.videoprovider.spi;

import io.videoprovider.common.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * An HS256 key. Signs and verifies JSON Web Tokens (RFC 7519) with the JDK's own SHA-256: JWT libraries refuse secrets of less
 * than 32 bytes, and {@code livekit-server --dev} has one of six. Immutable and thread-safe.
 */
public final class SigningKey {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    /** The first part of every token that is signed here, with the dot. */
    static final String HEADER =
            BASE64URL.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + ".";

    private static final byte[] HEADER_BYTES = HEADER.getBytes(StandardCharsets.US_ASCII);

    /** What RFC 7518 demands of an HS256 key. */
    public static final int RECOMMENDED_SECRET_BYTES = 32;

    /** Of SHA-256. */
    private static final int BLOCK = 64;

    // HMAC by its definition (RFC 2104), SHA-256((key ^ opad) || SHA-256((key ^ ipad) || message)), on the JDK's
    // SHA-256. A Mac would hash the key's first block again for each message, and copy twice as much. This template
    // has that block behind it, and is cloned for each use, since a digest is for one thread.
    private final MessageDigest inner;
    private final byte[] outerPad;

    private SigningKey(byte[] key) {
        this.inner = sha256();
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        byte[] innerPad = new byte[BLOCK];
        this.outerPad = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            innerPad[i] = (byte) (block[i] ^ 0x36);
            outerPad[i] = (byte) (block[i] ^ 0x5c);
        }
        inner.update(innerPad);
    }

    /** A key from a secret's UTF-8 bytes; at least one. */
    public static SigningKey of(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("an empty secret");
        }
        return new SigningKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
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
            MessageDigest digest = (MessageDigest) inner.clone();
            digest.update(message, 0, length);
            byte[] hash = digest.digest();
            digest.update(outerPad);
            return digest.digest(hash);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the security provider's SHA-256 cannot be cloned", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[██]";
    }
}
