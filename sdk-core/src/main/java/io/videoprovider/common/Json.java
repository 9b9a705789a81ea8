package io.videoprovider.common;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, such as a vendor's response or event, or a request to it. Immutable and thread-safe.
 *
 * <p>Gives access to fields that this SDK does not cover: every response and event has it as {@code raw()}. Look-ups are as
 * lenient as those of the vendors' own clients: a field that is missing, null or of another type reads as empty, zero or false.
 * {@link #has} returns whether it exists. Objects nest at most 500 levels.
 *
 * <p>{@link #toString} prints the names of the fields and no values, because responses contain secrets (a LiveKit room contains
 * {@code turn_password}). {@link #write} returns everything.
 */
public final class Json {

    /** The object without fields. */
    public static final Json EMPTY = new Json(Map.of());

    private final Map<String, @Nullable Object> fields;

    private Json(Map<String, @Nullable Object> fields) {
        this.fields = Collections.unmodifiableMap(fields);
    }

    /**
     * Parses an object in UTF-8.
     *
     * @throws IllegalArgumentException if the bytes are not a JSON object, nest deeper than 500 levels, or contain a number of more
     *     than 1000 characters or with an exponent above a billion; the message does not quote them
     */
    public static Json parse(byte[] utf8) {
        return new Json(JsonReader.read(Check.notNull("utf8", utf8)));
    }

    /** Parses an object like {@link #parse(byte[])}. Half a surrogate pair must be written as an escape. */
    public static Json parse(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(Check.notNull("text", text))) {
            throw new IllegalArgumentException("half a surrogate pair, which UTF-8 cannot encode");
        }
        return new Json(JsonReader.read(CharBuffer.wrap(text.toCharArray())));
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns whether a field exists and is not null. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** Returns a text field; {@code ""} if it is missing or not a text. */
    public String string(String name) {
        return value(name) instanceof String text ? text : "";
    }

    /** Returns a text field; null if it is missing, empty or not a text. */
    public @Nullable String text(String name) {
        return value(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /**
     * Returns a whole number, written as a number or, like protobuf's 64-bit fields, as a string; 0 if it is missing. A fraction is
     * cut off; a number out of the range of {@code long} reads as the nearest one in it.
     */
    public long number(String name) {
        Object value = value(name);
        if (value instanceof BigInteger || value instanceof BigDecimal) {
            // Their longValue() would return the lowest bits.
            return (long) ((Number) value).doubleValue();
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
        return 0;
    }

    /** Returns a flag; false if it is missing. */
    public boolean bool(String name) {
        return Boolean.TRUE.equals(value(name));
    }

    /** Returns an object in a field; {@link #EMPTY} if it is missing. */
    public Json object(String name) {
        return value(name) instanceof Map<?, ?> map ? new Json(cast(map)) : EMPTY;
    }

    /** Returns a list of objects; empty if it is missing. Items of other types are omitted. */
    public List<Json> objects(String name) {
        List<Json> objects = new ArrayList<>();
        for (Object item : list(name)) {
            if (item instanceof Map<?, ?> map) {
                objects.add(new Json(cast(map)));
            }
        }
        return Collections.unmodifiableList(objects);
    }

    /** Returns a list of texts; empty if it is missing. Items of other types are omitted. */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object item : list(name)) {
            if (item instanceof String text) {
                strings.add(text);
            }
        }
        return Collections.unmodifiableList(strings);
    }

    /** Returns an object of texts as a map; empty if it is missing. Values of other types are converted to their JSON. */
    public Map<String, String> stringMap(String name) {
        Map<String, @Nullable Object> object = object(name).fields;
        for (Object value : object.values()) {
            if (!(value instanceof String)) {
                return withTexts(object);
            }
        }
        return texts(object);
    }

    private static Map<String, String> withTexts(Map<String, @Nullable Object> object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.forEach((name, value) -> texts.put(name, value instanceof String text ? text : json(value)));
        return Collections.unmodifiableMap(texts);
    }

    @SuppressWarnings("unchecked") // a list of parsed or copied values contains only values of these types
    private static Map<String, String> texts(Map<?, ?> map) {
        return (Map<String, String>) map;
    }

    private @Nullable Object value(String name) {
        return fields.get(Check.notNull("name", name));
    }

    private List<?> list(String name) {
        return value(name) instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked") // parse and put accept only such keys
    private static Map<String, @Nullable Object> cast(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }

    /** Returns all fields in their order: texts, numbers, flags, nulls, lists and maps of these. Unmodifiable. */
    public Map<String, @Nullable Object> asMap() {
        return fields;
    }

    /** Returns a builder with these fields. */
    public Builder toBuilder() {
        return new Builder(fields);
    }

    /** Returns the whole object as JSON text, including secrets. */
    public String write() {
        return json(fields);
    }

    /** Returns the whole object as JSON in UTF-8, including secrets. */
    public byte[] writeUtf8() {
        return JsonWriter.write(fields);
    }

    private static String json(@Nullable Object value) {
        return new String(JsonWriter.write(value), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** Returns the names of the fields, without values. */
    @Override
    public String toString() {
        return "Json" + fields.keySet();
    }

    /** Builds an object. Not thread-safe. */
    public static final class Builder {

        /** Belongs to a built object while {@link #shared} is true; a change copies it first. */
        private Map<String, @Nullable Object> fields;

        private boolean shared;

        private Builder() {
            this.fields = new LinkedHashMap<>();
        }

        private Builder(Map<String, @Nullable Object> fields) {
            this.fields = fields;
            this.shared = true;
        }

        private Map<String, @Nullable Object> ownFields() {
            if (shared) {
                // With capacity for further fields.
                Map<String, @Nullable Object> copy = new LinkedHashMap<>(2 * fields.size() + 8);
                fields.forEach(copy::put);
                fields = copy;
                shared = false;
            }
            return fields;
        }

        /**
         * Sets a field; null omits it.
         *
         * @param value a text, number, flag, {@link Json}, or a list or map of those
         * @throws InvalidRequestException if the value is of another type, or nests deeper than 500 levels
         */
        public Builder put(String name, @Nullable Object value) {
            Check.notNull("name", name);
            if (value != null) {
                ownFields().put(name, plain(name, value, 1));
            }
            return this;
        }

        /** Sets a field unless it is empty: a text, list or map without content. */
        public Builder putIfNotEmpty(String name, Object value) {
            Check.notNull("name", name);
            Check.notNull("value", value);
            boolean empty = (value instanceof String text && text.isEmpty())
                    || (value instanceof List<?> list && list.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty());
            return empty ? this : put(name, value);
        }

        /** Removes a field. Does nothing if it does not exist. */
        public Builder remove(String name) {
            ownFields().remove(Check.notNull("name", name));
            return this;
        }

        /** Returns the object. */
        public Json build() {
            shared = true;
            return new Json(fields);
        }

        /** Returns a copy of the value of a field of an object at this depth. */
        private static @Nullable Object plain(String name, @Nullable Object value, int depth) {
            if (value == null
                    || value instanceof String
                    || value instanceof Boolean
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof Short
                    || value instanceof Byte
                    || value instanceof BigInteger
                    || value instanceof BigDecimal) {
                return value;
            }
            if (value instanceof Double || value instanceof Float) {
                if (!Double.isFinite(((Number) value).doubleValue())) {
                    throw new InvalidRequestException(name, "must be a finite number");
                }
                return value;
            }
            if (value instanceof Json json) {
                checkDepth(name, json.fields, depth);
                return json.fields;
            }
            int below = checkedBelow(name, depth);
            if (value instanceof List<?> list) {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                list.forEach(item -> copy.add(plain(name, item, below)));
                return Collections.unmodifiableList(copy);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), plain(name, item, below)));
                return Collections.unmodifiableMap(copy);
            }
            throw new InvalidRequestException(
                    name,
                    "must be a value that JSON has, was a " + value.getClass().getName());
        }

        /** The fields of a {@link Json} need no copy. */
        private static void checkDepth(String name, @Nullable Object value, int depth) {
            if (value instanceof String || value instanceof Boolean || value instanceof Number) {
                return;
            }
            if (value instanceof Map<?, ?> map) {
                int below = checkedBelow(name, depth);
                for (Object item : map.values()) {
                    checkDepth(name, item, below);
                }
            } else if (value instanceof List<?> list) {
                int below = checkedBelow(name, depth);
                for (Object item : list) {
                    checkDepth(name, item, below);
                }
            }
        }

        private static int checkedBelow(String name, int depth) {
            if (depth == JsonReader.MAX_DEPTH) {
                throw new InvalidRequestException(name, "must not nest more than " + JsonReader.MAX_DEPTH + " deep");
            }
            return depth + 1;
        }
    }
}
