package io.videoprovider.error;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of arguments. Each returns its value, or throws {@link InvalidRequestException} naming the field and the limit. */
public final class Check {

    private Check() {}

    /** A value that must be there. */
    public static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException(field, "is missing");
        }
        return value;
    }

    /** Returns an unmodifiable copy of a map, in its order; no name and no value may be null. */
    public static <V> Map<String, V> copyOf(String field, @Nullable Map<String, V> map) {
        Map<String, V> copy = new LinkedHashMap<>();
        notNull(field, map).forEach((name, value) -> copy.put(notNull(field, name), notNull(field, value)));
        return Collections.unmodifiableMap(copy);
    }

    /** A text that must be there and not be blank. */
    public static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidRequestException(field, value == null ? "is missing" : "is empty");
        }
        return value;
    }

    /** A text of at most {@code max} characters; empty is fine. */
    public static String atMost(String field, @Nullable String text, int max) {
        String value = notNull(field, text);
        if (value.length() > max) {
            throw new InvalidRequestException(field, "has " + value.length() + " characters; the limit is " + max);
        }
        return value;
    }

    /** A text of at most {@code max} bytes in UTF-8; empty is fine. */
    public static String atMostBytes(String field, @Nullable String text, int max) {
        String value = notNull(field, text);
        // A character is at least one byte, so that most texts need no encoding to be judged.
        if (value.length() * 3L > max) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > max) {
                throw new InvalidRequestException(field, "has " + bytes + " bytes in UTF-8; the limit is " + max);
            }
        }
        return value;
    }

    /**
     * An identifier that is safe in every vendor's URL, header and log: not empty, at most {@code max} characters, no
     * control or format character, none of {@code / \ ? # %}, not only dots.
     */
    public static String id(String field, @Nullable String value, int max) {
        text(field, value);
        String id = notNull(field, value);
        atMost(field, id, max);
        boolean onlyDots = true;
        for (int i = 0; i < id.length(); ) {
            int character = id.codePointAt(i);
            if (unsafe(character)) {
                throw new InvalidRequestException(
                        field,
                        String.format(
                                Locale.ROOT, "has the character U+%04X at %d, which an id may not have", character, i));
            }
            onlyDots &= character == '.';
            i += Character.charCount(character);
        }
        if (onlyDots) {
            throw new InvalidRequestException(field, "has nothing but dots");
        }
        return id;
    }

    private static boolean unsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> "/\\?#%".indexOf(character) >= 0;
        };
    }

    /** A duration of at least {@code min} and at most {@code max}. */
    public static Duration between(String field, Duration value, Duration min, Duration max) {
        notNull(field, value);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidRequestException(field, "is " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }

    /** A number of at least {@code min} and at most {@code max}. */
    public static int between(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidRequestException(field, "is " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }
}
