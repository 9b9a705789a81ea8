package io.videoprovider.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON in UTF-8, on the way to the wire and into tokens. Not thread-safe. */
public class JsonWriter {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** What is written, up to {@link #end}. */
    protected byte[] bytes;

    /** Where the next byte goes. */
    protected int end;

    /** Where it has to be {@linkplain #enlarge enlarged}. */
    protected int limit;

    /** Begins, with room for about so many bytes. */
    protected JsonWriter(int expectedBytes) {
        this.bytes = new byte[expectedBytes];
        this.limit = expectedBytes;
    }

    /**
     * Writes a text, number, flag, null, or a list or map of those. Half a surrogate pair, which UTF-8 cannot write, becomes its escape.
     */
    public static byte[] write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter(256);
        writer.value(value);
        return Arrays.copyOf(writer.bytes, writer.end);
    }

    /** Makes room for at least so many bytes more. */
    protected void enlarge(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(end + more, 2 * bytes.length));
        limit = bytes.length;
    }

    /** Sees to it that there is room for so many bytes more. */
    protected final void room(int more) {
        if (end + more > limit) {
            enlarge(more);
        }
    }

    /** A text, number, flag, null, or a list or map of those. */
    protected final void value(@Nullable Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> field : map.entrySet()) {
                write(before);
                string((String) field.getKey());
                write(':');
                value(field.getValue());
                before = ',';
            }
            ascii(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Collection<?> items) {
            char before = '[';
            for (Object item : items) {
                write(before);
                value(item);
                before = ',';
            }
            ascii(items.isEmpty() ? "[]" : "]");
        } else {
            // Java prints flags, null and finite numbers as JSON does.
            ascii(String.valueOf(value));
        }
    }

    /** A text, quoted. */
    protected final void string(String text) {
        room(text.length() + 2);
        byte[] to = bytes;
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
            } else if (next < 0x80) {
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
                escape(next);
            }
        }
    }

    private void escape(char character) {
        write('\\');
        switch (character) {
            case '"', '\\' -> write(character);
            case '\b' -> write('b');
            case '\f' -> write('f');
            case '\n' -> write('n');
            case '\r' -> write('r');
            case '\t' -> write('t');
            default -> {
                write('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    write(HEX[character >> shift & 0xf]);
                }
            }
        }
    }

    /** Characters that need no escape and are ASCII, such as a number or a name of this SDK's own. */
    @SuppressWarnings(
            "deprecation") // it loses all but ASCII, which there is none of, and copies without a look at each
    protected final void ascii(String text) {
        room(text.length());
        text.getBytes(0, text.length(), bytes, end);
        end += text.length();
    }

    /** One byte. */
    protected final void write(int octet) {
        room(1);
        bytes[end++] = (byte) octet;
    }

    /** Tells nothing of the content. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[██]";
    }
}
