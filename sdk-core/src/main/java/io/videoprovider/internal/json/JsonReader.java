package io.videoprovider.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object as RFC 8259 has it, without any leniency: no comment, no other quote, no comma too many, no NaN. Webhooks and
 * answers go through it, and the claims of tokens before their signature is checked: so it has no options, and Jackson judges it in
 * the tests. Used once.
 */
public final class JsonReader {

    /** How deep objects and lists may nest: each level takes its part of the stack. */
    public static final int MAX_DEPTH = 500;

    /** Turning digits into a number takes the square of their number. */
    private static final int MAX_NUMBER = 1000;

    /** Near the ends of int, Java's versions differ in what they take. */
    private static final long MAX_EXPONENT = 999_999_999;

    /** So many nines are a long. */
    private static final int LONG_DIGITS = 18;

    private final byte[] json;
    private int at;

    private JsonReader(byte[] json) {
        this.json = json;
    }

    /**
     * The fields of an object: texts, numbers, flags, nulls, and unmodifiable maps and lists of the same. A whole number is an
     * {@link Integer}, a {@link Long} or a {@link BigInteger}, another one a {@link Double} where that holds it, else a
     * {@link BigDecimal}.
     *
     * @throws IllegalArgumentException if that is no JSON object in UTF-8, nests too deep, or has a number without end; the
     *     message does not quote it
     */
    public static Map<String, @Nullable Object> read(byte[] utf8) {
        JsonReader reader = new JsonReader(utf8);
        if (reader.token() != '{') {
            throw new IllegalArgumentException("not a JSON object");
        }
        Map<String, @Nullable Object> object = reader.object(1);
        if (reader.token() >= 0) {
            throw new IllegalArgumentException("something follows the JSON object");
        }
        return object;
    }

    private Map<String, @Nullable Object> object(int depth) {
        Fields.Collector<@Nullable Object> fields = new Fields.Collector<>();
        int next = token();
        if (next == '}') {
            return fields.unmodifiable();
        }
        while (next == '"') {
            String name = text();
            expect(token(), ':');
            fields.put(name, value(token(), depth));
            next = token();
            if (next == '}') {
                return fields.unmodifiable();
            }
            expect(next, ',');
            next = token();
        }
        throw bad(at);
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        int next = token();
        if (next == ']') {
            return Collections.unmodifiableList(items);
        }
        while (true) {
            items.add(value(next, depth));
            next = token();
            if (next == ']') {
                return Collections.unmodifiableList(items);
            }
            expect(next, ',');
            next = token();
        }
    }

    private @Nullable Object value(int first, int depth) {
        return switch (first) {
            case '"' -> text();
            case '{', '[' -> {
                if (depth == MAX_DEPTH) {
                    throw new IllegalArgumentException("JSON that nests more than " + MAX_DEPTH + " deep");
                }
                yield first == '{' ? object(depth + 1) : array(depth + 1);
            }
            case 't' -> {
                word("true");
                yield true;
            }
            case 'f' -> {
                word("false");
                yield false;
            }
            case 'n' -> {
                word("null");
                yield null;
            }
            case -1 -> throw bad(at);
            default -> number();
        };
    }

