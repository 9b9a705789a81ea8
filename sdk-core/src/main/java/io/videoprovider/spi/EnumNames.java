package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of an enum from a vendor's JSON. A sender writes a value that it has no name for as a number; JSON of
 * protocol buffers does so by definition. A number is read as the name that it stands for, or as {@code UNKNOWN_} and the number.
 * Immutable and thread-safe.
 */
public final class EnumNames {

    private static final String UNKNOWN = "UNKNOWN_";

    private final List<String> names;

    private EnumNames(List<String> names) {
        this.names = names;
    }

    /**
     * Creates the names of an enum.
     *
     * @param names the names in the order of their numbers from 0, {@code ""} for a number without a name; none if the vendor
     *     publishes no numbers
     */
    public static EnumNames of(String... names) {
        return new EnumNames(Check.listOf("names", Arrays.asList(Check.notNull("names", names))));
    }

    /** Returns the name in a field, whether known or not; {@code ""} if it is missing or neither a text nor a number. */
    public String read(Json json, String field) {
        return name(value(json, field));
    }

    /** Returns the names in a list; empty if it is missing. Items that are neither texts nor numbers are omitted. */
    public List<String> readAll(Json json, String field) {
        return value(json, field) instanceof List<?> list
                ? list.stream().map(this::name).filter(name -> !name.isEmpty()).toList()
                : List.of();
    }

    private static @Nullable Object value(Json json, String field) {
        return Check.notNull("json", json).asMap().get(Check.notNull("field", field));
    }

    private String name(@Nullable Object value) {
        if (value instanceof String name) {
            return name;
        }
        if (!(value instanceof Number number)) {
            return "";
        }
        int index = number.intValue();
        boolean named = index >= 0
                && index < names.size()
                && index == number.doubleValue()
                && !names.get(index).isEmpty();
        return named ? names.get(index) : UNKNOWN + number;
    }

    /** Returns the value to send for a name that was read: the number of an unknown one, otherwise the name. */
    public static Object written(String name) {
        return Check.notNull("name", name).matches(UNKNOWN + "-?[0-9]{1,10}")
                ? Long.valueOf(name.substring(UNKNOWN.length()))
                : name;
    }
}
