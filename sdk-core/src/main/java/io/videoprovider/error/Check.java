package io.videoprovider.error;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Argument checks. Each method returns the checked value, or throws {@link InvalidRequestException} with the name of the field and
 * the limit. Texts are never quoted in the message, since they may be secrets.
 */
public final class Check {

    private static final Pattern TRAILING_LINE_BREAKS = Pattern.compile("[\\r\\n]+\\z");

    /** White space, control and format characters, and quotes in their ASCII and typographic forms. */
    private static final Pattern FOREIGN_TO_CREDENTIALS =
            Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}\"'`\\u2018-\\u201F\\u00AB\\u00BB]");

    private static final int MAX_URL = 2048;

    private static final Instant LATEST = Instant.ofEpochSecond(253_402_300_799L);

    private Check() {}

    /** Requires a value that is not null. */
    public static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException(field, "must not be null");
        }
        return value;
    }

    /** Returns an unmodifiable copy of a map, in its order; no name and no value may be null. */
    public static <V> Map<String, V> copyOf(String field, @Nullable Map<String, V> map) {
        Map<String, V> copy = new LinkedHashMap<>();
        notNull(field, map).forEach((name, value) -> copy.put(item(field, name), item(field, value)));
        return Collections.unmodifiableMap(copy);
    }

    /** Returns an unmodifiable copy of a collection, in its order; no item may be null. */
    public static <T> List<T> listOf(String field, @Nullable Collection<? extends T> items) {
        for (T item : notNull(field, items)) {
            item(field, item);
        }
        return List.copyOf(items);
    }

    /** Returns an unmodifiable copy of a collection without its duplicates, in no order; no item may be null. */
    public static <T> Set<T> setOf(String field, @Nullable Collection<? extends T> items) {
        return Set.copyOf(Check.<T>listOf(field, items));
    }

    private static <T> T item(String field, @Nullable T item) {
        if (item == null) {
            throw new InvalidRequestException(field, "must not contain null");
        }
        return item;
    }

    /** Requires a text that is neither null nor blank and that UTF-8 can encode. */
    public static String text(String field, @Nullable String value) {
        return encodable(field, notBlank(field, value));
    }

    private static String notBlank(String field, @Nullable String value) {
        String text = notNull(field, value);
        if (text.isBlank()) {
            throw new InvalidRequestException(field, "must not be blank");
        }
        return text;
    }

    /**
     * Requires a value that is not null and that UTF-8 can encode. Half a surrogate pair, as in a name that was cut in the middle of an
     * emoji, would arrive as another character.
     *
     * @param field the field; empty if the value is a map whose keys are the fields
     * @param value a text, or a map or list, whose keys and items are checked likewise and may be null; other values pass
     */
    public static <T> T encodable(String field, @Nullable T value) {
        T present = notNull(field, value);
        requireEncodable(field, present);
        return present;
    }

    private static void requireEncodable(String field, @Nullable Object value) {
        if (value instanceof String text) {
            requireWholePairs(field, text);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((name, item) -> {
                if (halfPair(name.toString()) >= 0) {
                    requireWholePairs(
                            field.isEmpty() ? "name of a field" : "name of a field in " + field, name.toString());
                }
                boolean passes = item instanceof String text
                        ? halfPair(text) < 0
                        : item == null || item instanceof Boolean || item instanceof Number;
                // The path is built only where it is needed: tokens are checked with every mint.
                if (!passes) {
                    requireEncodable(field.isEmpty() ? name.toString() : field + "." + name, item);
                }
            });
        } else if (value instanceof Iterable<?> items) {
            items.forEach(item -> requireEncodable(field, item));
        }
    }

    private static void requireWholePairs(String field, String text) {
        int half = halfPair(text);
        if (half >= 0) {
            throw new InvalidRequestException(
                    field,
                    String.format(
                            Locale.ROOT,
                            "must not contain half a surrogate pair, had U+%04X at index %d; cut texts between code points",
                            (int) text.charAt(half),
                            half));
        }
    }

    /** Returns the index of the first surrogate without its other half; -1 if there is none. */
    private static int halfPair(String text) {
        int i = 0;
        while (i < text.length()) {
            if (!Character.isSurrogate(text.charAt(i))) {
                i++;
            } else if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                i += 2;
            } else {
                return i;
            }
        }
        return -1;
    }

    /** Requires a text of at most {@code max} characters (UTF-16 code units) that UTF-8 can encode; the empty text is allowed. */
    public static String atMost(String field, @Nullable String text, int max) {
        return encodable(field, limited(field, notNull(field, text), max));
    }

    private static String limited(String field, String value, int max) {
        if (value.length() > max) {
            throw new InvalidRequestException(field, "must have at most " + max + " characters, had " + value.length());
        }
        return value;
    }

    /** Requires a text of at most {@code max} bytes in UTF-8; the empty text is allowed. */
    public static String atMostBytes(String field, @Nullable String text, int max) {
        String value = encodable(field, notNull(field, text));
        // A character takes at most three bytes, so most texts need not be encoded to be measured.
        if (value.length() * 3L > max) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > max) {
                throw new InvalidRequestException(field, "must have at most " + max + " bytes in UTF-8, had " + bytes);
            }
        }
        return value;
    }

    /** Requires an absolute URL of http or https, with a host, of at most 2048 characters. */
    public static URI webUrl(String field, @Nullable URI url) {
        URI present = notNull(field, url);
        atMost(field, present.toString(), MAX_URL);
        boolean web = "https".equalsIgnoreCase(present.getScheme()) || "http".equalsIgnoreCase(present.getScheme());
        // The host of a URI is null if its name contains an underscore, as those of containers may.
        if (!web || present.getRawAuthority() == null) {
            throw new InvalidRequestException(field, "must be a URL of http or https");
        }
        return present;
    }

    /**
     * Requires an identifier that is safe in every vendor's URLs, headers and logs: not blank, at most {@code max} characters, no
     * control or format character, none of {@code / \ ? # %}, not only dots.
     */
    public static String id(String field, @Nullable String value, int max) {
        String id = limited(field, notBlank(field, value), max);
        boolean onlyDots = true;
        for (int i = 0; i < id.length(); ) {
            int character = id.codePointAt(i);
            if (unsafe(character)) {
                requireWholePairs(field, id);
                throw new InvalidRequestException(
                        field,
                        String.format(
                                Locale.ROOT, "must not contain the character U+%04X (at index %d)", character, i));
            }
            onlyDots &= character == '.';
            i += Character.charCount(character);
        }
        if (onlyDots) {
            throw new InvalidRequestException(field, "must not consist of dots only");
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

    /**
     * Requires an API key, a secret or another credential, and removes line breaks at its end: a file or a pipe adds them, and a
     * mounted secret keeps them. White space, quotes and invisible characters, which were copied along, are rejected: a token that
     * is signed with them looks valid, and the vendor rejects it.
     */
    public static String credential(String field, @Nullable String value) {
        String credential = TRAILING_LINE_BREAKS.matcher(text(field, value)).replaceFirst("");
        Matcher foreign = FOREIGN_TO_CREDENTIALS.matcher(credential);
        if (foreign.find()) {
            throw new InvalidRequestException(
                    field,
                    String.format(
                            Locale.ROOT,
                            "must not contain white space, quotes or invisible characters, had U+%04X at index %d; remove"
                                    + " what was copied along with the value",
                            credential.codePointAt(foreign.start()),
                            foreign.start()));
        }
        return credential;
    }

    /** Requires a duration from {@code min} to {@code max}, both included. */
    public static Duration between(String field, @Nullable Duration value, Duration min, Duration max) {
        Duration duration = notNull(field, value);
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw outOfRange(field, duration, min, max);
        }
        return duration;
    }

    /** Requires a number from {@code min} to {@code max}, both included. */
    public static int between(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw outOfRange(field, value, min, max);
        }
        return value;
    }

    /** Requires a time that every vendor can represent: from 1970 to the end of 9999. */
    public static Instant time(String field, @Nullable Instant value) {
        Instant time = notNull(field, value);
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw outOfRange(field, time, Instant.EPOCH, LATEST);
        }
        return time;
    }

    private static InvalidRequestException outOfRange(String field, Object value, Object min, Object max) {
        return new InvalidRequestException(field, "must be between " + min + " and " + max + ", was " + value);
    }
}
