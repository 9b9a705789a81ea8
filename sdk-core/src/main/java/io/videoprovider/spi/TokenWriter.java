package io.videoprovider.spi;

import io.videoprovider.internal.json.JsonWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * Writes the claims of one token straight into its base64url form, and signs it. Minting is a hot path when everybody joins at once:
 * maps, JSON and base64 of their own would be most of its time and garbage. {@link SigningKey#sign} signs claims that are there already.
 * Not thread-safe.
 */
@SuppressWarnings("exports")
public final class TokenWriter extends JsonWriter {

    private static final byte[] BASE64URL =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

    /** Two characters of base64url for each twelve bits, the first one in the upper byte. */
    private static final char[] PAIRS = new char[1 << 12];

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static {
        for (int bits = 0; bits < PAIRS.length; bits++) {
            PAIRS[bits] = (char) (BASE64URL[bits >> 6] << 8 | BASE64URL[bits & 0x3f]);
        }
    }

    /** The signature and the dot before it: 32 bytes in base64url. */
    private static final int SIGNATURE = 44;

    private final SigningKey key;
    private final byte[] header;

    /** Where the JSON starts: in the last three quarters of the place that its base64 will take. */
    private int start;

    private boolean fieldBefore;

    TokenWriter(SigningKey key, byte[] header, int expectedBytes) {
        super(0);
        this.key = key;
        this.header = header;
        enlarge(Math.max(16, expectedBytes));
        write('{');
    }

    /**
     * The array is the whole token in the end: encoding the JSON from the front never writes where it has not read yet, and needs no
     * second array.
     */
    @Override
    protected void enlarge(int more) {
        int length = end - start;
        int capacity = Math.max(length + more, 2 * length);
        int newStart = header.length + capacity / 3 + 1;
        byte[] larger = new byte[header.length + (capacity + 2) / 3 * 4 + SIGNATURE];
        System.arraycopy(bytes, start, larger, newStart, length);
        bytes = larger;
        start = newStart;
        end = newStart + length;
        limit = newStart + capacity;
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
        name(name);
        value(texts);
        return this;
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
        value(texts);
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
        System.arraycopy(header, 0, bytes, 0, header.length);
        int signed = base64(bytes, start, end, bytes, header.length);
        byte[] signature = key.mac(bytes, signed);
        bytes[signed] = '.';
        int length = base64(signature, 0, signature.length, bytes, signed + 1);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Encodes without padding; returns where it ends. {@code java.util.Base64} would want arrays of its own. */
    private static int base64(byte[] from, int start, int end, byte[] to, int at) {
        int in = start;
        int out = at;
        // Six bytes at a time, out of eight that are read.
        for (; in + Long.BYTES <= end; in += 6, out += 8) {
            long six = (long) EIGHT_BYTES.get(from, in) >>> 16;
            long eight = (long) PAIRS[(int) (six >> 36)] << 48
                    | (long) PAIRS[(int) (six >> 24) & 0xfff] << 32
                    | (long) PAIRS[(int) (six >> 12) & 0xfff] << 16
                    | PAIRS[(int) six & 0xfff];
            EIGHT_BYTES.set(to, out, eight);
        }
        for (; in + 2 < end; in += 3) {
            int group = (from[in] & 0xff) << 16 | (from[in + 1] & 0xff) << 8 | (from[in + 2] & 0xff);
            for (int shift = 18; shift >= 0; shift -= 6) {
                to[out++] = BASE64URL[group >> shift & 0x3f];
            }
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
        room(name.length() + 4);
        if (fieldBefore) {
            write(',');
        }
        write('"');
        ascii(name);
        write('"');
        write(':');
        fieldBefore = true;
    }
}
