package io.videoprovider.retention;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes of passwords by PBKDF2. The text has the algorithm, the number of iterations, the salt and the hash, so that both can change. */
final class PasswordHash {

    static final int MAX_LENGTH = 256;

    /** The number that OWASP recommends for PBKDF2 with HMAC-SHA256. */
    private static final int ITERATIONS = 600_000;

    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern TEXT =
            Pattern.compile("pbkdf2-sha256\\$([1-9][0-9]{0,7})\\$([A-Za-z0-9+/]{1,64})\\$([A-Za-z0-9+/]{1,128})");

    private PasswordHash() {}

    static String of(String password) {
        return of(password, ITERATIONS);
    }

    static String of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "pbkdf2-sha256$" + iterations + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash(password, salt, iterations, HASH_BYTES));
    }

    /** Returns whether a password has a hash; false for a text that is not a hash. Compares in constant time. */
    static boolean matches(String password, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || password.isEmpty()) {
            return false;
        }
        int iterations = Integer.parseInt(matcher.group(1));
        if (iterations > MAX_ITERATIONS) {
            return false;
        }
        byte[] salt;
        byte[] expected;
        try {
            salt = Base64.getDecoder().decode(matcher.group(2));
            expected = Base64.getDecoder().decode(matcher.group(3));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(hash(password, salt, iterations, expected.length), expected);
    }

    private static byte[] hash(String password, byte[] salt, int iterations, int bytes) {
        // The same letter with an accent may be typed as one or two characters.
        String normalized = Normalizer.normalize(password, Normalizer.Form.NFC);
        PBEKeySpec key = new PBEKeySpec(normalized.toCharArray(), salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no PBKDF2WithHmacSHA256", e);
        } finally {
            key.clearPassword();
        }
    }
}