    /** The next byte that is no white space, or -1 at the end; the place is behind it. */
    private int token() {
        while (at < json.length) {
            int next = json[at++];
            if (next > ' ') {
                return next;
            }
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                throw bad(at);
            }
        }
        return -1;
    }

    private void expect(int token, char expected) {
        if (token != expected) {
            throw bad(at);
        }
    }

    /** The rest of a word whose first letter was read. */
    private void word(String word) {
        for (int i = 1; i < word.length(); i++) {
            if (at == json.length || json[at++] != word.charAt(i)) {
                throw bad(at);
            }
        }
    }

    /** A text whose first quote was read. */
    private String text() {
        int start = at;
        boolean ascii = true;
        for (int i = start; i < json.length; i++) {
            int next = json[i];
            if (next == '"') {
                at = i + 1;
                return ascii ? ascii(start, i) : utf8(start, i);
            }
            if (next == '\\') {
                return escaped(start, i);
            }
            if (next < ' ') {
                if (next >= 0) {
                    throw bad(i);
                }
                ascii = false;
            }
        }
        throw bad(json.length);
    }

    /** The same, with the first backslash at that place. */
    private String escaped(int start, int backslash) {
        StringBuilder text = new StringBuilder();
        int plain = start;
        at = backslash;
        while (at < json.length) {
            int next = json[at++];
            if (next == '"') {
                return text.append(utf8(plain, at - 1)).toString();
            }
            if (next == '\\') {
                text.append(utf8(plain, at - 1)).append(escape());
                plain = at;
            } else if (next >= 0 && next < ' ') {
                throw bad(at);
            }
        }
        throw bad(at);
    }

    private char escape() {
        int kind = at < json.length ? json[at++] : -1;
        return switch (kind) {
            case '"', '\\', '/' -> (char) kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int character = 0;
                for (int i = 0; i < 4; i++) {
                    if (at == json.length || !HexFormat.isHexDigit(json[at])) {
                        throw bad(at);
                    }
                    character = character << 4 | HexFormat.fromHexDigit(json[at++]);
                }
                yield (char) character;
            }
            default -> throw bad(at);
        };
    }

    /** A number whose first character was read. */
    private Number number() {
        int start = at - 1;
        int digits = json[start] == '-' ? start + 1 : start;
        int end = digits(digits);
        if (json[digits] == '0' && end > digits + 1) {
            throw bad(digits);
        }
        boolean whole = true;
        if (end < json.length && json[end] == '.') {
            whole = false;
            end = digits(end + 1);
        }
        if (end < json.length && (json[end] == 'e' || json[end] == 'E')) {
            whole = false;
            int exponent = end + 1;
            boolean signed = exponent < json.length && (json[exponent] == '+' || json[exponent] == '-');
            end = digits(signed ? exponent + 1 : exponent);
        }
        at = end;
        if (end - start > MAX_NUMBER) {
            throw new IllegalArgumentException("JSON with a number of more than " + MAX_NUMBER + " characters");
        }
        return whole ? whole(start, digits, end) : fraction(start, end);
    }

    /** Where the digits end that begin there, of which there must be one. */
    private int digits(int start) {
        int end = start;
        while (end < json.length && json[end] >= '0' && json[end] <= '9') {
            end++;
        }
        if (end == start) {
            throw bad(start);
        }
        return end;
    }

    private Number whole(int start, int digits, int end) {
        if (end - digits > LONG_DIGITS) {
            BigInteger whole = new BigInteger(ascii(start, end));
            return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
        }
        long value = 0;
        for (int i = digits; i < end; i++) {
            value = value * 10 + json[i] - '0';
        }
        value = digits > start ? -value : value;
        return value == (int) value ? (Number) (int) value : (Number) value;
    }

    /** A double where it holds the number, else the number itself: what other software wrote is written back as it was. */
    private Number fraction(int start, int end) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(ascii(start, end));
        } catch (NumberFormatException hugeExponent) {
            throw bad(start);
        }
        if (Math.abs((long) exact.scale()) > MAX_EXPONENT) {
            throw bad(start);
        }
        double rounded = exact.doubleValue();
        return Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(exact) == 0 ? (Number) rounded : exact;
    }

    private String ascii(int start, int end) {
        return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private String utf8(int start, int end) {
        String text = new String(json, start, end - start, StandardCharsets.UTF_8);
        // Java replaces what is wrong. The text may have the replacement character itself.
        if (text.indexOf('\ufffd') >= 0) {
            byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, json, start, end)) {
                throw new IllegalArgumentException("not UTF-8");
            }
        }
        return text;
    }

    private static IllegalArgumentException bad(int place) {
        return new IllegalArgumentException("not JSON, near byte " + place);
    }
}
