package io.videoprovider.common;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads an object from Jackson's tokens into unmodifiable maps and lists. Its exceptions quote no input. */
final class JsonReader {

    /** The root object is level 1. */
    static final int MAX_DEPTH = 500;

    private static final int MAX_NUMBER_LENGTH = 1000;

    /** Java versions differ in the exponents that they accept near the ends of int. */
    private static final long MAX_EXPONENT = 999_999_999;

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // The caller limits the size of the document.
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonReader() {}

    /** Jackson itself would detect other encodings, and accept invalid UTF-8. */
    static Map<String, @Nullable Object> read(byte[] utf8) {
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8");
        }
    }

    /** Reads the characters of an array-backed buffer. */
    static Map<String, @Nullable Object> read(CharBuffer json) {
        try (JsonParser parser = JACKSON.createParser(
                ObjectReadContext.empty(), json.array(), json.arrayOffset() + json.position(), json.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            Map<String, @Nullable Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("content after the JSON object");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException("JSON must have at most " + MAX_DEPTH
                    + " levels, and numbers of at most " + MAX_NUMBER_LENGTH + " characters");
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "not JSON, near character " + e.getLocation().getCharOffset());
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            fields.put(name, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            items.add(value(parser, next));
        }
        return Collections.unmodifiableList(items);
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> fraction(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Returns a double if it has the same value, otherwise the exact number, so that it is written as it was read. */
    private static Number fraction(String text) {
        BigDecimal exact = exact(text);
        double rounded = exact.doubleValue();
        return Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(exact) == 0 ? (Number) rounded : exact;
    }

    private static BigDecimal exact(String text) {
        try {
            BigDecimal exact = new BigDecimal(text);
            if (Math.abs((long) exact.scale()) <= MAX_EXPONENT) {
                return exact;
            }
        } catch (NumberFormatException e) {
            // Thrown for an exponent beyond int; falls through, since its message quotes the number.
        }
        throw new IllegalArgumentException("the exponent of a number is out of range");
    }
}
