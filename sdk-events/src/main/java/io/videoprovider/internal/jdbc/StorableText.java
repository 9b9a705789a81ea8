package io.videoprovider.internal.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Text of vendors in a form that every supported database stores. */
public final class StorableText {

    /** The largest number of characters in the parts of keys of calls, sessions and participations. */
    public static final int MAX_KEY = 256;

    /** The largest number of characters in ids of recordings, transcriptions and broadcasts. */
    public static final int MAX_ID = 2048;

    private StorableText() {}

    /** Replaces NUL and halves of surrogate pairs, and cuts the text to a number of characters. */
    public static String of(String text, int max) {
        int length = Math.min(text.length(), max);
        boolean storable = true;
        for (int i = 0; i < length && storable; i++) {
            storable = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
        }
        return storable ? text.substring(0, length) : replaced(text, max);
    }

    private static String replaced(String text, int max) {
        StringBuilder storable = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            boolean unstorable =
                    character == 0 || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
            int stored = unstorable ? '\uFFFD' : character;
            if (storable.length() + Character.charCount(stored) > max) {
                break;
            }
            storable.appendCodePoint(stored);
        }
        return storable.toString();
    }

    /**
     * Returns a text that identifies the same as the given one: the text, or its SHA-256 hash if it cannot be stored as it is, or ends with a
     * space, which collations of MySQL and MariaDB ignore.
     */
    public static String key(String text, int max) {
        boolean exact = !text.endsWith(" ") && of(text, max).equals(text);
        return exact ? text : "sha256:" + HexFormat.of().formatHex(sha256(text));
    }

    /** Returns a part of a key, or the id of a user, as it is stored and compared. */
    public static String key(String text) {
        return key(text, MAX_KEY);
    }

    private static byte[] sha256(String text) {
        try {
            // Unlike UTF-8, this encoding keeps halves of surrogate pairs.
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required on every Java platform", e);
        }
    }
}
