package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.spi.EnumNames;
import io.videoprovider.spi.JsonTimes;
import io.videoprovider.spi.ListItems;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields by their proto names, in either spelling: LiveKit writes {@code empty_timeout} in responses of the API and
 * {@code emptyTimeout} in webhooks, which also omit default values.
 */
final class Wire {

    /** The limit of {@code RecordingId}. */
    private static final int MAX_ID = 512;

    /** Names in camelCase. Bounded: contains only names from the code of this package. */
    private static final Map<String, String> CAMEL = new ConcurrentHashMap<>();

    /** The limit of ids and names in requests; the default of the server for names of rooms and identities. */
    private static final int MAX_ID_BYTES = 256;

    private Wire() {}

    /** Requires an id or a name of a request: not blank, at most 256 bytes. */
    static String id(String field, @Nullable String value) {
        return Check.atMostBytes(field, Check.text(field, value), MAX_ID_BYTES);
    }

    /** Requires an id or a name of a request that may be empty. */
    static String idOrEmpty(String field, @Nullable String value) {
        return Check.atMostBytes(field, value, MAX_ID_BYTES);
    }

    private static String spelling(Json json, String name) {
        if (json.has(name)) {
            return name;
        }
        String known = CAMEL.get(name);
        return known == null ? CAMEL.computeIfAbsent(name, Wire::camel) : known;
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            camel.append(character == '_' ? Character.toUpperCase(name.charAt(++i)) : character);
        }
        return camel.toString();
    }

    static boolean has(Json json, String name) {
        return json.has(spelling(json, name));
    }

    static String string(Json json, String name) {
        return json.string(spelling(json, name));
    }

    /** Returns a count; 0 if it is missing or negative. */
    static int number(Json json, String name) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, longNumber(json, name)));
    }

    static long longNumber(Json json, String name) {
        return json.number(spelling(json, name));
    }

    static boolean bool(Json json, String name) {
        return json.bool(spelling(json, name));
    }

    static Json object(Json json, String name) {
        return json.object(spelling(json, name));
    }

    static <T> List<T> list(Json json, String name, Function<Json, T> of) {
        List<T> list = new ArrayList<>();
        for (Json item : json.objects(spelling(json, name))) {
            list.add(of.apply(item));
        }
        return Collections.unmodifiableList(list);
    }

    /**
     * Returns the items that pass a check; others are left out with a warning in the log.
     *
     * @param check throws {@link InvalidRequestException} for an item without a valid name or id, with which nothing can be done
     */
    static <T> List<T> list(Json json, String name, Function<Json, T> of, Consumer<T> check) {
        return ListItems.map("livekit " + name, list(json, name, of), item -> {
            check.accept(item);
            return item;
        });
    }

    /** Requires a text that is not empty. */
    static void requirePresent(String field, String text) {
        if (text.isEmpty()) {
            throw new InvalidRequestException(field, "must not be empty");
        }
    }

    /** Requires the id of an egress or ingress. */
    static void requireId(String field, String text) {
        Check.id(field, text, MAX_ID);
    }

    /** Returns the name of an enum value, also of one that is written as a number; empty if missing. */
    static String enumName(Json json, String name, EnumNames names) {
        return names.read(json, spelling(json, name));
    }

    static List<String> enumNames(Json json, String name, EnumNames names) {
        return names.readAll(json, spelling(json, name));
    }

    static List<String> strings(Json json, String name) {
        return json.strings(spelling(json, name));
    }

    static Map<String, String> stringMap(Json json, String name) {
        return json.stringMap(spelling(json, name));
    }

    /** Returns a time in milliseconds since 1970, or in seconds from another field; null if both are missing. */
    static @Nullable Instant millisOrSeconds(Json json, String millis, String seconds) {
        Instant exact = JsonTimes.since1970(json, spelling(json, millis), ChronoUnit.MILLIS);
        return exact == null ? seconds(json, seconds) : exact;
    }

    /** Returns a time in seconds since 1970; null if missing. */
    static @Nullable Instant seconds(Json json, String name) {
        return JsonTimes.since1970(json, spelling(json, name), ChronoUnit.SECONDS);
    }

    /** Returns a time in nanoseconds since 1970; null if missing. */
    static @Nullable Instant nanos(Json json, String name) {
        return JsonTimes.since1970(json, spelling(json, name), ChronoUnit.NANOS);
    }

    static Duration duration(Json json, String name, ChronoUnit unit) {
        return JsonTimes.duration(json, spelling(json, name), unit);
    }

    /** Requires a list, null or nothing. */
    static void requireListOrMissing(Json json, String name) {
        Object value = json.asMap().get(spelling(json, name));
        if (value != null && !(value instanceof List)) {
            throw new InvalidRequestException(name, "must be a list");
        }
    }
}
