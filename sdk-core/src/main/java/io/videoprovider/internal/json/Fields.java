package io.videoprovider.internal.json;

import io.videoprovider.error.Check;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a small JSON object, as most are: names and values in two arrays, searched from the front. A third of the memory of a
 * hash map, and no slower. Unmodifiable.
 */
public final class Fields<V extends @Nullable Object> extends AbstractMap<String, V> {

    /** From here on searching from the front would be slow, and for a hostile object very slow. */
    private static final int MOST = 32;

    private final String[] names;
    private final @Nullable Object[] values;

    /** A bit for each name, by its hash code: most names that are not there need no search. */
    private final long bits;

    private Fields(String[] names, @Nullable Object[] values, long bits) {
        this.names = names;
        this.values = values;
        this.bits = bits;
    }

    /** An unmodifiable copy of a map, in its order; no name and no value of it may be missing. */
    public static <V> Map<String, V> copyOf(String field, Map<String, V> map) {
        if (map instanceof Fields<V>) {
            return map;
        }
        Collector<V> copy = new Collector<>();
        Check.notNull(field, map)
                .forEach((name, value) -> copy.put(Check.notNull(field, name), Check.notNull(field, value)));
        return copy.unmodifiable();
    }

    private static long bit(Object name) {
        // Of the distance only the lowest six bits count.
        return 1L << name.hashCode();
    }

    /** Names remember their hash code, which tells nearly all others apart at once. */
    private static int indexOf(Object name, String[] names, int size) {
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int indexOf(@Nullable Object name) {
        return name == null || (bits & bit(name)) == 0 ? -1 : indexOf(name, names, names.length);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the collector takes nothing else
    private V value(int at) {
        return (V) values[at];
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        int at = indexOf(name);
        return at < 0 ? null : value(at);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], value(i));
        }
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable V remove(@Nullable Object name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<Map.Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Fields.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, V>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, V>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int at = next++;
            return new SimpleImmutableEntry<>(names[at], value(at));
        }
    }

    /** Collects fields in their order; of several with one name the last value counts, at the place of the first. Used once. */
    public static final class Collector<V extends @Nullable Object> {

        private String[] names = new String[4];
        private @Nullable Object[] values = new @Nullable Object[4];
        private int size;
        private long bits;
        private @Nullable Map<String, V> many;

        /** One more field. */
        public void put(String name, V value) {
            if (many != null) {
                many.put(name, value);
                return;
            }
            long bit = bit(name);
            int at = (bits & bit) == 0 ? -1 : indexOf(name, names, size);
            if (at >= 0) {
                values[at] = value;
                return;
            }
            if (size == MOST) {
                Map<String, V> all = new LinkedHashMap<>();
                new Fields<V>(names, values, bits).forEach(all::put);
                all.put(name, value);
                many = all;
                return;
            }
            if (size == names.length) {
                resize(2 * size);
            }
            bits |= bit;
            names[size] = name;
            values[size++] = value;
        }

        private void resize(int length) {
            names = Arrays.copyOf(names, length);
            values = Arrays.copyOf(values, length);
        }

        /** All of them. */
        public Map<String, V> unmodifiable() {
            if (many != null) {
                return Collections.unmodifiableMap(many);
            }
            if (size < names.length) {
                resize(size);
            }
            return new Fields<>(names, values, bits);
        }
    }
}
