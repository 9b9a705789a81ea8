package io.videoprovider.internal.jwt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * Writes the claims of one token straight into its base64url form, and signs it. Minting is a hot path when everybody joins at once:
 * maps, JSON and base64 of their own would be most of its time and garbage. {@link Hs256#sign} signs claims that are there already.
 * Not thread-safe.
 */
public final class TokenWriter {

    private static final byte[] BASE64URL =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

    /** Two characters of base64url for each twelve bits, the first one in the upper byte. */
    private static final char[] PAIRS = new char[1 << 12];

    private static final VarHandle TWO_BYTES = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.BIG_ENDIAN);

    static {
        for (int bits = 0; bits < PAIRS.length; bits++) {
            PAIRS[bits] = (char) (BASE64URL[bits >> 6] << 8 | BASE64URL[bits & 0x3f]);
        }
    }

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** The signature and the dot before it: 32 bytes in base64url. */
    private static final int SIGNATURE = 44;

    private final Hs256 key;
    private final byte[] header;

    /**
     * The whole token in the end. The JSON is written into the last three quarters of the place that its base64 will take, so that
     * encoding it from the front never writes where it has not read yet, and needs no second array.
     */
    private byte[] token;

    /** How long the JSON may become before all has to move. */
    private int capacity;

    private int start;
    private int end;
    private boolean fieldBefore;

    TokenWriter(Hs256 key, byte[] header, int expectedBytes) {
        this.key = key;
        this.header = header;
        this.token = new byte[0];
        enlarge(Math.max(16, expectedBytes));
        write('{');
    }

    private void enlarge(int newCapacity) {
        int newStart = header.length + newCapacity / 3 + 1;
        byte[] larger = new byte[header.length + (newCapacity + 2) / 3 * 4 + SIGNATURE];
        int length = end - start;
        System.arraycopy(token, start, larger, newStart, length);
        token = larger;
        capacity = newCapacity;
        start = newStart;
        end = newStart + length;
    }

    private void room(int bytes) {
        int needed = end - start + bytes;
        if (needed > capacity) {
            enlarge(Math.max(needed, 2 * capacity));
        }
    }

    // All names but those in a map are words of this SDK: plain ASCII.

    /** A text. */
    public TokenWriter put(String name, String text) {
        name(name);
        string(text);
        return this;
    }

    /** An object of texts, whose names may be anything too. */
    public TokenWriter put(String name, Map<String, String> texts) {
        object(name);
        texts.forEach((each, text) -> {
            separate();
            string(each);
            write(':');
            string(text);
        });
        return end();
    }

    /** A whole number. */
    public TokenWriter put(String name, long number) {
        name(name);
        ascii(Long.toString(number));
        return this;
    }

    /** A flag. */
    public TokenWriter put(String name, boolean flag) {
        name(name);
        ascii(flag ? "true" : "false");
        return this;
    }

    /** A list of texts. */
    public TokenWriter put(String name, Collection<String> texts) {
        name(name);
        char before = '[';
        for (String text : texts) {
            write(before);
            string(text);
            before = ',';
        }
        ascii(texts.isEmpty() ? "[]" : "]");
        return this;
    }

    /** Begins an object; what follows is in it, until {@link #end}. */
    public TokenWriter object(String name) {
        name(name);
        write('{');
        fieldBefore = false;
        return this;
    }

    /** Ends the object that was begun last. */
    public TokenWriter end() {
        write('}');
        fieldBefore = true;
        return this;
    }

    /** The token. The writer is of no use afterwards. */
    public String sign() {
        write('}');
        System.arraycopy(header, 0, token, 0, header.length);
        int signed = base64(token, start, end, token, header.length);
        byte[] signature = key.mac(token, signed);
        token[signed] = '.';
        int length = base64(signature, 0, signature.length, token, signed + 1);
        return new String(token, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Encodes without padding; returns where it ends. {@code java.util.Base64} would want arrays of its own. */
    private static int base64(byte[] from, int start, int end, byte[] to, int at) {
        int in = start;
        int out = at;
        for (; in + 2 < end; in += 3, out += 4) {
            int group = (from[in] & 0xff) << 16 | (from[in + 1] & 0xff) << 8 | (from[in + 2] & 0xff);
            TWO_BYTES.set(to, out, PAIRS[group >> 12]);
            TWO_BYTES.set(to, out + 2, PAIRS[group & 0xfff]);
        }
        if (in < end) {
            boolean two = in + 1 < end;
            int group = (from[in] & 0xff) << 16 | (two ? (from[in + 1] & 0xff) << 8 : 0);
            to[out++] = BASE64URL[group >> 18];
            to[out++] = BASE64URL[group >> 12 & 0x3f];
            if (two) {
                to[out++] = BASE64URL[group >> 6 & 0x3f];
            }
        }
        return out;
    }

    private void name(String name) {
        separate();
        room(name.length() + 3);
        token[end++] = '"';
        copy(name);
        token[end++] = '"';
        token[end++] = ':';
    }

    private void separate() {
        if (fieldBefore) {
            write(',');
        }
        fieldBefore = true;
    }

    private void ascii(String text) {
        room(text.length());
        copy(text);
    }

    @SuppressWarnings(
            "deprecation") // it loses all but ASCII, which there is none of here, and copies without a look at each
    private void copy(String ascii) {
        ascii.getBytes(0, ascii.length(), token, end);
        end += ascii.length();
    }

    private void string(String text) {
        room(text.length() + 2);
        byte[] to = token;
        int at = end;
        to[at++] = '"';
        int plain = 0;
        while (plain < text.length() && plain(text.charAt(plain))) {
            to[at++] = (byte) text.charAt(plain++);
        }
        end = at;
        if (plain < text.length()) {
            rest(text, plain);
        }
        write('"');
    }

    private static boolean plain(char character) {
        return character >= ' ' && character < 0x80 && character != '"' && character != '\\';
    }

    private void rest(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char next = text.charAt(i);
            if (plain(next)) {
                write(next);
            } else if (next == '"' || next == '\\') {
                write('\\');
                write(next);
            } else if (next < ' ') {
                escape(next);
            } else if (next < 0x800) {
                write(0xc0 | (next >> 6));
                write(0x80 | (next & 0x3f));
            } else if (!Character.isSurrogate(next)) {
                write(0xe0 | (next >> 12));
                write(0x80 | ((next >> 6) & 0x3f));
                write(0x80 | (next & 0x3f));
            } else if (i + 1 < text.length() && Character.isSurrogatePair(next, text.charAt(i + 1))) {
                int character = Character.toCodePoint(next, text.charAt(++i));
                write(0xf0 | (character >> 18));
                write(0x80 | ((character >> 12) & 0x3f));
                write(0x80 | ((character >> 6) & 0x3f));
                write(0x80 | (character & 0x3f));
            } else {
                // Half a pair, which UTF-8 cannot write.
                escape(next);
            }
        }
    }

    private void escape(char character) {
        ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            write(HEX[character >> shift & 0xf]);
        }
    }

    private void write(int octet) {
        room(1);
        token[end++] = (byte) octet;
    }

    @Override
    public String toString() {
        return "TokenWriter[██]";
    }
}
